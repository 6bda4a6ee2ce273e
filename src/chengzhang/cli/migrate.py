"""`chengzhang migrate`: bring the database to the shape this version needs."""

from __future__ import annotations

import argparse

from .server import on_the_server


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("migrate", help="bring the database to the shape this version needs")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when something is to be done")
    parser.set_defaults(run=run)


@on_the_server
def run(args: argparse.Namespace) -> int:
    from django.core.management import call_command

    call_command("migrate", verbosity=0 if args.check else 1, interactive=False, check_unapplied=args.check)
    return 0
