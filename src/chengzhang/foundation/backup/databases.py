"""Copies of the database itself: SQLite by its online backup, PostgreSQL by its own tools."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from django.db import connection, connections

from ..refusal import Refusal
from .archive import sync_folder

_TOLD_BY_ADDRESS = frozenset({"port", "sslmode", "sslcert", "sslkey", "sslrootcert", "service", "passfile"})


def copy_out(target: Path) -> None:
    """A consistent copy of the running database at `target`; people may go on working meanwhile."""
    if connection.vendor == "postgresql":
        _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--file", str(target)])
        return
    with closing(sqlite3.connect(_file())) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, no companions


def copy_in(source: Path) -> None:
    """Put a checked copy in the place of the database. After a power cut there is the old one or the new one, whole."""
    if connection.vendor == "postgresql":
        options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        _run("pg_restore", [*options, "--dbname", str(connection.settings_dict["NAME"]), str(source)])
        return
    _must_be_whole(source)
    target = _file()
    connections.close_all()
    if target.exists():
        _fold_journal(target)
    os.replace(source, target)
    sync_folder(target.parent)


def is_empty() -> bool:
    """Whether the database holds no ledger entry (or no tables at all)."""
    if "ledger_entry" not in connection.introspection.table_names():
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ledger_entry LIMIT 1")
        return cursor.fetchone() is None


def _file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _must_be_whole(source: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as copy:
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise Refusal("backup_broken", f"备份中的数据库已损坏：{found}。", "没有改动任何数据；请换用另一份备份。")


def _fold_journal(target: Path) -> None:
    """Fold the write-ahead log into the old file and drop it: beside the new file it would be another file's log."""
    try:
        with closing(sqlite3.connect(target, timeout=5)) as old:
            mode = old.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        mode = str(error)
    except sqlite3.DatabaseError:
        mode = "delete"  # the old file is no database any more: that is why it is being replaced
        for companion in ("-wal", "-shm"):
            target.with_name(target.name + companion).unlink(missing_ok=True)
    if mode != "delete":
        raise Refusal(
            "database_in_use", "数据库正在使用，不能替换。", "请先停止服务（chengzhang serve），再恢复。", mode
        )


def _run(tool: str, options: Sequence[str]) -> None:
    path = shutil.which(tool)
    if path is None:
        raise Refusal("tool_missing", f"本机找不到 {tool}。", "请安装与服务器同版本的 PostgreSQL 客户端，并加入 PATH。")
    place = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    told = {key: str(place[name]) for key, name in names.items() if place.get(name)}
    told |= {f"PG{name.upper()}": str(value) for name, value in place["OPTIONS"].items() if name in _TOLD_BY_ADDRESS}
    connections.close_all()  # a restore must not wait for this process
    done = subprocess.run([path, *options], env={**os.environ, **told}, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise Refusal("tool_failed", f"{tool} 没有完成：{last}。", "没有改动任何数据；请排除原因后重试。")
