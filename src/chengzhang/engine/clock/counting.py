"""Counting a period from a day, the Chinese civil way (民法典 201 to 203), with every step kept.

The day of the event isn't counted. n months end on the same day-number, or on the month's last day where it has none.
Only a maximum period rolls, when asked to: a period that ends on a day off then ends on the next working day.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chengzhang.engine.clock.calendar import Calendar
from chengzhang.engine.clock.forecast import bounds
from chengzhang.engine.clock.steps import Step, counted_days, result, rolled, ruled, started, suspended, uncertain
from chengzhang.engine.clock.suspension import Suspension, push_back, still_open
from chengzhang.engine.values import Days, Months, Period, WorkingDays

Roll = Literal["next_working_day"] | None


@dataclass(frozen=True, slots=True)
class Counted:
    """The day a period ends, and how it was counted.

    `date` is None while a suspension is still open. Beyond the announced calendar `provisional` is true and the day
    lies in [`date`, `latest`] under the bounds that `forecast` describes; otherwise `latest` is None.
    """

    date: dt.date | None
    latest: dt.date | None
    provisional: bool
    steps: tuple[Step, ...]

    @property
    def suspended(self) -> bool:
        return self.date is None

    @property
    def last(self) -> dt.date | None:
        """The last day it can be: `latest` while provisional, else `date`."""
        return self.latest or self.date


def add(
    start: dt.date,
    period: Period,
    calendar: Calendar,
    roll: Roll = None,
    *,
    suspensions: Sequence[Suspension] = (),
    event: str = "",
) -> Counted:
    """The day on which `period` ends that starts with an event on `start`.

    `roll` is for maximum periods; leave it None for minimum ones. Periods of working days end on a working day anyway,
    and backward counts (negative periods) never roll, since that would shorten the time they protect. `suspensions`
    move the day by as many of the period's own units (months: by days). `event` names what happened on `start`.
    NotAnnounced if the count leaves the calendar and no bounds are known.
    """
    if suspensions and period.n < 0:
        raise ValueError(f"倒计的期间 {period} 不能中止")
    first, last, steps = _end(start, period, calendar, suspensions)
    depends = isinstance(period, WorkingDays) and period.n != 0 and not _announced(calendar, start, first, last)
    moves = roll is not None and period.n > 0 and not isinstance(period, WorkingDays)
    head = [started(start, period, event), ruled(period, moves)]
    waiting = still_open(suspensions)
    if waiting and waiting.first <= last:
        return Counted(None, None, False, (*head, suspended(waiting), result(None)))
    if moves:
        settled = roll_on(first, calendar)
        steps = [*steps, *settled.steps]
        assert settled.date is not None
        first, last, depends = settled.date, settled.latest or settled.date, settled.provisional
    tail = [uncertain(calendar)] if depends else []
    steps = [*head, *steps, *tail, result(first, last if depends else None, period.n < 0)]
    return Counted(first, last if depends else None, depends, tuple(steps))


def roll_on(day: dt.date, calendar: Calendar) -> Counted:
    """The first working day from `day` on, with the step that says why it moved (none if it didn't).

    For periods and for fixed calendar dates that a pack lets roll.
    """
    if calendar.announces(day):
        if calendar.is_working(day):
            return Counted(day, None, False, ())
        first, last = bounds(calendar, day, 1)
    else:
        before = dt.date.fromordinal(day.toordinal() - 1)
        first, last = bounds(calendar, before, 1)
    depends = not calendar.announces(last)
    return Counted(first, last if depends else None, depends, rolled(calendar, day, first) if first > day else ())


def add_months(start: dt.date, n: int) -> dt.date:
    """The same day-number n months on (back if n < 0), or the last day of that month.

    >>> add_months(dt.date(2023, 1, 31), 1), add_months(dt.date(2024, 2, 29), 12)
    (datetime.date(2023, 2, 28), datetime.date(2025, 2, 28))
    """
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    return dt.date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def shift(start: dt.date, period: Days | Months) -> dt.date:
    """Plain civil date arithmetic for the two kinds that need no calendar."""
    if isinstance(period, Months):
        return add_months(start, period.n)
    return dt.date.fromordinal(start.toordinal() + period.n)


def _end(
    start: dt.date, period: Period, calendar: Calendar, suspensions: Sequence[Suspension]
) -> tuple[dt.date, dt.date, list[Step]]:
    """Earliest and latest end before rolling, and the steps between."""
    ended = [s for s in suspensions if s.last is not None]
    if isinstance(period, WorkingDays):
        first, last = _count_working_days(start, period.n, calendar, ended)
        return first, last, counted_days(calendar, start, last, ended)
    plain = shift(start, period)
    due = push_back(start, plain, ended)
    steps = [suspended(s) for s in sorted(ended, key=lambda s: s.first) if s.first <= due and (s.last or due) > start]
    if isinstance(period, Months) and plain.day != start.day:
        steps.insert(
            0, Step("count", f"该月没有{start.day}日，以月末{plain.day}日为准", plain, cite="民法典第二百零二条")
        )
    return due, due, steps


def _count_working_days(
    start: dt.date, n: int, calendar: Calendar, suspensions: Sequence[Suspension]
) -> tuple[dt.date, dt.date]:
    if n == 0:
        return start, start
    if not suspensions and calendar.announces(start):
        try:
            day = calendar.add_working_days(start, n)
        except LookupError:
            return bounds(calendar, start, n)
        return day, day
    return bounds(calendar, start, n, lambda day: any(s.holds(day) for s in suspensions))


def _announced(calendar: Calendar, *days: dt.date) -> bool:
    return all(calendar.announces(day) for day in days)
