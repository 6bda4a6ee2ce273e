"""`chengzhang pack ...`: check, test, cover and read rulebooks. No database, no Django."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from chengzhang.cli import pack_compare, pack_diff, pack_export, pack_new, pack_prove
from chengzhang.engine.pack.coverage import Coverage, coverage
from chengzhang.engine.pack.errors import PackErrors
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.proofs import try_tables
from chengzhang.engine.pack.shelf import find, releases, shelf

PACK = "PLACE, PLACE/RELEASE or a folder"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("pack", help="check, test and read rulebooks")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    one = verbs.add_parser("list", help="all packs on the shelf")
    one.set_defaults(run=list_packs)
    one = verbs.add_parser("check", help="say everything that is wrong with a pack, by file and line")
    _which(one)
    one.add_argument("--inventory", type=Path, metavar="FILE", help="the regulation's clauses: check coverage too")
    one.set_defaults(run=check)
    one = verbs.add_parser("test", help="run a pack's scenarios")
    _which(one)
    one.set_defaults(run=test)
    one = verbs.add_parser("schema", help="write the format's JSON Schema for editors to packs/_schema")
    one.add_argument("--check", action="store_true", help="change nothing; exit 1 when it is out of date")
    one.set_defaults(run=schema)
    one = verbs.add_parser("coverage", help="which clause is carried by what")
    one.add_argument("pack", help=PACK)
    one.add_argument("--inventory", type=Path, metavar="FILE", required=True)
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=cover)
    pack_diff.add(verbs, PACK)
    pack_prove.add(verbs, PACK)
    pack_compare.add(verbs, PACK)
    pack_new.add(verbs, PACK)
    pack_export.add(verbs, PACK)
    for verb, run, says in (
        ("facts", facts, "what a pack must know: facts, parameters, tables, papers"),
        ("actions", actions, "what may be done, by whom, and what each action needs"),
    ):
        one = verbs.add_parser(verb, help=says)
        one.add_argument("pack", help=PACK)
        one.add_argument("--json", action="store_true")
        one.set_defaults(run=run)


def _which(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("pack", nargs="?", help=PACK)
    which.add_argument("--all", action="store_true", help="every pack on the shelf")


def _folders(args: argparse.Namespace) -> list[Path]:
    return list(releases()) if args.all else [find(args.pack)]


def _load(folder: Path) -> Pack | None:
    """The pack, or None after its faults are printed, each with the path to open."""
    try:
        return load_pack(folder)
    except PackErrors as wrong:
        folder = _near(folder)
        for error in wrong.errors:
            print(f"{folder}/{error}" if error.mark else error)
        print(f"✗ {folder}：{len(wrong.errors)} 处要改")
        return None


def _near(folder: Path) -> Path:
    """From where the keeper stands, if the pack lies below."""
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder


def list_packs(args: argparse.Namespace) -> int:
    for folder in releases():
        pack = _load(folder)
        if pack is not None:
            print(f"{pack.id}/{pack.release}  {pack.zh}  {pack.status}")
    return 0


def check(args: argparse.Namespace) -> int:
    folders = _folders(args)
    sound = [_check(folder, args.inventory) for folder in folders]
    return 0 if all(sound) else 1


def _check(folder: Path, inventory: Path | None) -> bool:
    pack = _load(folder)
    if pack is None:
        return False
    cases = try_tables(pack)
    for found in cases:
        print(f"{folder}/{found}")
    if cases:
        print(f"✗ {folder}：{len(cases)} 处要改")
        return False
    report = coverage(pack, inventory) if inventory else None
    for fault in report.faults if report else ():
        print(fault)
    if report and not report.ok:
        print(f"✗ {folder}：条款覆盖有 {len(report.faults)} 处要改")
        return False
    sizes = (
        f"{len(pack.actions)} 个动作，{len(pack.rules)} 条规则，{len(pack.duties)} 项义务，{len(pack.questions)} 个问题"
    )
    print(f"✓ {pack.id}/{pack.release} {pack.zh}：{sizes}")
    return True


def test(args: argparse.Namespace) -> int:
    from chengzhang.engine.pack.scenarios import run_scenarios

    failed = 0
    for folder in _folders(args):
        pack = _load(folder)
        if pack is None:
            failed += 1
            continue
        results = run_scenarios(pack, folder)
        wrong = [result for result in results if not result.ok]
        for result in wrong:
            print(result.told(_near(folder)))
        failed += len(wrong)
        print(f"{'✗' if wrong else '✓'} {pack.id}/{pack.release}：{len(results)} 个情形，{len(wrong)} 个不符")
    return 1 if failed else 0


def schema(args: argparse.Namespace) -> int:
    from chengzhang.engine.pack.schema import schemas

    folder = shelf() / "_schema"
    stale = []
    for name, content in schemas().items():
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        path = folder / name
        if not path.is_file() or path.read_text("utf-8") != text:
            stale.append(name)
            if not args.check:
                folder.mkdir(exist_ok=True)
                path.write_text(text, "utf-8")
    print(f"{'✗ 过时' if args.check and stale else '✓'} {folder}：{'、'.join(stale) or '没有变化'}")
    return 1 if args.check and stale else 0


def cover(args: argparse.Namespace) -> int:
    pack = load_pack(find(args.pack))
    report = coverage(pack, args.inventory)
    print(json.dumps(_coverage_json(report), ensure_ascii=False, indent=2) if args.json else _coverage_text(report))
    return 0 if report.ok else 1


def _coverage_text(report: Coverage) -> str:
    lines = [f"{report.pack} 对 {report.inventory}"]
    for clause in report.clauses:
        how = "、".join(clause.by) if clause.how == "claimed" else f"{clause.how} {clause.because}".strip()
        lines.append(f"  {clause.id:<7} {clause.article}  {how}")
    lines.append("数字：")
    lines += [f"  {number.clause:<7} {number.said}  ← {number.by or '没有'}" for number in report.numbers]
    lines.append("疑义：")
    lines += [f"  {one.clause:<7} {'、'.join(one.by) or '没有问题'}" for one in report.ambiguities]
    lines.append("表单：")
    lines += [f"  {one.title}  ← {'、'.join(one.by) or '没有'}" for one in report.forms]
    lines += [str(fault) for fault in report.faults]
    counts = "，".join(
        f"{how} {report.count(how)}" for how in ("claimed", "declaratory", "person", "outside", "missing")
    )
    lines.append(f"{'✓' if report.ok else '✗'} {len(report.clauses)} 条：{counts}；{len(report.faults)} 处要改")
    return "\n".join(lines)


def _coverage_json(report: Coverage) -> dict[str, Any]:
    from dataclasses import asdict

    found = asdict(report)
    found["faults"] = [
        {"code": fault.code, "at": fault.place, "say": f"{fault.what}。{fault.do}。"} for fault in report.faults
    ]
    return found | {"ok": report.ok}


def facts(args: argparse.Namespace) -> int:
    from chengzhang.engine.pack.listing import list_facts

    return _show(list_facts(load_pack(find(args.pack))), args.json)


def actions(args: argparse.Namespace) -> int:
    from chengzhang.engine.pack.listing import list_actions

    return _show(list_actions(load_pack(find(args.pack))), args.json)


def _show(listing: dict[str, Any], as_json: bool) -> int:
    if as_json:
        print(json.dumps(listing, ensure_ascii=False, indent=2))
        return 0
    for section, entries in listing.items():
        if isinstance(entries, list):
            print(f"{section}：")
            for entry in entries:
                kind = f"  {entry['type']}" if "type" in entry else ""
                by = f"  {entry['by']['zh']}" if "by" in entry else ""
                print(f"  {entry.get('name') or entry['id']}  {entry['zh']}{kind}{by}")
    return 0
