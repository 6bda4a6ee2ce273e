"""Recurring duties: one for each period between the act that starts them and the act that ends them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from chengzhang.engine.case import Subject
from chengzhang.engine.clock import Every, Interval, Span, next_span, parse_every, span_of, spans
from chengzhang.engine.deciding.bookkeeping import Bookkeeper
from chengzhang.engine.deciding.history import Happened
from chengzhang.engine.deciding.owed import Owed
from chengzhang.engine.deciding.places import rows_below
from chengzhang.engine.pack.model import Duty
from chengzhang.engine.rules.ast import Literal, Name
from chengzhang.engine.rules.run import value_of
from chengzhang.engine.values import Days, Months

_ADVERBS = {
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "half_monthly": "half_month",
    "half_yearly": "half_year",
    "yearly": "year",
}
_CALENDAR: dict[int, Interval] = {1: "month", 3: "quarter", 6: "half_year", 12: "year"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """From which day to which a recurring duty is alive on a home; `ended` = the act that ended it, if it has."""

    home: Subject
    since: date
    at: int
    anchored: bool  # started by an act: periods of months or days run from it
    ended: Happened | None = None


class Rounds:
    """The periods of one recurring duty, and which act fulfilled which."""

    def __init__(self, book: Bookkeeper, duty: Duty) -> None:
        self.book, self.duty = book, duty
        self.next = "next_period" in (getattr(duty.due, "base", ""),)

    def owed(self) -> Iterator[Owed]:
        for stretch in self.stretches():
            every = self._every(stretch)
            if every is None:
                continue
            rounds = list(self._rounds(stretch, every))
            self._match(rounds)
            for owed in rounds:
                self.book.count(owed)
            yield from self._kept(rounds, stretch)

    # ---------------------------------------------------------- when it is alive

    def stretches(self) -> Iterator[Stretch]:
        if self.duty.from_ is None:
            yield from self._unbegun()
            return
        starts, ends = _acts(self.duty.from_), _acts(self.duty.until)
        if not starts <= set(self.book.pack.actions):
            yield from self._from_a_day(ends)
            return
        ended_at = -1
        for happened in self.book.history.of(frozenset(starts)):
            home = self.book.home(happened.subject, self.duty.of)
            if home is None or happened.at < ended_at:
                continue
            end = self._end(ends, home, happened.at)
            yield Stretch(home, happened.on, happened.at, True, end)
            ended_at = end.at if end is not None else len(self.book.history.past)

    def _unbegun(self) -> Iterator[Stretch]:
        """No act starts it: only the period the day is in is certain, for what came before is not in the case."""
        for home in rows_below(self.book.top, self.duty.of):
            end = self._end(_acts(self.duty.until), home, -1)
            yield Stretch(home, self.book.on, -1, False, end)

    def _from_a_day(self, ends: set[str]) -> Iterator[Stretch]:
        for home in rows_below(self.book.top, self.duty.of):
            day = value_of(self.book.context(home, self.book.on), self.duty.from_ or "")
            if isinstance(day, date) and day <= self.book.on:
                at = self.book.history.up_to(day)
                yield Stretch(home, day, at, True, self._end(ends, home, at))

    def _end(self, ends: set[str], home: Subject, after: int) -> Happened | None:
        probe = Owed(self.duty, home, "", self.book.on)
        return next(
            (h for h in self.book.history.of(frozenset(ends), after) if self.book.belongs(h.subject, probe)), None
        )

    # ---------------------------------------------------------- its periods

    def _every(self, stretch: Stretch) -> Every | None:
        raw: Any = self.duty.every
        if isinstance(raw, Literal):
            raw = raw.value
        if isinstance(raw, Name):
            raw = value_of(self.book.context(stretch.home, self.book.on), raw.text)
        if isinstance(raw, Months | Days):
            return raw
        if not isinstance(raw, str) or raw == "none":
            return None
        word = _ADVERBS.get(raw, raw)
        return parse_every(word) if word in get_args(Interval) or " " in word else None

    def _rounds(self, stretch: Stretch, every: Every) -> Iterator[Owed]:
        until = min(stretch.ended.on, self.book.on) if stretch.ended is not None else self.book.on
        if not stretch.anchored and isinstance(every, Months):
            every = _CALENDAR.get(every.n, every)  # a year counted from no act is a calendar year
        if not stretch.anchored and isinstance(every, str):
            listed = [span_of(self.book.on, every)] if stretch.ended is None else []
        else:
            listed = spans(every, stretch.since, until)
        for span in listed:
            whole = not stretch.anchored and not self.next  # an act earlier in the present period fulfils it too
            begins = span.first if whole else max(span.first, stretch.since)
            if self._held_up(stretch, span, begins):
                continue
            owed = Owed(self.duty, stretch.home, _number(span), begins, stretch.at, span=span, start=stretch.since)
            if self._exists(owed):
                yield owed

    def _held_up(self, stretch: Stretch, span: Span, begins: date) -> bool:
        """A period that lies wholly within a suspension asks for nothing."""
        probe = Owed(self.duty, stretch.home, "", begins)
        return any(s.first <= begins and (s.last or self.book.on) >= span.last for s in self.book.suspensions(probe))

    def _exists(self, owed: Owed) -> bool:
        assert owed.span is not None
        day = min(self.book.on, owed.span.last)
        with self.book.history.after(self.book.history.up_to(day)):
            verdict = self.book.verdict(self.duty.only, owed.home, day)
        if verdict is False:
            return False
        if verdict is not True:
            owed.lacks = tuple(sorted(verdict.facts))
        return True

    # ---------------------------------------------------------- which act fulfilled which

    def _match(self, rounds: list[Owed]) -> None:
        """Each act fulfils the period it names; else the one whose time it falls in; else the oldest still open."""
        if not rounds:
            return
        for happened in self.book.history.of((*self.duty.done_by, *self.duty.drops)):
            mine = [r for r in rounds if self.book.belongs(happened.subject, r) and happened.on >= r.opened_on]
            free = [r for r in mine if r.done is None and r.dropped is None]
            chosen = self._named(happened, mine) or self._in_time(happened, free) or next(iter(free), None)
            if chosen is None:
                continue
            if happened.act in self.duty.done_by:
                chosen.done = chosen.done or happened
            else:
                chosen.dropped = happened

    def _named(self, happened: Happened, rounds: list[Owed]) -> Owed | None:
        for name in ("period", "month", "year"):
            said = happened.event.answers.get(name, happened.event.sets.get(name))
            if said is None:
                continue
            day = said if isinstance(said, date) else None
            for owed in rounds:
                assert owed.span is not None
                whole_year = owed.span.every == "year" and day is None and str(said) == str(owed.span.first.year)
                if whole_year or (day is not None and owed.span.first <= day <= owed.span.last):
                    return owed
        return None

    def _in_time(self, happened: Happened, rounds: list[Owed]) -> Owed | None:
        for owed in rounds:
            assert owed.span is not None
            span = next_span(owed.span, owed.start) if self.next else owed.span
            if span.first <= happened.on <= span.last:
                return owed
        return None

    # ---------------------------------------------------------- which are owed at all

    def _kept(self, rounds: list[Owed], stretch: Stretch) -> Iterator[Owed]:
        """None for a period whose day lies before the start or after the end; a hint let pass is not repeated."""
        for n, owed in enumerate(rounds):
            day = owed.due.on
            if stretch.anchored and day is not None and day < stretch.since:
                continue
            if (
                owed.done is None
                and stretch.ended is not None
                and not self.next
                and day is not None
                and day >= stretch.ended.on
            ):
                continue
            if owed.done is None and self.duty.level == "advise" and n < len(rounds) - 1 and day and day < self.book.on:
                continue
            yield owed


def _number(span: Span) -> str:
    """The name of a period in a key: 2026, 2026-05, or its first day."""
    if span.every == "year":
        return str(span.first.year)
    return span.key[:7] if span.every == "month" else span.key


def _acts(text: str | None) -> set[str]:
    return set(text.replace(" ", "").split("|")) if text else set()
