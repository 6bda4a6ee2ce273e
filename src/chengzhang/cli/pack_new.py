"""`chengzhang pack new PLACE --blank | --from PACK`: a new place's rulebook, a draft that passes its check."""

from __future__ import annotations

import argparse
from pathlib import Path

from chengzhang.engine.pack.begin import begin
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.shelf import find, shelf


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser], pack: str) -> None:
    parser = verbs.add_parser("new", help="begin a new place's pack as a draft that passes its check")
    parser.add_argument("place", metavar="PLACE", help="lower case, like cn-province-city")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--blank", action="store_true", help="from the skeleton: a few lines of each file")
    source.add_argument("--from", dest="like", metavar="PACK", help=f"from the files of another pack: {pack}")
    parser.add_argument("--zh", required=True, metavar="NAME", help="what the pack is called on every page")
    parser.add_argument("--title", required=True, metavar="TITLE", help="the title of the measure")
    parser.add_argument("--in", dest="root", type=Path, metavar="FOLDER", help="default: the shelf")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    like = find(args.like) if args.like else None
    folder = begin(args.root or shelf(), args.place, args.zh, args.title, like)
    load_pack(folder)
    print(f"✓ {folder}：草稿已可通过检查。下一步：逐条写进去，每写一段就运行 chengzhang pack check {folder}")
    return 0
