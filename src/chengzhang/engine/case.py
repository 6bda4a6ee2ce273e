"""A case: what is known about one thing and everything it hangs on, as the engine reads it.

A case is a tree of subjects (office > unit > project > the rest). It holds recorded past events, typed facts and
papers, and nothing computed. The door builds it from the database, the command line from a facts file, a scenario
from its YAML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

# bool | str | int | Money | Fraction | date | MonthDay | Window | Period | frozenset[str] | tuple[dict, ...] of rows
Value = Any


@dataclass(frozen=True, slots=True)
class Event:
    """An act that happened: `act` ("trial.start"), the day it counts for, and the facts it recorded (own names)."""

    act: str
    on: date
    sets: dict[str, Value] = field(default_factory=dict)
    answers: dict[str, Value] = field(default_factory=dict)
    by: str | None = None  # the person's id, for `apart_from`
    seq: int = 0  # order among the events of one day, over the whole case (the ledger's number); 0 = as listed
    parts: tuple[str, ...] = ()  # persons who gave a part to a joint act, for `apart_from`


@dataclass(slots=True)
class Subject:
    """One thing with a state. `facts` holds only what is known or recorded: an absent key is a missing fact.

    A fact's key is its name without the subject (`held_on` on `review`; `title` on `project`).
    `papers` maps paper id to the set of its parts that are there (empty set: no parts declared); a paper declared not
    applicable is in `not_applicable` with its reason.
    """

    kind: str
    id: str = ""
    state: str = "new"
    facts: dict[str, Value] = field(default_factory=dict)
    papers: dict[str, frozenset[str]] = field(default_factory=dict)
    not_applicable: dict[str, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    parent: Subject | None = field(default=None, repr=False)
    children: dict[str, list[Subject]] = field(default_factory=dict)
    members: list[Subject] = field(default_factory=list)  # of a batch; members keep their own parent
    links: dict[str, Subject] = field(default_factory=dict)

    def add(self, child: Subject) -> Subject:
        child.parent = self
        self.children.setdefault(child.kind, []).append(child)
        return child

    def up(self, kind: str) -> Subject | None:
        """This subject or its nearest ancestor of a kind."""
        node: Subject | None = self
        while node is not None and node.kind != kind:
            node = node.parent
        return node

    def root(self) -> Subject:
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    def walk(self) -> Iterator[Subject]:
        yield self
        for rows in self.children.values():
            for row in rows:
                yield from row.walk()


@dataclass(frozen=True, slots=True)
class Ruling:
    """A recorded reading of an open question, in force from a day."""

    question: str
    reading: str
    from_on: date
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """How a duty stood on the eve of the release in force. `ended`: done, fallen away or late, so its day is fixed."""

    due_on: date | None
    latest_on: date | None = None
    ended: bool = False
    release: str = ""  # the one it ran under


@dataclass(frozen=True, slots=True)
class Carried:
    """What a case brings along from an earlier release: the day the present one began, and clocks by duty key."""

    since: date
    clocks: dict[str, Clock] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bench:
    """What the office has decided besides the pack: rulings, parameters it set, residual clauses switched on.

    `carried` is the case's own: None where everything in it happened under the release in force.
    """

    rulings: tuple[Ruling, ...] = ()
    parameters: dict[str, Value] = field(default_factory=dict)
    residual: frozenset[str] = frozenset()
    carried: Carried | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One party's contribution to a joint act: role, person, whether in favour, what was said."""

    role: str
    person: str
    favour: bool = True
    text: str = ""
    on: date | None = None
    member: str = ""  # of a batch: the member it speaks for
    lifts: str = ""  # not a part of the act: the rule this person lifts


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody wants to do: the act, by whom in which roles, with which answers, on which day."""

    action: str
    on: date
    roles: frozenset[str]
    person: str = ""
    organisation: str = ""
    answers: dict[str, Value] | None = None  # raw or typed; None = the form is not tested (a look ahead)
    reason: str = ""
    lifted: dict[str, str] = field(default_factory=dict)  # rule id -> reason; who lifts is checked against the roles
    parts: tuple[Part, ...] = ()
    asked_on: date | None = None  # the day the other parties were asked; their time to answer runs from it
    papers: frozenset[str] = frozenset()  # handed in together with the act
    not_applicable: dict[str, str] = field(default_factory=dict)
    members: dict[str, dict[str, Value]] = field(default_factory=dict)  # of a batch: member id -> its own answers
