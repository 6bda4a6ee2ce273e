"""Which vocabulary entries a pack uses: its digest covers those only, so that new words break no old receipt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from chengzhang.engine.pack.yaml import Entries

_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")


def used_words(content: Any, vocabulary: dict[str, Entries]) -> set[tuple[str, str]]:
    """(section, id) of every entry that the pack names, and of every entry those name in turn."""
    found: set[tuple[str, str]] = set()
    names = set(_names(content)) | {"project", "unit"}
    while names:
        fresh = {
            (section, name)
            for section, entries in vocabulary.items()
            for name in entries
            if name in names and (section, str(name)) not in found
        }
        found |= {(section, str(name)) for section, name in fresh}
        names = {name for section, entry in fresh for name in _names(vocabulary[section][entry])}
        names |= {name.partition(".")[0] for section, name in fresh if section == "facts"}
    return found


def _names(node: Any) -> Iterator[str]:
    """Every name in a tree, and each dotted name's parts: `review.held_on` also names `review` and `held_on`."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _names(key)
            yield from _names(value)
    elif isinstance(node, list):
        for item in node:
            yield from _names(item)
    else:
        for name in _NAME.findall(node):
            yield name
            yield from name.split(".") if "." in name else ()
