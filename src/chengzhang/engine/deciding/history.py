"""What happened, in order, over a whole case; and the case as it stood after any of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from chengzhang.engine.case import Event, Subject
from chengzhang.engine.deciding.effects import next_state
from chengzhang.engine.deciding.journal import Journal
from chengzhang.engine.pack.model import Action, Pack


@dataclass(frozen=True, slots=True)
class Happened:
    """One past act: `at` is its place in the history, counted from 0."""

    at: int
    subject: Subject
    event: Event

    @property
    def act(self) -> str:
        return self.event.act

    @property
    def on(self) -> date:
        return self.event.on


class History:
    """The events of a case up to a day, by day, then by number, then as listed."""

    def __init__(self, pack: Pack, top: Subject, on: date) -> None:
        self.pack = pack
        self.top = top
        self.on = on
        listed = [(e.on, e.seq, n, node, e) for node in top.walk() for n, e in enumerate(node.events) if e.on <= on]
        self.past = tuple(Happened(at, node, e) for at, (_, _, _, node, e) in enumerate(sorted(listed, key=_order)))
        self._last = {id(happened.subject): happened.at for happened in self.past}
        self._later = any(e.on > on for node in top.walk() for e in node.events)

    def of(self, acts: tuple[str, ...] | frozenset[str], after: int = -1) -> Iterator[Happened]:
        """The past acts among `acts`, in order, later in the history than place `after`."""
        for happened in self.past[after + 1 :]:
            if happened.event.act in acts:
                yield happened

    def up_to(self, day: date) -> int:
        """The place of the last act on or before a day; -1 if there is none."""
        found = -1
        for happened in self.past:
            if happened.event.on > day:
                break
            found = happened.at
        return found

    @contextmanager
    def after(self, at: int) -> Iterator[None]:
        """The case as it stood right after the act at a place; put back afterwards."""
        if at >= len(self.past) - 1 and not self._later:
            yield
            return
        with Journal() as journal:
            for node in self.top.walk():
                if node.events:
                    self._rewind(journal, node, at)
            yield

    def _rewind(self, journal: Journal, node: Subject, at: int) -> None:
        mine = [h for h in self.past if h.subject is node]
        done = [h for h in mine if h.at <= at]
        if len(done) == len(node.events):
            return
        for key in {key for event in node.events for key in event.sets}:
            told = [h.event.sets[key] for h in done if key in h.event.sets]
            if told:
                journal.put(node.facts, key, told[-1])
            else:
                journal.drop(node.facts, key)
        journal.move(node, self._state_after(done, node))

    def _state_after(self, done: list[Happened], node: Subject) -> str:
        state = "new"
        actions = self.pack.subjects[node.kind].actions if node.kind in self.pack.subjects else {}
        for happened in done:
            action: Action | None = actions.get(happened.event.act.partition(".")[2])
            if action is not None:
                state = next_state(action, happened.event.answers, happened.event.sets, node) or state
        return state


def _order(row: tuple[date, int, int, Subject, Event]) -> tuple[date, int, int]:
    return row[:3]
