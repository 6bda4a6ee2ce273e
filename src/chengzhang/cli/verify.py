"""`chengzhang verify`: read the whole ledger again and say the first thing that is wrong with it."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from .server import on_the_server


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("verify", help="check the whole ledger; exit 1 and the first broken entry")
    parser.add_argument("--expect", metavar="DIGEST", help="a digest noted outside: must be some entry's")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


@on_the_server
def run(args: argparse.Namespace) -> int:
    from chengzhang.foundation.ledger.verify import verify

    found = verify(args.expect)
    if args.json:
        print(json.dumps({**asdict(found), "sound": found.sound}, ensure_ascii=False, indent=1))
    elif found.sound:
        print(f"账本完好：共{found.entries}条，末条校验值{found.digest}。")
    else:
        for fault in found.faults:
            print(f"{fault.say}（{fault.code}）")
        print(f"此前{found.entries}条完好。")
    return 0 if found.sound else 1
