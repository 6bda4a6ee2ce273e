"""Where packs stand: beside the code in a checkout, inside the package once installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from chengzhang.engine.pack.errors import PackError, PackErrors, did_you_mean

_PACKAGE = Path(__file__).resolve().parents[2]


def shelf() -> Path:
    """The folder of all packs."""
    checkout = _PACKAGE.parents[1] / "packs"
    return checkout if checkout.is_dir() and (_PACKAGE.parents[1] / "pyproject.toml").is_file() else _PACKAGE / "_packs"


def releases(root: Path | None = None) -> Iterator[Path]:
    """Every release on the shelf, by place and day; a draft comes last."""
    root = root or shelf()
    for place in sorted(root.iterdir() if root.is_dir() else ()):
        if place.is_dir() and not place.name.startswith(("_", ".")):
            yield from sorted(path for path in place.iterdir() if (path / "pack.yaml").is_file())


def places(root: Path | None = None) -> Iterator[Path]:
    """The releases of real places: those of invented lands (`test-...`) are for the engine's own tests."""
    return (folder for folder in releases(root) if not folder.parent.name.startswith("test-"))


def find(pack: str, root: Path | None = None) -> Path:
    """The folder of a pack by path, `place/release`, or `place` (its newest release). PackErrors if there is none."""
    path = Path(pack)
    if (path / "pack.yaml").is_file():
        return path
    known = list(releases(root))
    place, _, release = pack.strip("/").partition("/")
    fitting = [path for path in known if path.parent.name == place and release in ("", path.name)]
    dated = [path for path in fitting if path.name != "draft"]
    if fitting:
        return (dated or fitting)[-1]
    ids = [f"{path.parent.name}/{path.name}" for path in known]
    do = did_you_mean(
        pack, [*ids, *{path.parent.name for path in known}], f"可用：{'、'.join(ids) or '（架上还没有规则包）'}"
    )
    raise PackErrors([PackError("pack.not_found", f"没有“{pack}”这个规则包", do)])


def vocabulary_of(folder: Path) -> Path:
    """The vocabulary a release is written in: its place's own if it has one, else the shelf's."""
    for above in (folder.resolve().parent, *folder.resolve().parents[1:3]):
        if (above / "_vocabulary").is_dir():
            return above / "_vocabulary"
    return shelf() / "_vocabulary"


def calendar_folder(days: str) -> Path:
    """Where the public holidays of a calendar (`cn`) stand."""
    return shelf() / "_calendars" / days
