"""Where packs lie as files, and the loaded ones that this process remembers by digest."""

from pathlib import Path
from typing import TYPE_CHECKING

from ..refusal import Refusal

if TYPE_CHECKING:
    from chengzhang.engine.pack.model import Pack

_HERE = Path(__file__).resolve()
_loaded: dict[str, "Pack"] = {}


def packs_root() -> Path:
    """The folder of packs: `packs` of the checkout, or what the wheel carries."""
    shipped = _HERE.parents[2] / "_packs"
    return shipped if shipped.is_dir() else _HERE.parents[4] / "packs"


def releases() -> list[Path]:
    """The folders of all pack releases on the shelf, in order of name."""
    found = (path.parent for path in packs_root().glob("*/*/pack.yaml"))
    return sorted(path for path in found if not path.parent.name.startswith("_"))


def folder(pack: str, release: str) -> Path:
    """Where a release lies; refuses one that is not there."""
    found = packs_root() / pack / release
    if "/" in pack + release or ".." in pack + release or not (found / "pack.yaml").is_file():
        on_shelf = "、".join(f"{path.parent.name}/{path.name}" for path in releases()) or "（无）"
        raise Refusal("pack_not_found", f"规则库中没有“{pack}/{release}”。", f"现有：{on_shelf}。请核对后重试。")
    return found


def read(pack: str, release: str) -> "Pack":
    """Load a release from its files (slow: a few hundred milliseconds) and remember it."""
    from chengzhang.engine.pack.load import load_pack

    loaded = load_pack(folder(pack, release))
    return _loaded.setdefault(loaded.digest, loaded)


def with_digest(pack: str, release: str, digest: str) -> "Pack":
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
