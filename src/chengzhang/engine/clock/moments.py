"""Single moments that a due date is made of: the later of two, year end, a month-day of a period, day n of a period."""

from __future__ import annotations

from datetime import date

from chengzhang.engine.clock.recurring import Span
from chengzhang.engine.values import MonthDay, Window


def later_of(*days: date | None) -> date | None:
    """The last of the days that have come; None if none has.

    >>> later_of(date(2023, 3, 1), None, date(2023, 4, 1))
    datetime.date(2023, 4, 1)
    """
    return max((day for day in days if day is not None), default=None)


def earlier_of(*days: date | None) -> date | None:
    """The first of the days that have come; None if none has."""
    return min((day for day in days if day is not None), default=None)


def year_end(of: date | int) -> date:
    """31 December of a year, or of the year of a day."""
    return date(of.year if isinstance(of, date) else int(of), 12, 31)


def day_of_year(anchor: MonthDay | Window, year: int) -> date:
    """A month-day of a year; of a window, its last day (in the next year if it wraps).

    >>> day_of_year(MonthDay.parse("10-31"), 2025)
    datetime.date(2025, 10, 31)
    """
    return anchor.closes(year) if isinstance(anchor, Window) else anchor.of(year)


def day_of_span(anchor: MonthDay | Window, span: Span) -> date:
    """`07-31 of period`: that day of the year which has it inside the period, else of the year the period begins in.

    A window belongs to the period in which it opens; its last day may lie beyond the period.
    """
    begin = anchor.first if isinstance(anchor, Window) else anchor
    inside = (year for year in range(span.first.year, span.last.year + 1) if span.first <= begin.of(year) <= span.last)
    return day_of_year(anchor, next(inside, span.first.year))


def nth_day(n: int, span: Span) -> date:
    """`day 20 of period`: its n-th day, or its last one if it is shorter (day 31 of April is the 30th)."""
    if n < 1:
        raise ValueError(f"“day {n} of period”不成立：日从 1 数起")
    return date.fromordinal(min(span.first.toordinal() + n - 1, span.last.toordinal()))
