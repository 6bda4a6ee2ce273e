"""The file of a backup: a tar whose first member is a manifest with the size and digest of every other member."""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives import hashes

from ..refusal import Refusal

FORMAT = 1
_MANIFEST = "manifest.json"
_CHUNK = 1024 * 1024
_LARGEST_MANIFEST = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive: bytes and digest (hex, SM3)."""

    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. `vendor`: sqlite | postgresql. `members` by name in the archive, in order."""

    format: int
    vendor: str
    made_at: str
    members: dict[str, Member]


def digest_of(path: Path) -> str:
    """The digest (hex, SM3) of a file's bytes."""
    digest = hashes.Hash(hashes.SM3())
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.finalize().hex()


def write(target: Path, vendor: str, made_at: str, files: Mapping[str, Path]) -> Manifest:
    """Write the archive beside `target` and move it into place when it is whole and on disk."""
    members = {name: Member(path.stat().st_size, digest_of(path)) for name, path in files.items()}
    manifest = Manifest(FORMAT, vendor, made_at, members)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                tar.addfile(_info(_MANIFEST, len(text)), io.BytesIO(text))
                for name, path in files.items():
                    with path.open("rb") as file:
                        tar.addfile(_info(name, members[name].size), file)
            out.flush()
            os.fsync(out.fileno())
        os.replace(draft, target)
        sync_folder(target.parent)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def unpack(source: Path, folder: Path) -> Manifest:
    """Unpack into `folder` (empty, ours) and check every member; refuses an archive that is not whole."""
    with _readable(source), tarfile.open(source, "r:") as tar:
        first = tar.next()
        if first is None or first.name != _MANIFEST or first.size > _LARGEST_MANIFEST:
            raise _broken(source, "没有清单")
        manifest = _manifest(source, tar.extractfile(first))
        waiting = dict(manifest.members)
        while (info := tar.next()) is not None:
            expected = waiting.pop(info.name, None)
            content = tar.extractfile(info) if info.isreg() else None
            if expected is None or content is None:
                raise _broken(source, f"多出“{info.name}”")
            _take(source, info.name, content, folder / str(len(manifest.members) - len(waiting)), expected)
        if waiting:
            raise _broken(source, f"缺少“{next(iter(waiting))}”等{len(waiting)}个文件")
    return manifest


def unpacked(manifest: Manifest, folder: Path) -> Iterator[tuple[str, Path]]:
    """(name in the archive, where `unpack` laid it)."""
    for number, name in enumerate(manifest.members, start=1):
        yield name, folder / str(number)


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to disk, so that a rename survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _take(source: Path, name: str, content: IO[bytes], target: Path, expected: Member) -> None:
    """Lay one member down. The name in the archive never becomes a path, so none can lead out of the folder."""
    digest, size = hashes.Hash(hashes.SM3()), 0
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while chunk := content.read(_CHUNK):
            size += len(chunk)
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if Member(size, digest.finalize().hex()) != expected:
        raise _broken(source, f"“{name}”与清单的校验值不符")


def _manifest(source: Path, content: IO[bytes] | None) -> Manifest:
    try:
        told = json.loads(content.read() if content else b"")
        if told["format"] != FORMAT:
            raise _broken(source, f"格式{told['format']}不是本版本能读的{FORMAT}")
        members = {str(name): Member(int(one["size"]), str(one["digest"])) for name, one in told["members"].items()}
        return Manifest(FORMAT, str(told["vendor"]), str(told["made_at"]), members)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _broken(source, "清单无法识别") from error


@contextmanager
def _readable(source: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise Refusal("backup_not_found", f"找不到备份文件{source}。", "请核对路径。") from error
    except (tarfile.TarError, EOFError) as error:
        raise _broken(source, str(error)) from error


def _broken(source: Path, why: str) -> Refusal:
    return Refusal("backup_broken", f"备份文件{source.name}不完整：{why}。", "没有改动任何数据；请换用另一份备份。")


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info
