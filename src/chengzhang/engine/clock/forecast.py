"""Counting where the calendar isn't announced yet: the earliest and the latest day that the usual bounds allow.

Not a guess at the coming notice. For the earliest day, every weekday works but those that the law itself gives off, and
around each festival as many weekend days are worked as a notice usually orders. For the latest, each festival takes as
many weekdays off as a notice usually gives, placed where they delay most. The bounds (`Season`) are data beside the
calendar. Announced days count as they were announced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Literal

from chengzhang.engine.clock.calendar import Calendar, NotAnnounced
from chengzhang.engine.values import Window, zh_date

Lean = Literal["most", "least"]  # as many working days as can be, or as few
_FARTHEST = 40_000  # days; over a century, surely a slip


def bounds(
    calendar: Calendar, start: date, n: int, paused: Callable[[date], bool] = lambda _: False
) -> tuple[date, date]:
    """Earliest and latest n-th working day after `start` (before it if n < 0), not counting paused days.

    The two are equal while the count stays inside the announced years.
    """
    ends = [_walk(calendar, start, n, lean, paused) for lean in ("most", "least")]
    return min(ends), max(ends)


def _walk(calendar: Calendar, start: date, n: int, lean: Lean, paused: Callable[[date], bool]) -> date:
    step, left, ordinal = (1 if n > 0 else -1), abs(n), start.toordinal()
    spent: Counter[tuple[str, int]] = Counter()
    for _ in range(_FARTHEST):
        if left == 0:
            return date.fromordinal(ordinal)
        ordinal += step
        day = date.fromordinal(ordinal)
        if not paused(day) and _works(calendar, day, lean, spent):
            left -= 1
    raise OverflowError(f"从{zh_date(start)}数不到第{abs(n)}个工作日，请核对期间")


def _works(calendar: Calendar, day: date, lean: Lean, spent: Counter[tuple[str, int]]) -> bool:
    if calendar.announces(day):
        return calendar.is_working(day)
    if not calendar.seasons or day.year < calendar.first_year:
        raise NotAnnounced(f"工作日历 {calendar.id} 没有{day.year}年的放假安排，无从推算。请补上 {day.year}.yaml")
    weekday = day.weekday() < 5
    if any(day == fixed.of(day.year) for season in calendar.seasons for fixed in season.always):
        return False
    if weekday is (lean == "most"):
        return weekday
    for season in calendar.seasons:
        window, most = (season.off, season.weekdays_off) if weekday else (season.worked, season.weekend_days_worked)
        if window.holds(day) and spent[key := (season.name, _opened(window, day))] < most:
            spent[key] += 1
            return not weekday
    return weekday


def _opened(window: Window, day: date) -> int:
    """The year in which the window that holds this day opened."""
    return day.year if window.opens(day.year) <= day else day.year - 1
