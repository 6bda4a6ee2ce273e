"""`chengzhang backup` and `chengzhang restore`: the whole installation in one file, and back."""

from __future__ import annotations

import argparse
from pathlib import Path

from .server import on_the_server


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    out = commands.add_parser("backup", help="save database and documents into one file, while people work")
    out.add_argument("file", type=Path)
    out.add_argument("--replace", action="store_true", help="write over an older file of that name")
    out.set_defaults(run=backup)
    back = commands.add_parser("restore", help="put a backup back (the server must be stopped)")
    back.add_argument("file", type=Path)
    back.add_argument("--replace", action="store_true", help="give up the data that is there now")
    back.set_defaults(run=restore)


@on_the_server
def backup(args: argparse.Namespace) -> int:
    from chengzhang.foundation.backup.save import save

    held = save(args.file.resolve(), args.replace)
    size = sum(one.size for one in held.members.values())
    print(f"已备份到{args.file}：数据库和{len(held.members) - 1}份材料，共{size / 1024 / 1024:.1f}MB。")
    return 0


@on_the_server
def restore(args: argparse.Namespace) -> int:
    from chengzhang.foundation.backup.restore import restore as put_back
    from chengzhang.foundation.ledger.verify import verify

    held = put_back(args.file.resolve(), args.replace)
    found = verify()
    print(f"已恢复{held.made_at}的备份：数据库和{len(held.members) - 1}份材料。")
    print(f"账本共{found.entries}条，{'完好' if found.sound else found.faults[0].say}")
    return 0 if found.sound else 1
