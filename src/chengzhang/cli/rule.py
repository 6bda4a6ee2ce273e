"""`chengzhang rule`: rule on an open question as an office that may interpret, or see first whom that would touch."""

from __future__ import annotations

import argparse
from datetime import date

from .server import actor_named, on_the_server


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("rule", help="rule on an open question, or see which projects a ruling would touch")
    parser.add_argument("place", help="the pack's place, as `test-land`")
    parser.add_argument("question")
    parser.add_argument("reading")
    parser.add_argument("--as", dest="account", metavar="ACCOUNT", help="who rules; without it nothing is recorded")
    parser.add_argument(
        "--for", dest="organisation", metavar="ORGANISATION", help="where the account has several posts"
    )
    parser.add_argument("--reason", default="", help="why; obligatory for a ruling")
    parser.add_argument("--from", dest="from_on", type=date.fromisoformat, metavar="DATE", help="default: today")
    parser.set_defaults(run=run)


@on_the_server
def run(args: argparse.Namespace) -> int:
    from chengzhang.engine.values import zh_date
    from chengzhang.foundation.administer import record_ruling
    from chengzhang.reports.who_is_touched import who_is_touched

    found = who_is_touched(args.place, args.question, args.reading, on=args.from_on)
    reading = found.question.readings[args.reading].zh
    print(f"{found.question.asks}\n口径：{reading}，自{zh_date(found.on)}起")
    for line in found.lines():
        print(f"{line.code} {line.title}（{line.unit}）")
        for one in line.differences:
            print(f"  {one.zh}")
    print(f"在办项目{found.seen}个，受影响{found.hit}个")
    if args.account is None:
        print("这是预演，没有记录裁定；要裁定，请写 --as 和 --reason。")
        return 0
    actor = actor_named(args.account, args.organisation)
    record_ruling(actor, args.place, args.question, args.reading, reason=args.reason, from_on=args.from_on)
    print(f"已记录裁定：{actor.organisation_name}")
    return 0
