"""`chengzhang pack compare --facts FILE`: the same project under several rulebooks, side by side, every line cited."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from chengzhang.cli.asking import calendar_for, refuse, show
from chengzhang.engine.deciding.parsed import parsed
from chengzhang.engine.deciding.typed import FactsError
from chengzhang.engine.pack.compare import Comparison, compare
from chengzhang.engine.pack.compare_side import Cell, Line
from chengzhang.engine.pack.errors import PackErrors
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.shelf import find, places
from chengzhang.engine.values import parse_date, zh_date

STATES = {"silent": "没有规定", "outside": "不适用本办法", "unknown": "不清楚是否适用"}


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser], pack: str) -> None:
    parser = verbs.add_parser("compare", help="the same project under several packs, side by side")
    parser.add_argument("packs", nargs="*", metavar="PACK", help=f"{pack}; default: every real place on the shelf")
    parser.add_argument("--facts", required=True, type=Path, metavar="FILE", help="facts of the project: JSON or YAML")
    parser.add_argument("--on", metavar="DATE", help="the day, 2026-03-02; default: today")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    try:
        on = parse_date(args.on) if args.on else _office_day()
    except ValueError as wrong:
        return refuse(FactsError("--on", str(wrong), "写成 2026-03-02"), args.json)
    try:
        found = compare(_packs(args.packs), read_given(args.facts), on, calendar_for)
    except FactsError as error:
        return refuse(error, args.json)
    if args.json:
        show(_as_json(found))
    else:
        print("\n".join(_as_text(found)))
    return 0


def _office_day() -> date:
    """Today, as the one clock tells it; only who names no day pays for setting it up."""
    from chengzhang.cli.server import start

    start()
    from chengzhang.foundation import clock

    return clock.today()


def _packs(names: list[str]) -> list[Pack]:
    """The packs named; without names all on the shelf but invented ones. A broken one is told of and left out."""
    if names:
        return [load_pack(find(name)) for name in names]
    found = []
    for folder in places():
        try:
            found.append(load_pack(folder))
        except PackErrors as wrong:
            print(f"✗ {folder.parent.name}/{folder.name} 有 {len(wrong.errors)} 处要改，没有列入对照", file=sys.stderr)
    return found


def read_given(path: Path) -> dict[str, Any]:
    """The facts of a file: under `facts`, or the whole mapping."""
    try:
        data = parsed(path.read_bytes(), path.name)
    except OSError as error:
        raise FactsError(str(path), f"读不了文件：{error.strerror}", "核对文件名和权限") from None
    facts = data.get("facts", data) if isinstance(data, dict) else None
    if not isinstance(facts, dict) or (facts is not data and set(data) != {"facts"}):
        raise FactsError(path.name, "对照只用项目的事实", "写成 {facts: {total_estimate: 620万元, …}}，不写状态和事件")
    return {str(name): value for name, value in facts.items()}


def _as_json(found: Comparison) -> dict[str, Any]:
    return asdict(found) | {"on": found.on.isoformat()}


def _as_text(found: Comparison) -> Iterator[str]:
    yield f"{zh_date(found.on)}，同一个项目"
    for column in found.columns:
        draft = "，草案" if column.draft else ""
        yield f"  {column.pack}/{column.release}　《{column.measure}》{column.number or '文号未载'}{draft}"
        yield from (f"    {note}" for note in column.notes)
    stage = ""
    for row in found.rows:
        if row.stage != stage:
            stage = row.stage
            yield f"\n【{stage}】"
        yield f"  {row.topic}"
        for column, cell in zip(found.columns, row.cells, strict=True):
            yield from _cell(f"{column.pack}/{column.release}", cell)


def _cell(name: str, cell: Cell) -> Iterator[str]:
    if cell.state != "said":
        yield f"    {name}：{STATES[cell.state]}"
        return
    yield f"    {name}："
    yield from (f"      {_line(line)}" for line in cell.lines)


def _line(line: Line) -> str:
    cite = "、".join(dict.fromkeys(citation.zh for citation in line.cite))
    unknown = "（不清楚是否适用）" if line.unknown and "不清楚" not in line.say else ""
    return f"{line.say}{unknown}〔{cite}〕"
