"""Where rooms say what they do when an allowed act recorded a fact, or acted on a kind of subject, of the vocabulary.

A room never names a place's state or action: those differ from pack to pack (ADR 0004).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from chengzhang.engine.decision import Effect
from chengzhang.engine.pack.model import Pack
from chengzhang.foundation.people.actor import Actor

from .facts import Case, Row


@dataclass(frozen=True, slots=True)
class Happened:
    """One effect of an allowed act, after it was written: `case` and `row` already hold the new facts."""

    pack: Pack
    case: Case
    row: Row
    effect: Effect
    actor: Actor | None
    on: date
    decision: int

    @property
    def project_id(self) -> int | None:
        return self.row.project_id


Room = Callable[[Happened], None]
_on_fact: dict[str, list[Room]] = {}
_on_subject: dict[str, list[Room]] = {}


def on_fact(*names: str) -> Callable[[Room], Room]:
    """Decorator: call the room when an act records or declares one of these facts (full names), once an effect."""
    return lambda room: _remember(_on_fact, names, room)


def on_subject(*kinds: str) -> Callable[[Room], Room]:
    """Decorator: call the room at every act on these kinds of subject."""
    return lambda room: _remember(_on_subject, kinds, room)


def _remember(book: dict[str, list[Room]], names: tuple[str, ...], room: Room) -> Room:
    for name in names:
        rooms = book.setdefault(name, [])
        if room not in rooms:
            rooms.append(room)
    return room


def rooms_for(effect: Effect) -> Iterator[Room]:
    """The rooms that an effect concerns, each once, in the order in which they were registered."""
    met: list[Room] = [*_on_subject.get(effect.subject_kind, ())]
    if _on_fact:
        names = [key if effect.subject_kind == "project" else f"{effect.subject_kind}.{key}" for key in effect.sets]
        for name in [*names, *effect.declared]:
            met += [room for room in _on_fact.get(name, ()) if room not in met]
    yield from met
