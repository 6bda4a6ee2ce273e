"""The packs on the shelf, and the loaded ones that this process remembers by digest."""

from pathlib import Path

from chengzhang.engine.pack import shelf as files
from chengzhang.engine.pack.errors import PackErrors
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.transition import residual

from ..refusal import Refusal

_SHOWN = 3  # faults of a broken pack told at once; `chengzhang pack check` tells all
_loaded: dict[str, Pack] = {}
_lying: dict[tuple[str, str], tuple[int, Pack]] = {}  # as they lie on the shelf, by the newest change of a file


def packs_root() -> Path:
    """The folder of packs: `packs` of the checkout, or what the wheel carries."""
    return files.shelf()


def releases() -> list[Path]:
    """The folders of all pack releases on the shelf, by place and day."""
    return list(files.releases(packs_root()))


def folder(pack: str, release: str) -> Path:
    """Where a release lies; refuses one that is not on the shelf."""
    found = next((path for path in releases() if (path.parent.name, path.name) == (pack, release)), None)
    if found is None:
        on_shelf = "、".join(f"{path.parent.name}/{path.name}" for path in releases()) or "（无）"
        raise Refusal("pack_not_found", f"规则库中没有“{pack}/{release}”。", f"现有：{on_shelf}。请核对后重试。")
    return found


def read(pack: str, release: str) -> Pack:
    """Load a release from its files (slow: up to a second) and remember it; refuses one that has faults."""
    try:
        loaded = load_pack(folder(pack, release))
    except PackErrors as error:
        told = "\n".join(map(str, error.errors[:_SHOWN]))
        raise Refusal(
            "pack_broken",
            f"规则包“{pack}/{release}”有{len(error.errors)}处错误，不能使用：\n{told}\n",
            "请由法规员运行 chengzhang pack check 逐条改正。",
        ) from error
    return _loaded.setdefault(loaded.digest, loaded)


def places() -> list[tuple[str, str]]:
    """Place and release of every pack of a real place on the shelf, installed or not."""
    return [(path.parent.name, path.name) for path in files.places(packs_root())]


def as_it_lies(pack: str, release: str) -> Pack:
    """A release as its files say now, remembered while they stay as they are; refuses one that has faults."""
    lies = folder(pack, release)
    stamp = max(path.stat().st_mtime_ns for where in (lies, files.vocabulary_of(lies)) for path in where.rglob("*"))
    known = _lying.get((pack, release))
    if known is None or known[0] != stamp:
        known = _lying[pack, release] = (stamp, read(pack, release))
    return known[1]


def with_digest(pack: str, release: str, digest: str) -> Pack:
    """The release as it was when installed; refuses when the files have changed since (a released pack never does)."""
    remembered = _loaded.get(digest)
    if remembered is not None:
        return remembered
    loaded = read(pack, release)
    if loaded.digest != digest:
        raise Refusal(
            "pack_changed",
            f"规则包“{pack}/{release}”的文件与启用时不一致，已停止使用。",
            "请从备份恢复原文件；如确需修改，请另发新版本后启用。",
            cause=f"{digest[:16]} ≠ {loaded.digest[:16]}",
        )
    return loaded


def beside(pack: Pack, items: frozenset[str]) -> Pack:
    """The pack with the clauses of the displaced release that stand on (see engine.transition.residual)."""
    if not items or pack.residual is None:
        return pack
    key = f"{pack.digest}+{'+'.join(sorted(items))}"
    found = _loaded.get(key)
    if found is None:
        try:
            found = residual.beside(pack, items, on_shelf)
        except residual.CannotStand as why:
            raise Refusal(
                "residual_cannot_stand",
                f"旧条款不能直接沿用：{why}。",
                "请由法规员在新规则包中写明这一条款，再发布新版本。",
            ) from why
        _loaded[key] = found
    return found


def on_shelf(name: str) -> Pack | None:
    """A release by "place/release"; None where it is not on the shelf."""
    place, _, release = name.rpartition("/")
    there = any((path.parent.name, path.name) == (place, release) for path in releases())
    return read(place, release) if there else None
