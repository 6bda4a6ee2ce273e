"""Facts that a room knows better than recorded events do: announced by name, asked for where a pack names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from chengzhang.engine.pack.model import Pack

if TYPE_CHECKING:
    from .facts import Case

Answer = Callable[["Case"], Any]
_announced: dict[str, Answer] = {}


def announce(name: str) -> Callable[[Answer], Answer]:
    """Decorator: the function answers the fact `name` (full vocabulary name) of a case; None = not known."""

    def remember(answer: Answer) -> Answer:
        if _announced.setdefault(name, answer) is not answer:
            raise ValueError(f"the fact {name} is announced twice")
        return answer

    return remember


def facts(pack: Pack, case: Case) -> Iterator[tuple[str, Any]]:
    """The announced facts that this pack names, with their values."""
    for name, answer in _announced.items():
        if name in pack.facts:
            value = answer(case)
            if value is not None:
                yield name, value
