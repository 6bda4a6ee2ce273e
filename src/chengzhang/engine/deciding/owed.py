"""One duty of a case: when it opened, what ended it, and how it stands on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from chengzhang.engine.case import Subject, Value
from chengzhang.engine.clock import Span
from chengzhang.engine.deciding.history import Happened
from chengzhang.engine.deciding.places import is_many
from chengzhang.engine.decision import DueDay
from chengzhang.engine.pack.model import Duty, Pack

TRUNK = ("project", "unit")


@dataclass(slots=True)
class Owed:
    """One instance of a duty on its home. `opened`/`ended` are places in the history; -1 = before any act."""

    duty: Duty
    home: Subject
    number: str
    opened_on: date
    opened: int = -1
    cause: Subject | None = None  # the subject whose act opened it
    row: dict[str, Value] | None = None
    span: Span | None = None
    start: date | None = None  # the event that periods of this duty run from
    lacks: tuple[str, ...] = ()
    done: Happened | None = None
    dropped: Happened | None = None
    lapsed: Happened | None = None
    due: DueDay = field(default_factory=lambda: DueDay(None))

    @property
    def ended(self) -> Happened | None:
        ends = [h for h in (self.done, self.dropped, self.lapsed) if h is not None]
        return min(ends, key=lambda h: h.at, default=None)


def place_key(pack: Pack, subject: Subject) -> str:
    """A name of a subject within its project that doesn't change when it is begun: ids only where there can be many."""
    many = [f"{node.kind}#{node.id}" for node in chain(subject) if node.kind not in TRUNK and is_many(pack, node.kind)]
    own = [] if subject.kind not in TRUNK and is_many(pack, subject.kind) else [subject.kind]
    return "/".join(own + many)


def chain(subject: Subject) -> Iterator[Subject]:
    node: Subject | None = subject
    while node is not None:
        yield node
        node = node.parent
