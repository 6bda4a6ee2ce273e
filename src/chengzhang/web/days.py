"""Which days are working days, as announced: what the frame and the clocks ask of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from chengzhang.engine.clock import Calendar, load_calendar
from chengzhang.foundation.rulebook.shelf import packs_root

KINDS = {"workday": "work", "weekend": "off", "holiday": "off", "makeup": "makeup"}


@dataclass(frozen=True)
class AnnouncedDays:
    calendar: Calendar

    def kind(self, on: date) -> str | None:
        """work | off | makeup; None where no notice has been published."""
        return KINDS[self.calendar.day(on).kind] if self.calendar.announces(on) else None


@cache
def announced(name: str = "cn") -> AnnouncedDays:
    """The calendar of that name, read once a process: a released year does not change under a running server."""
    return AnnouncedDays(load_calendar(packs_root() / "_calendars" / name))
