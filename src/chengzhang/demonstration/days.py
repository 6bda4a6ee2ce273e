"""Days of a story: `+12 working_days`, `+2 months`, `07-05` (the next one that comes), `2026-07-10`.

A day that nobody works on becomes the next working day.
"""

from __future__ import annotations

from datetime import date, timedelta
from zlib import crc32

from chengzhang.engine.clock.calendar import Calendar, NotAnnounced
from chengzhang.engine.clock.counting import add
from chengzhang.engine.values.literals import parse_literal
from chengzhang.engine.values.month_day import MonthDay


def day_of(text: str, after: date, calendar: Calendar) -> date:
    """The day that `text` means for a step that follows one on `after`; never before it. ValueError if unreadable."""
    text = text.strip()
    if text.startswith("+"):
        return _working(_later(after, text[1:].strip(), calendar), calendar)
    if len(text) == 10:
        return max(after, date.fromisoformat(text))
    anchor = parse_literal("month_day", text)
    assert isinstance(anchor, MonthDay)
    coming = anchor.of(after.year)
    return _working(coming if coming >= after else anchor.of(after.year + 1), calendar)


def moved(day: date, text: str, calendar: Calendar) -> date:
    """`day` moved by `+ 6 months` or `- 10 days`, whatever day of the week that is."""
    text = text.strip()
    if text.startswith("-"):
        count, _, unit = text[1:].strip().partition(" ")
        if not unit.startswith("day"):
            raise ValueError(f"only days can be gone back, not {unit!r}")
        return day - timedelta(days=int(count))
    return _later(day, text.removeprefix("+").strip(), calendar)


def spread(day: date, who: str, calendar: Calendar) -> date:
    """Up to eight days later, always as many for the same `who`: a city is no parade."""
    return _working(day + timedelta(days=crc32(who.encode()) % 9), calendar)


def _later(day: date, period: str, calendar: Calendar) -> date:
    if period.startswith("0 "):
        return day
    counted = add(day, parse_literal("period", period), calendar).last  # type: ignore[arg-type]
    if counted is None:
        raise ValueError(f"{period} after {day} is beyond the calendar")
    return counted


def _working(day: date, calendar: Calendar) -> date:
    try:
        while not calendar.is_working(day):
            day += timedelta(days=1)
    except NotAnnounced:
        while day.weekday() > 4:
            day += timedelta(days=1)
    return day
