"""begin(): a new place's pack as a draft that already passes its check, from a skeleton or from another pack's files.

Copied text is a starting point only: every file that came from elsewhere says so in its first line.
"""

from __future__ import annotations

import re
from pathlib import Path

from chengzhang.engine.pack.errors import PackError, PackErrors
from chengzhang.engine.pack.shelf import shelf

PLACE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
HEADS = ("id", "release", "zh", "status")


def begin(root: Path, place: str, zh: str, title: str, like: Path | None = None) -> Path:
    """The folder `root/place/draft`, newly written. PackErrors if the name is malformed or the folder exists."""
    folder = root / place / "draft"
    if not PLACE.fullmatch(place):
        do = "用小写英文字母、数字和连字符，如 cn-province-city"
        raise PackErrors([PackError("pack.place", f"“{place}”不能作规则包的名字", do)])
    if folder.exists():
        do = f"换一个名字，或先移走 {folder}"
        raise PackErrors([PackError("pack.exists", f"“{place}”已经有草稿，没有改动它", do)])
    source = like or shelf() / "_skeleton"
    written = {path.relative_to(source): path.read_text("utf-8") for path in sorted(source.rglob("*.yaml"))}
    for name, text in written.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            _copied(name, text, place, zh, title, like) if like else _filled(text, place, zh, title), "utf-8"
        )
    return folder


def _filled(text: str, place: str, zh: str, title: str) -> str:
    for mark, value in (("@place@", place), ("@zh@", zh), ("@title@", title)):
        text = text.replace(f'"{mark}"', _quoted(value))
    return text


def _copied(name: Path, text: str, place: str, zh: str, title: str, like: Path) -> str:
    head = f"# 抄自 {like.parent.name}/{like.name}，逐条核对条款号、数、角色和期限；核对完删去这一行\n"
    return head + (_as_draft(text, place, zh, title) if name == Path("pack.yaml") else text)


def _as_draft(text: str, place: str, zh: str, title: str) -> str:
    """The head of another place's pack.yaml with this place's names; what isn't known yet is unknown."""
    values = {"id": place, "release": "draft", "zh": _quoted(zh), "status": "draft"}
    for key in HEADS:
        text = re.sub(rf"(?m)^{key}:.*$", f"{key}: {values[key]}", text, count=1)
    first = {"title": _quoted(title), "number": "unknown", "issued_on": "unknown", "in_force_on": "unknown"}
    for key, value in first.items():
        text = re.sub(rf"(?m)^( +){key}:.*$", rf"\g<1>{key}: {value}", text, count=1)
    return text


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
