"""Stretches of days that do not count, each with its ground and article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from chengzhang.engine.values import zh_date, zh_range


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days `first` to `last`, both inside, that do not count. `last` None: not resumed yet."""

    first: date
    last: date | None
    ground: str = ""
    cite: str = ""

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"中止的末日{zh_date(self.last)}早于首日{zh_date(self.first)}，请核对")

    @classmethod
    def between(cls, paused_on: date, resumed_on: date | None, ground: str = "", cite: str = "") -> Suspension | None:
        """The days between a pausing act and a resuming act; None if both fall on one day.

        As with every period, the day of an event isn't part of what it starts: the day of the pausing act still counts,
        the day of the resuming act doesn't yet. So the count stands still for `resumed_on - paused_on` days.
        """
        first = date.fromordinal(paused_on.toordinal() + 1)
        if resumed_on is not None and resumed_on < first:
            return None
        return cls(first, resumed_on, ground, cite)

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    @property
    def zh(self) -> str:
        words = zh_range(self.first, self.last) if self.last else f"{zh_date(self.first)}起"
        return f"{words}{f'因{self.ground}' if self.ground else ''}中止"


def closed(suspensions: Iterable[Suspension]) -> list[Suspension]:
    """Those that have ended, by first day."""
    return sorted((s for s in suspensions if s.last is not None), key=lambda s: s.first)


def still_open(suspensions: Iterable[Suspension]) -> Suspension | None:
    """The earliest one that hasn't ended, if any."""
    return min((s for s in suspensions if s.last is None), key=lambda s: s.first, default=None)


def push_back(start: date, due: date, suspensions: Sequence[Suspension]) -> date:
    """The due day of a period of calendar days or months, moved by as many days as were suspended while it ran.

    A suspension that the moved period runs into counts too. Days suspended twice count once.
    """
    reached, ordinal = start.toordinal(), due.toordinal()
    for suspension in closed(suspensions):
        first = max(suspension.first.toordinal(), reached + 1)
        if first > ordinal:
            break
        last = suspension.last.toordinal() if suspension.last else first
        if last >= first:
            ordinal += last - first + 1
            reached = last
    return date.fromordinal(ordinal)
