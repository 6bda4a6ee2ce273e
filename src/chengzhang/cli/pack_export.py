"""`chengzhang pack export PACK --bpmn FILE --dmn FILE`: lifecycle and decision tables for other tools."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chengzhang.engine.export.bpmn import to_bpmn
from chengzhang.engine.export.dmn import to_dmn
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.shelf import find


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser], pack: str) -> None:
    parser = verbs.add_parser("export", help="write the lifecycle as BPMN 2.0 and the tables as DMN 1.5")
    parser.add_argument("pack", help=pack)
    parser.add_argument("--bpmn", type=Path, metavar="FILE")
    parser.add_argument("--dmn", type=Path, metavar="FILE")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    wanted = [(path, make) for path, make in ((args.bpmn, to_bpmn), (args.dmn, to_dmn)) if path is not None]
    if not wanted:
        print("✗ 没有说写到哪里。加上 --bpmn 文件 或 --dmn 文件", file=sys.stderr)
        return 2
    pack = load_pack(find(args.pack))
    for path, make in wanted:
        try:
            path.write_text(make(pack), "utf-8")
        except OSError as error:
            print(f"✗ 写不了“{path}”：{error.strerror}。核对文件夹和权限", file=sys.stderr)
            return 1
        print(f"✓ {path}")
    return 0
