"""`chengzhang part PROJECT ACTION --as ACCOUNT --favour yes`: an opinion, a signature, a witness in a joint act."""

from __future__ import annotations

import argparse
import json

from .act import as_json, as_text
from .server import actor_named, on_the_server


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("part", help="say one's part in a joint act, as an account")
    parser.add_argument("project", help="the project's code; - for a matter of the office")
    parser.add_argument("action", help="the joint act, such as review.conclude")
    parser.add_argument("--as", dest="account", required=True, metavar="ACCOUNT")
    parser.add_argument("--at", metavar="ORGANISATION", help="which post, where the account has several")
    parser.add_argument("--of", metavar="SUBJECT", help="which one, such as change.2")
    parser.add_argument("--role", help="for which role, where the body holds several in this act")
    parser.add_argument("--favour", required=True, choices=("yes", "no"))
    parser.add_argument("--text", default="", help="the opinion; needed when against")
    parser.add_argument("--score", type=int, help="of 100, from those who advise")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


@on_the_server
def run(args: argparse.Namespace) -> int:
    from chengzhang.projects.perform import give_part

    outcome = give_part(
        actor_named(args.account, args.at),
        None if args.project == "-" else args.project,
        args.action,
        args.of,
        role=args.role,
        favour=args.favour == "yes",
        text=args.text,
        score=args.score,
    )
    if outcome is None:
        print(
            json.dumps({"done": False, "waits": True})
            if args.json
            else "已记下。还有别人没表态，或由所在批次一并办理。"
        )
        return 0
    print(as_json(outcome) if args.json else as_text(outcome))
    return 0 if outcome.done else 1
