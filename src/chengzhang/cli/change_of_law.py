"""`chengzhang change-of-law`: what a release would do to every running project, before anybody decides."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from .server import on_the_server

if TYPE_CHECKING:
    from chengzhang.engine.decision import Citation
    from chengzhang.engine.transition.difference import Difference
    from chengzhang.reports.change_of_law import DryRun, Line

_STEP = 500  # projects between two lines of progress


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("change-of-law", help="show what a release would do to every running project")
    parser.add_argument("pack", help="PLACE/RELEASE, as `chengzhang pack list` names it")
    parser.add_argument("--from", dest="since", type=date.fromisoformat, metavar="DATE", help="a draft's first day")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N projects")
    parser.add_argument("--json", action="store_true", help="one JSON document, written as the projects are read")
    parser.set_defaults(run=run)


@on_the_server
def run(args: argparse.Namespace) -> int:
    from chengzhang.foundation.refusal import Refusal
    from chengzhang.reports.change_of_law import change_of_law

    place, _, release = args.pack.strip("/").rpartition("/")
    if args.limit is not None and args.limit < 1:
        raise Refusal("limit_wrong", "--limit 应为不小于1的整数。", "请改正后重试，或不写 --limit 查看全部。")
    found = change_of_law(place.rpartition("/")[2], release, since=args.since, limit=args.limit)
    if args.json:
        _as_json(found)
    else:
        _as_text(found)
    return 0


def _as_text(found: DryRun) -> None:
    from chengzhang.engine.transition.difference import FATE_ZH
    from chengzhang.engine.values import zh_date

    print(
        f"{zh_date(found.since)}起《{_title(found.new)}》接替《{_title(found.old)}》，在办项目{found.number}个（预演，不改动任何项目）"
    )
    for edge in found.flags:
        print(
            f"请人判断：本办法废止的是“{edge.measure or edge.pack}”，不是现行规则{_cited(_edge_cite(found, edge.cite))}"
        )
    for item in found.undecided:
        print(f"请逐条决定：旧办法“{item}”是否继续有效")
    for line in _with_progress(found):
        print(f"{line.code} {line.title}（{line.unit}）：{FATE_ZH[line.found.verdict]}")
        for one in line.found.differences:
            print(f"  {FATE_ZH[one.fate]}：{one.zh}{_both(one)}")
    print("合计：" + "，".join(f"{FATE_ZH[fate]}{n}个" for fate, n in found.totals.items()))


def _as_json(found: DryRun) -> None:
    head = {
        "old": f"{found.old.id}/{found.old.release}",
        "new": f"{found.new.id}/{found.new.release}",
        "since": found.since.isoformat(),
        "repeals_of_others": [edge.measure or edge.pack for edge in found.flags],
        "undecided": list(found.undecided),
    }
    out = sys.stdout
    out.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "projects": [')
    for n, line in enumerate(_with_progress(found)):
        out.write((",\n" if n else "\n") + json.dumps(_plain(line), ensure_ascii=False))
    out.write('\n], "totals": ' + json.dumps({fate.value: n for fate, n in found.totals.items()}) + "}\n")


def _with_progress(found: DryRun) -> Any:
    for n, line in enumerate(found.lines(), 1):
        if n % _STEP == 0:
            print(f"已比对 {n}/{found.number}", file=sys.stderr, flush=True)
        yield line


def _plain(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "title": line.title,
        "unit": line.unit,
        "verdict": line.found.verdict.value,
        "stage": line.found.stage,
        "differences": [
            {
                "kind": one.kind,
                "id": one.id,
                "fate": one.fate.value,
                "say": one.zh,
                "old": one.old,
                "new": one.new,
                "cite_old": [c.zh for c in one.cite_old],
                "cite_new": [c.zh for c in one.cite_new],
            }
            for one in line.found.differences
        ],
    }


def _title(pack: Any) -> str:
    return str(next(iter(pack.measures.values())).title)


def _edge_cite(found: DryRun, cite: tuple[str, ...]) -> tuple[Citation, ...]:
    from chengzhang.engine.rules.cited import citations

    return citations(found.new, cite)


def _cited(cite: tuple[Citation, ...]) -> str:
    return f"（{'、'.join(dict.fromkeys(c.zh for c in cite))}）" if cite else ""


def _both(one: Difference) -> str:
    """The articles of both releases."""
    old, new = (("、".join(dict.fromkeys(c.zh for c in cite))) for cite in (one.cite_old, one.cite_new))
    told = "；".join(filter(None, [f"原：{old}" if old else "", f"新：{new}" if new else ""]))
    return f"〔{told}〕" if told else ""
