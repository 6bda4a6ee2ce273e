"""A file on its way in: written to disk as it arrives, measured and digested in passing, gone if nobody keeps it."""

import errno
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from cryptography.hazmat.primitives import hashes
from django.conf import settings

from ..refusal import Refusal
from . import kinds

ALGORITHM = "SM3"
_MB = 1024 * 1024


def files_root() -> Path:
    """Where the bytes of all documents lie."""
    return Path(settings.HOME) / "files"


def too_large(size: int) -> Refusal:
    """The refusal of a file of `size` bytes, which is over the limit."""
    limit = settings.UPLOAD_LIMIT_BYTES // _MB
    return Refusal(
        "file_too_large",
        f"文件有{size / _MB:,.0f}MB，超过单个文件{limit}MB的上限。",
        "请压缩、分卷，或拆成几个文件上传。",
        cause="UPLOAD_LIMIT_MB",
    )


class Staged:
    """One incoming file: write chunks, `finish`, hand it to `keep`. Leaving `with` discards what was not kept.

    After `finish`: `size` in bytes, `digest` (hex, SM3), `media_type`.
    """

    def __init__(self, file_name: str, announced: int | None = None) -> None:
        self.file_name = Path(file_name.replace("\\", "/")).name[:200]
        self.kind = kinds.of_name(self.file_name)
        self.size = 0
        self.digest = ""
        if announced is not None and announced > settings.UPLOAD_LIMIT_BYTES:
            raise too_large(announced)
        self._hash = hashes.Hash(hashes.SM3())
        folder = files_root() / "incoming"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path = folder / f"{os.getpid()}-{secrets.token_hex(8)}"
            self._file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
        except OSError as error:
            raise _disk_refusal(error) from error

    @property
    def media_type(self) -> str:
        return self.kind.media_type

    def write(self, chunk: bytes) -> None:
        """Take the next bytes. Over the limit or with a full disk nothing is left behind."""
        self.size += len(chunk)
        if self.size > settings.UPLOAD_LIMIT_BYTES:
            self.discard()
            raise too_large(self.size)
        try:
            self._file.write(chunk)
        except OSError as error:
            self.discard()
            raise _disk_refusal(error) from error
        self._hash.update(chunk)

    def finish(self) -> "Staged":
        """All bytes are in: force them to disk and hold the content against what the name promises."""
        try:
            if self.size == 0:
                raise Refusal("file_empty", f"“{self.file_name}”是空文件。", "请检查原文件后重新上传。")
            self._file.flush()
            os.fsync(self._file.fileno())
            kinds.check(self._file, self.file_name, self.kind)
            self._file.close()
        except OSError as error:
            self.discard()
            raise _disk_refusal(error) from error
        except Refusal:
            self.discard()
            raise
        self.digest = self._hash.finalize().hex()
        return self

    def discard(self) -> None:
        """Remove what was not kept. Harmless when it is gone already."""
        try:
            self._file.close()
        except OSError:
            pass  # the buffer of a full disk can't be flushed; the file goes anyway
        self.path.unlink(missing_ok=True)

    def __enter__(self) -> "Staged":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


def stage(chunks: Iterable[bytes], file_name: str, announced: int | None = None) -> Staged:
    """Bring a whole stream in. A stream that breaks off leaves nothing behind."""
    staged = Staged(file_name, announced)
    try:
        for chunk in chunks:
            staged.write(chunk)
    except BaseException:
        staged.discard()
        raise
    return staged.finish()


def _disk_refusal(error: OSError) -> Refusal:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Refusal(
            "disk_full",
            "服务器存储空间已满，文件没有保存。",
            "请联系系统管理人员清理空间，再重新上传。",
            cause=str(error),
        )
    return Refusal(
        "disk_failed",
        "服务器存储读写失败，文件没有保存。",
        "请联系系统管理人员检查存储，再重新上传。",
        cause=str(error),
    )
