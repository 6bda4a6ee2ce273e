"""Saves the database and the bytes of all documents into one file, while people go on working."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.db import connection

from .. import clock
from ..documents import store
from ..documents.models import Version
from ..refusal import Refusal
from . import archive, databases
from .archive import Manifest

DATABASE = "database"
FILES = "files/"


def save(target: Path, replace: bool = False) -> Manifest:
    """Write the backup; what it holds. Refuses to write over a file unless `replace`."""
    if target.exists() and not replace:
        raise Refusal("backup_exists", f"{target}已经存在。", "请换一个文件名，或加上 --replace。")
    if not target.parent.is_dir():
        raise Refusal("folder_not_found", f"文件夹{target.parent}不存在。", "请先建立文件夹，或换一个位置。")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        copy = Path(folder) / DATABASE
        before = _digests()
        databases.copy_out(copy)
        files = {DATABASE: copy}
        # Bytes are on disk before the row that names them, so whatever the copy names is there.
        for digest in sorted(before | _digests()):
            path = store.path_of(digest)
            if not path.is_file():
                raise Refusal("file_lost", f"材料内容{digest[:16]}…在存储中缺失。", "请先核查存储，再备份。", digest)
            files[FILES + digest] = path
        return archive.write(target, connection.vendor, clock.machine_now().isoformat(timespec="seconds"), files)


def _digests() -> set[str]:
    return set(Version.objects.values_list("digest", flat=True))
