"""`chengzhang pack diff A B`: what two rulebooks say differently, in sentences with the articles of both."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict

from chengzhang.engine.decision import Citation
from chengzhang.engine.pack.diff import Diff, Difference, Named, NumberDifference, diff
from chengzhang.engine.pack.diff_aspects import STATUS
from chengzhang.engine.pack.diff_entries import SECTIONS
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.shelf import find

SILENT = "没有规定"


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser], pack: str) -> None:
    parser = verbs.add_parser("diff", help="what two packs say differently, by meaning, with the articles of both")
    parser.add_argument("left", metavar="A", help=pack)
    parser.add_argument("right", metavar="B", help=pack)
    parser.add_argument("--only", choices=["numbers", *SECTIONS], action="append", help="only this section; repeatable")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    found = diff(load_pack(find(args.left)), load_pack(find(args.right)))
    wanted = args.only or ["numbers", *SECTIONS]
    print(json.dumps(_as_json(found, wanted), ensure_ascii=False, indent=2) if args.json else _as_text(found, wanted))
    return 0


def _as_json(found: Diff, wanted: list[str]) -> dict[str, object]:
    numbers = found.numbers if "numbers" in wanted else ()
    return {
        "left": asdict(found.left),
        "right": asdict(found.right),
        "numbers": [
            {"of": one.of, "zh": one.zh}
            | {
                side: [{"say": n.say, "where": n.where, "cite": [asdict(c) for c in n.cite]} for n in listed]
                for side, listed in (("left", one.left), ("right", one.right))
            }
            for one in numbers
        ],
        "differences": [asdict(one) for one in found.differences if one.section in wanted],
        "same": found.same,
    }


def _as_text(found: Diff, wanted: list[str]) -> str:
    lines = [f"甲：{_named(found.left)}", f"乙：{_named(found.right)}"]
    if "numbers" in wanted:
        lines += ["", f"数（{len(found.numbers)} 处不同）"]
        lines += [line for one in found.numbers for line in _number(one)]
    for section, zh in SECTIONS.items():
        listed = found.of(section)
        if section in wanted and (listed or found.same.get(section)):
            counts = [f"{len(listed)} 处不同"] if listed else ["没有不同"]
            counts += [f"{found.same[section]} 处意思相同"] if found.same.get(section) else []
            lines += ["", f"{zh}（{'，'.join(counts)}）", *(line for one in listed for line in _difference(one))]
    return "\n".join(lines)


def _named(side: Named) -> str:
    number = side.number or "文号未载"
    return f"{side.pack}/{side.release}　{side.zh}　《{side.measure}》{number}　{STATUS[side.status]}"


def _number(one: NumberDifference) -> Iterator[str]:
    yield f"  {one.zh}"
    for who, listed in (("甲", one.left), ("乙", one.right)):
        said = "；".join(f"{number.say}{_articles(number.cite)}" for number in listed)
        yield f"    {who}：{said or '没有另外的数'}"


def _difference(one: Difference) -> Iterator[str]:
    left = f"{one.left.zh}{_articles(one.left.cite)}" if one.left else ""
    right = f"{one.right.zh}{_articles(one.right.cite)}" if one.right else ""
    match one.kind:
        case "only_left":
            yield f"  只有甲有：{left}"
        case "only_right":
            yield f"  只有乙有：{right}"
        case _:
            yield f"  不同：甲 {left}"
            yield f"        乙 {right}"
    for change in one.aspects:
        if one.kind == "changed":
            yield f"    {change.zh}：甲 {change.left or SILENT}；乙 {change.right or SILENT}"
        else:
            yield f"    {change.zh}：{change.left or change.right}"


def _articles(cite: tuple[Citation, ...]) -> str:
    names = dict.fromkeys(citation.zh for citation in cite)
    return f"〔{'、'.join(names)}〕" if names else ""
