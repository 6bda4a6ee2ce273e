"""A day that isn't certain yet: counted in working days beyond the announced calendar, it lies in a stretch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chengzhang.engine.clock import Calendar, NotAnnounced, add
from chengzhang.engine.rules.truth import Verdict, needs_ruling
from chengzhang.engine.values import Period, WorkingDays


@dataclass(frozen=True, slots=True)
class Between:
    """Any day from `first` to `last`; `calendar` names the calendar whose notice isn't out."""

    first: date
    last: date
    calendar: str


def moved(day: date | Between, by: Period, calendar: Calendar | None) -> date | Between:
    """A day moved by a period, the civil way; it never rolls, since a minimum time ends where it ends."""
    if calendar is None:
        raise ValueError("计算期间要有工作日历，这里没有给出")
    if isinstance(day, Between):
        first, last = moved(day.first, by, calendar), moved(day.last, by, calendar)
        return Between(_ends(first)[0], _ends(last)[1], day.calendar)
    if isinstance(by, WorkingDays):
        return _working_days(day, by, calendar)
    counted = add(day, by, calendar)
    assert counted.date is not None  # nothing is suspended here
    return counted.date


def _working_days(day: date, by: WorkingDays, calendar: Calendar) -> date | Between:
    if calendar.announces(day):
        try:
            return calendar.add_working_days(day, by.n)  # quick: no steps are kept
        except LookupError:
            pass
    try:
        counted = add(day, by, calendar)
    except NotAnnounced:  # no bounds are known: n working days take at least n days
        least = date.fromordinal(day.toordinal() + by.n)
        return Between(least, date.max, calendar.id) if by.n > 0 else Between(date.min, least, calendar.id)
    assert counted.date is not None
    if counted.latest is None or counted.latest == counted.date:
        return counted.date
    return Between(counted.date, counted.latest, calendar.id)


def _ends(day: date | Between) -> tuple[date, date]:
    return (day.first, day.last) if isinstance(day, Between) else (day, day)


def compared(work: Callable[[Any, Any], bool], a: Any, b: Any) -> Verdict:
    """The comparison if it comes out alike for every day the two can be; else it waits for the calendar."""
    if work.__name__ in ("eq", "ne"):
        (a1, a2), (b1, b2) = _ends(a), _ends(b)
        if a2 < b1 or b2 < a1:
            return work.__name__ == "ne"
        return needs_ruling(f"calendar:{(a if isinstance(a, Between) else b).calendar}")
    outcomes = {work(x, y) for x in _ends(a) for y in _ends(b)}
    if len(outcomes) == 1:
        return outcomes.pop()
    return needs_ruling(f"calendar:{(a if isinstance(a, Between) else b).calendar}")
