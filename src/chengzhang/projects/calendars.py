"""The calendar a pack counts with, remembered while its files stay as they are."""

from __future__ import annotations

from pathlib import Path

from chengzhang.engine.clock.calendar import Calendar
from chengzhang.engine.clock.load import load_calendar
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.shelf import calendar_folder

_known: dict[Path, Calendar] = {}


def calendar_of(pack: Pack) -> Calendar:
    """The calendar that the pack names. CalendarError when its folder can't be read."""
    folder = calendar_folder(pack.calendar.days)
    found = _known.get(folder)
    if found is None:
        found = _known[folder] = load_calendar(folder)
    return found


def forget() -> None:
    """Read the files anew at the next question: the tick's first step, for a calendar may have arrived."""
    _known.clear()
