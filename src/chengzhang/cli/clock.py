"""`chengzhang clock`: when does a period end that starts on a day, and why then."""

from __future__ import annotations

import argparse
import json
from datetime import date

from chengzhang.engine.clock import Calendar, Counted, NotAnnounced, explain, load_calendar
from chengzhang.engine.clock import add as count
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.shelf import calendar_folder, find
from chengzhang.engine.values import Period, parse_date, parse_period


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("clock", help="count a period from a day, and explain it")
    parser.add_argument("--from", dest="start", type=_day, required=True, metavar="DATE", help="day of the event")
    parser.add_argument("--period", type=_period, required=True, metavar="PERIOD", help='"5 working_days", "1 month"')
    parser.add_argument("--pack", required=True, help="whose calendar and whose roll of periods: id or path")
    parser.add_argument("--minimum", action="store_true", help="a minimum time: it never rolls over a day off")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    pack = load_pack(find(args.pack))
    calendar = load_calendar(calendar_folder(pack.calendar.days))
    try:
        counted = _count(args.start, args.period, args.minimum, pack, calendar)
    except NotAnnounced as wrong:
        print(wrong)
        return 1
    print(json.dumps(_as_json(counted, args, pack), ensure_ascii=False, indent=2) if args.json else _as_text(counted))
    return 0


def _count(start: date, period: Period, minimum: bool, pack: Pack, calendar: Calendar) -> Counted:
    rolls = pack.calendar.roll == "next_working_day" and not minimum
    return count(start, period, calendar, "next_working_day" if rolls else None)


def _as_text(counted: Counted) -> str:
    provisional = f"\n这是暂计：假日安排尚未公布，最晚为 {counted.latest}。" if counted.provisional else ""
    return f"{counted.date}\n{explain(counted)}。{provisional}"


def _as_json(counted: Counted, args: argparse.Namespace, pack: Pack) -> dict[str, object]:
    return {
        "from": args.start.isoformat(),
        "period": args.period.literal,
        "date": counted.date.isoformat() if counted.date else None,
        "latest": counted.latest.isoformat() if counted.latest else None,
        "provisional": counted.provisional,
        "explanation": explain(counted),
        "steps": [
            {
                "kind": step.kind,
                "zh": step.zh,
                "on": step.on.isoformat() if step.on else None,
                "until": step.until.isoformat() if step.until else None,
                "cite": step.cite,
            }
            for step in counted.steps
        ],
        "roll": "none" if args.minimum else pack.calendar.roll,
        "pack": f"{pack.id}/{pack.release}",
    }


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None


def _period(text: str) -> Period:
    try:
        return parse_period(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None
