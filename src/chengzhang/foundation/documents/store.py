"""Where bytes lie: each content once, under its digest, in the data folder. Written by rename, never overwritten."""

import os
import time
from pathlib import Path
from typing import BinaryIO

from ..refusal import Refusal
from .staging import Staged, files_root

_STALE_AFTER = 24 * 3600  # seconds; an incoming file this old belongs to no living request


def place(staged: Staged) -> None:
    """Make the staged bytes permanent. Safe to repeat and safe against another process placing the same content."""
    target = path_of(staged.digest)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.exists():
        os.utime(target)  # young again: a sweep that runs before the row is committed must not take it
        staged.path.unlink(missing_ok=True)
        return
    os.replace(staged.path, target)
    for folder in (target.parent, target.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def path_of(digest: str) -> Path:
    """Where the content of that digest lies, whether it is there or not."""
    if len(digest) != 64 or not all(letter in "0123456789abcdef" for letter in digest):
        raise ValueError(f"not a digest: {digest!r}")
    return files_root() / digest[:2] / digest


def open_content(digest: str) -> BinaryIO:
    """The bytes, to be read in pieces."""
    try:
        return path_of(digest).open("rb")
    except FileNotFoundError as error:
        raise Refusal(
            "file_lost", "这份文件的内容在服务器上找不到。", "请联系系统管理人员从备份中恢复。", cause=digest
        ) from error


def sweep(kept: set[str]) -> int:
    """Remove contents that no version names (`kept` = all digests named) and incoming files left by a crash."""
    now, removed = time.time(), 0
    for path in files_root().glob("*/*"):
        left_over = path.parent.name == "incoming" or path.name not in kept
        if path.is_file() and left_over and now - path.stat().st_mtime > _STALE_AFTER:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
