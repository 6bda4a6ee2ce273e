"""`chengzhang pack prove`: what a rulebook can't get wrong, and a project that shows where it does."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chengzhang.engine.clock import load_calendar
from chengzhang.engine.pack.errors import PackErrors
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.shelf import calendar_folder, find, releases
from chengzhang.engine.rules.cited import citations

if TYPE_CHECKING:
    from chengzhang.engine.pack.model import Pack
    from chengzhang.engine.proof.claims import Claim, Report

NEEDS_SOLVER = "pack prove 要用求解器 z3，这里没有安装。请执行：pip install 'chengzhang[prove]'"


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser], which: str) -> None:
    one = verbs.add_parser("prove", help="prove that tables, rules, gates and duties fit together")
    packs = one.add_mutually_exclusive_group(required=True)
    packs.add_argument("pack", nargs="?", help=which)
    packs.add_argument("--all", action="store_true", help="every pack on the shelf")
    one.add_argument("--json", action="store_true")
    one.add_argument("--claims", action="store_true", help="also list what was proved, and what could not be")
    one.set_defaults(run=prove_packs)


def prove_packs(args: argparse.Namespace) -> int:
    """0: nothing found; 1: findings; 2: no solver here."""
    try:
        from chengzhang.engine.proof.prove import prove
    except ImportError as missing:
        if missing.name != "z3":
            raise
        print(NEEDS_SOLVER, file=sys.stderr)
        return 2
    said: list[dict[str, Any]] = []
    sound = True
    for folder in list(releases()) if args.all else [find(args.pack)]:
        try:
            pack = load_pack(folder)
            report = prove(pack, folder, load_calendar(calendar_folder(pack.calendar.days)))
        except PackErrors as wrong:
            print(f"✗ {folder}：先改好 pack check 所说的 {len(wrong.errors)} 处", file=sys.stderr)
            sound = False
            continue
        sound = sound and report.ok
        if args.json:
            said.append(_json(pack, report))
        else:
            _print(pack, folder, report, args.claims)
    if args.json:
        print(json.dumps(said, ensure_ascii=False, indent=2))
    return 0 if sound else 1


def _print(pack: Pack, folder: Path, report: Report, every: bool) -> None:
    for claim in report.claims if every else report.findings:
        print(_told(pack, folder, claim))
    print(f"{'✓' if report.ok else '✗'} {report.pack} {pack.zh}：{_counts(report)}")


def _counts(report: Report) -> str:
    from chengzhang.engine.proof.claims import Status

    words = {
        Status.PROVED: "证明",
        Status.REFUTED: "证伪",
        Status.UNPROVED: "未能证明（写不成公式或限时内无结论）",
        Status.ASTRAY: "求解与求值不一致",
    }
    return "，".join(f"{zh} {report.count(status)}" for status, zh in words.items() if report.count(status))


def _told(pack: Pack, folder: Path, claim: Claim) -> str:
    """`file:line：what（articles）。do。[code]`, then the case; of a claim that holds, the claim."""
    place = f"{folder}/{claim.mark}：" if claim.mark else ""
    if claim.status.value == "proved":
        return f"{place}证明：{claim.says}。[{claim.code}]"
    if claim.status.value == "unproved":
        return f"{place}未能证明：{claim.says}（{claim.what}）。[{claim.code}]"
    named = "、".join(dict.fromkeys(c.zh for c in citations(pack, claim.cite)))
    articles = f"（{named}）" if named and "（第" not in claim.what else ""
    case = [f"    例：{'；'.join(claim.case)}"] if claim.case else []
    return "\n".join([f"{place}{claim.what}{articles}。{claim.do}。[{claim.code}]", *case])


def _json(pack: Pack, report: Report) -> dict[str, Any]:
    """`claims`: each with status, place, articles and case; `counts` by status and by code."""
    from chengzhang.engine.proof.claims import Status

    claims = []
    for claim in report.claims:
        plain = asdict(claim)
        plain["at"] = str(claim.mark) if claim.mark else None
        plain["articles"] = [c.zh for c in citations(pack, claim.cite)]
        claims.append({key: value for key, value in plain.items() if key not in ("mark", "cite")})
    counts = {status.value: report.count(status) for status in Status}
    return {"pack": report.pack, "ok": report.ok, "counts": counts, "by_code": report.by_code, "claims": claims}
