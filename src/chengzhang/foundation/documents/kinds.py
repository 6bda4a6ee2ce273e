"""Which kinds of file are let in, and whether the content is what the name says."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from ..refusal import Refusal

_HEAD = 4096
Test = Callable[[bytes, IO[bytes]], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its extension, the type told to browsers, its Chinese name, and a test of the content."""

    extension: str
    media_type: str
    zh: str
    fits: Test


def _starts(*signatures: bytes) -> Test:
    return lambda head, _file: head.startswith(signatures)


def _pdf(head: bytes, _file: IO[bytes]) -> bool:
    return b"%PDF-" in head[:1024]


def _archive(*members: str) -> Test:
    """A zip whose members begin with one of the given names; documents that carry macros are no documents to us."""

    def fits(head: bytes, file: IO[bytes]) -> bool:
        if not head.startswith(b"PK\x03\x04"):
            return False
        try:
            names = zipfile.ZipFile(file).namelist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
            return False
        return all(any(name.startswith(member) for name in names) for member in members) and not any(
            name.endswith("vbaProject.bin") for name in names
        )

    return fits


def _text(head: bytes, _file: IO[bytes]) -> bool:
    if b"\0" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the head may end inside a character
            try:
                head[: len(head) - cut].decode(encoding)
                return True
            except UnicodeDecodeError:
                continue
    return False


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_KINDS = {
    kind.extension: kind
    for kind in (
        Kind("pdf", "application/pdf", "PDF", _pdf),
        Kind("ofd", "application/ofd", "OFD", _archive("OFD.xml")),
        Kind("docx", _OFFICE + "wordprocessingml.document", "Word文档", _archive("[Content_Types].xml", "word/")),
        Kind("xlsx", _OFFICE + "spreadsheetml.sheet", "Excel表格", _archive("[Content_Types].xml", "xl/")),
        Kind("pptx", _OFFICE + "presentationml.presentation", "PPT演示", _archive("[Content_Types].xml", "ppt/")),
        Kind("doc", "application/msword", "Word文档", _starts(_OLE)),
        Kind("xls", "application/vnd.ms-excel", "Excel表格", _starts(_OLE)),
        Kind("ppt", "application/vnd.ms-powerpoint", "PPT演示", _starts(_OLE)),
        Kind("wps", "application/vnd.ms-works", "WPS文档", _starts(_OLE)),
        Kind("et", "application/vnd.ms-excel", "WPS表格", _starts(_OLE)),
        Kind("jpg", "image/jpeg", "JPG图片", _starts(b"\xff\xd8\xff")),
        Kind("jpeg", "image/jpeg", "JPG图片", _starts(b"\xff\xd8\xff")),
        Kind("png", "image/png", "PNG图片", _starts(b"\x89PNG\r\n\x1a\n")),
        Kind("tif", "image/tiff", "TIF图片", _starts(b"II*\0", b"MM\0*")),
        Kind("zip", "application/zip", "ZIP压缩包", _archive()),
        Kind("rar", "application/vnd.rar", "RAR压缩包", _starts(b"Rar!\x1a\x07")),
        Kind("7z", "application/x-7z-compressed", "7Z压缩包", _starts(b"7z\xbc\xaf\x27\x1c")),
        Kind("txt", "text/plain", "文本文件", _text),
        Kind("csv", "text/csv", "CSV表格", _text),
    )
}


def extensions() -> tuple[str, ...]:
    """The extensions let in, for the `accept` of an upload field."""
    return tuple(_KINDS)


def of_name(file_name: str) -> Kind:
    """The kind that the extension promises; refuses a kind that is not let in."""
    extension = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    kind = _KINDS.get(extension)
    if kind is None:
        raise Refusal(
            "file_kind_not_allowed",
            f"“{file_name}”的文件类型不能上传。",
            f"请转换为以下类型之一：{'、'.join(_KINDS)}。",
        )
    return kind


def check(file: IO[bytes], file_name: str, kind: Kind) -> None:
    """Hold the content against the kind that the name promises; refuses a name that lies."""
    file.seek(0)
    head = file.read(_HEAD)
    if not kind.fits(head, file):
        raise Refusal(
            "file_kind_differs",
            f"“{file_name}”的内容不是{kind.zh}。",
            "请用原来的软件打开并重新保存为该类型（不带宏）,再上传。",
        )
