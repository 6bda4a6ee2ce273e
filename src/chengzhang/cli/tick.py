"""`chengzhang tick`: the morning's work, for a timer: what fell due, what lapsed, what a new calendar moved."""

from __future__ import annotations

import argparse
import contextlib
import sys
from datetime import date

from .server import on_the_server


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("tick", help="do the morning's work: what fell due today")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="demonstration only: as if on that day")
    parser.set_defaults(run=run)


@on_the_server
def run(args: argparse.Namespace) -> int:
    from chengzhang.foundation import clock
    from chengzhang.projects.tick import tick

    with clock.at(args.on) if args.on else contextlib.nullcontext():
        done = tick()
    if not done.packs and not done.failed:
        print(f"{done.on} 的晨间事项已办过，没有要办的。")
    else:
        print(f"{done.on}：核对{done.projects}个项目，系统办理{len(done.acts)}件，发出提醒{done.notices}条。")
    for act in done.acts:
        print(f"  {act}")
    for code, why in done.failed.items():
        print(f"{code} 未办成：{why}", file=sys.stderr)
    return 1 if done.failed else 0
