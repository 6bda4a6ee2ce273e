"""`chengzhang demo`: fill an empty database with a city's worth of projects, every step through the door."""

from __future__ import annotations

import argparse
import os
import sys

from .server import on_the_server


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("demo", help="fill an empty database with a demonstration city")
    parser.add_argument("--place", help="which city (default: the only one, or the first)")
    parser.add_argument("--projects", type=int, metavar="N", help="only so many projects, one of each story first")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    os.environ["CHENGZHANG_DEMO"] = "1"  # the history is played under a clock that only demonstration mode may set
    status: int = on_the_server(_run)(args)
    return status


def _run(args: argparse.Namespace) -> int:
    from django.conf import settings
    from django.core.management import call_command

    from chengzhang.demonstration.play import play
    from chengzhang.demonstration.scripts import places, read_script

    call_command("migrate", verbosity=0, interactive=False)
    known = places()
    place = args.place or (known[0] if known else "")
    if place not in known:
        print(f"没有“{place}”的演示数据；现有：{'、'.join(known) or '（无）'}。", file=sys.stderr)
        return 1
    report = play(
        read_script(place), settings.DEMO_PASSWORD, args.projects, lambda line: print(line, file=sys.stderr, flush=True)
    )
    print(f"演示城市已就绪：{report.projects}个项目，{report.steps}次办理，其中{report.refused}次被规则拦下。")
    print(f"演示日期 {report.today}。所有演示账号的密码都是 {settings.DEMO_PASSWORD}（只用于演示）：")
    for one in report.town.accounts:
        print(f"  {one.name:<10}{one.person}　{one.organisation}　{one.title}")
    print(f"打开：CHENGZHANG_DEMO=1 chengzhang serve，再访问 {settings.SITE_URL}/")
    for failure in report.failures:
        print(f"未按剧本进行：{failure}", file=sys.stderr)
    return 1 if report.failures else 0
