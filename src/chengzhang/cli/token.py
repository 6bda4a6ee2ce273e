"""`chengzhang token`: a key with which a program may act in somebody's post."""

from __future__ import annotations

import argparse
from datetime import timedelta

from .server import actor_named, on_the_server


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("token", help="issue a key for a program that acts in an account's post")
    parser.add_argument("account")
    parser.add_argument("--at", metavar="ORGANISATION", help="which post, where the account has several")
    parser.add_argument("--days", type=int, default=30, help="days the key lives (default 30, at most 366)")
    parser.set_defaults(run=run)


@on_the_server
def run(args: argparse.Namespace) -> int:
    from chengzhang.foundation import clock
    from chengzhang.foundation.people import tokens

    until = clock.machine_now().date() + timedelta(days=args.days)
    print(tokens.issue(actor_named(args.account, args.at), until))
    return 0
