"""The calendar a pack counts with, remembered while its files stay as they are."""

from __future__ import annotations

from chengzhang.engine.clock.calendar import Calendar
from chengzhang.engine.clock.load import load_calendar
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.shelf import calendar_folder

_known: dict[str, Calendar] = {}


def calendar_of(pack: Pack) -> Calendar:
    """The calendar that the pack names. CalendarError when its folder can't be read."""
    found = _known.get(pack.calendar.days)
    if found is None:
        found = _known[pack.calendar.days] = load_calendar(calendar_folder(pack.calendar.days))
    return found


def forget() -> None:
    """Read the files anew at the next question: the tick's first step, for a calendar may have arrived."""
    _known.clear()
