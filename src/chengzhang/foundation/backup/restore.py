"""Puts a backup back: everything is unpacked and checked first, documents next, the database last and at one stroke."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from ..documents import store
from ..refusal import Refusal
from . import archive, databases
from .archive import Manifest
from .save import DATABASE, FILES


def restore(source: Path, replace: bool = False) -> Manifest:
    """Put the backup in the place of this installation's data; what it held. Refuses over data unless `replace`."""
    if not replace and not databases.is_empty():
        raise Refusal("database_not_empty", "数据库中已有数据。", "如确要以备份替换现有数据，请加上 --replace。")
    home = Path(settings.HOME)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=_database_folder(home)) as name:
        folder = Path(name)
        manifest = archive.unpack(source, folder)
        if manifest.vendor != connection.vendor:
            raise Refusal(
                "other_database",
                f"这份备份取自{manifest.vendor}，现在的数据库是{connection.vendor}。",
                "请把 CHENGZHANG_DATABASE 指向同类数据库后再恢复。",
            )
        members = dict(archive.unpacked(manifest, folder))
        if DATABASE not in members:
            raise Refusal("backup_broken", "备份中没有数据库。", "请换用另一份备份。")
        for member, path in members.items():
            if member.startswith(FILES):
                _place(member.removeprefix(FILES), path)
        databases.copy_in(members[DATABASE])
    return manifest


def _place(digest: str, path: Path) -> None:
    """Documents lie under their digest and never change: one that is there already is the same one."""
    if archive.digest_of(path) != digest:
        raise Refusal("backup_broken", f"材料{digest[:16]}…的内容与名称不符。", "请换用另一份备份。")
    target = store.path_of(digest)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f"{digest}.{os.getpid()}")
    with path.open("rb") as content, draft.open("wb") as out:
        while chunk := content.read(1024 * 1024):
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, target)
    archive.sync_folder(target.parent)


def _database_folder(home: Path) -> Path:
    """Where to unpack: beside the database, so that moving it into place is a rename."""
    if connection.vendor != "sqlite":
        return home
    return Path(str(connection.settings_dict["NAME"])).parent
