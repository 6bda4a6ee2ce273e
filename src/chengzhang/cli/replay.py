"""`chengzhang replay`: decide again from a stored receipt and say whether the answer is the same."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from chengzhang.cli.asking import calendar_for, show
from chengzhang.engine.deciding.outcome import OUTCOME_ZH
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.shelf import find
from chengzhang.engine.replay import ReceiptError, replay


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("replay", help="get the same answer from a stored receipt")
    parser.add_argument(
        "receipt", type=Path, metavar="RECEIPT", help="written by `decide --receipt`, or `decide --json`"
    )
    parser.add_argument("--pack", help="replay under this pack instead of the one named in the receipt")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    try:
        stored = json.loads(args.receipt.read_text(encoding="utf-8"))
        found = replay(stored, lambda name: load_pack(find(args.pack or name)), calendar_for)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        print(f"✗ 读不了回执“{args.receipt}”：{error}", file=sys.stderr)
        return 1
    except ReceiptError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    decision = found.decision
    assert decision.receipt is not None
    if args.json:
        show(
            {
                "same": found.same,
                "differs": list(found.differs),
                "outcome": decision.outcome.value,
                "digest": decision.receipt.digest,
            }
        )
    elif found.same:
        print(f"✓ 结论相同：{decision.action_zh}，{OUTCOME_ZH[decision.outcome]}\n回执 {decision.receipt.digest}")
    else:
        print(
            "\n".join(
                [f"✗ 结论或依据不同：现为{OUTCOME_ZH[decision.outcome]}", *(f"  {line}" for line in found.differs)]
            )
        )
    return 0 if found.same else 1
