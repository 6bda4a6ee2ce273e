"""The working-day calendar of a jurisdiction: which days work, why, and by which notice. Immutable once made."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Literal

from chengzhang.engine.values import MonthDay, Window, zh_date

DayKind = Literal["workday", "weekend", "holiday", "makeup"]
_WEEKDAYS = "一二三四五六日"


class NotAnnounced(LookupError):
    """A day outside the years whose notices are known. Its text names the year and says what to do."""


@dataclass(frozen=True, slots=True)
class Notice:
    """The paper that ordered days off and make-up workdays; number and date may be `unknown` (None)."""

    title: str
    number: str | None
    issued_on: date | None

    @property
    def zh(self) -> str:
        return f"《{self.title}》（{self.number}）" if self.number else f"《{self.title}》"


@dataclass(frozen=True, slots=True)
class Special:
    """A day that a notice speaks of: a day off, or a weekend day that is worked instead."""

    day: date
    kind: DayKind
    name: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class Day:
    """One day and why it works or not."""

    day: date
    working: bool
    kind: DayKind
    name: str
    notice: Notice | None

    @property
    def zh(self) -> str:
        """`国庆节放假`, `国庆节调休上班`, `周六`."""
        if self.kind == "holiday":
            return f"{self.name}放假"
        return f"{self.name}调休上班" if self.kind == "makeup" else f"周{_WEEKDAYS[self.day.weekday()]}"


@dataclass(frozen=True, slots=True)
class Season:
    """What is usual around a festival whose notice isn't out: so many weekdays off and weekend days worked at most."""

    name: str
    off: Window
    weekdays_off: int
    worked: Window
    weekend_days_worked: int
    always: tuple[MonthDay, ...] = ()  # off in every year, by law


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Working days from 1 January of `first_year` to `announced_until`. All questions take about a microsecond.

    A day off is a weekend day without a make-up order, or a day that a notice gives off. Later notices overrule earlier
    ones. `digest` (SHA-256) names the contents: equal digests count alike.
    """

    id: str
    digest: str
    first_year: int
    announced_until: date
    notices: tuple[Notice, ...]
    seasons: tuple[Season, ...] = ()
    assumes: str = ""
    _first: int = field(default=0, repr=False)  # ordinal of the first day
    _specials: dict[int, Special] = field(default_factory=dict, repr=False)
    _special_days: tuple[int, ...] = field(default=(), repr=False)  # ordinals, ascending
    _upto: tuple[int, ...] = field(default=(), repr=False)  # working days from the first day up to and with this one
    _working: tuple[int, ...] = field(default=(), repr=False)  # ordinals of the working days

    @classmethod
    def of(
        cls,
        id: str,
        years: range,
        specials: Sequence[Special],
        seasons: Sequence[Season] = (),
        assumes: str = "",
    ) -> Calendar:
        """The calendar of whole `years`; `specials` in the order of their notices, the later overruling the earlier."""
        first, last = date(years[0], 1, 1).toordinal(), date(years[-1], 12, 31).toordinal()
        by_day = {s.day.toordinal(): s for s in specials if first <= s.day.toordinal() <= last}
        # Ordinal 1 is a Monday, so (ordinal - 1) % 7 is the weekday.
        works = [by_day[day].kind == "makeup" if day in by_day else (day - 1) % 7 < 5 for day in range(first, last + 1)]
        return cls(
            id=id,
            digest=_digest(id, years, specials, seasons),
            first_year=years[0],
            announced_until=date.fromordinal(last),
            notices=tuple(dict.fromkeys(s.notice for s in specials)),
            seasons=tuple(seasons),
            assumes=assumes,
            _first=first,
            _specials=by_day,
            _special_days=tuple(sorted(by_day)),
            _upto=tuple(accumulate(works)),
            _working=tuple(day for day, work in enumerate(works, first) if work),
        )

    def is_working(self, day: date) -> bool:
        """Is this a working day? NotAnnounced if its year isn't known."""
        at = self._at(day)
        return self._upto[at] != (self._upto[at - 1] if at else 0)

    def day(self, day: date) -> Day:
        """The day with its reason: holiday and notice, make-up workday and notice, weekend, or plain workday."""
        self._at(day)
        if special := self._specials.get(day.toordinal()):
            return Day(day, special.kind == "makeup", special.kind, special.name, special.notice)
        working = day.weekday() < 5
        return Day(day, working, "workday" if working else "weekend", "", None)

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day` (before it if n is negative); `day` itself for 0, working or not."""
        if n == 0:
            return day
        at = self._at(day)
        nth = self._upto[at] + n - 1 if n > 0 else (self._upto[at - 1] if at else 0) + n
        if nth < 0:
            raise _unknown_year(self, self.first_year - 1)
        if nth >= len(self._working):
            raise _unknown_year(self, self.announced_until.year + 1)
        return date.fromordinal(self._working[nth])

    def next_working_day(self, day: date) -> date:
        """`day` itself if it is a working day, else the first one after it."""
        return day if self.is_working(day) else self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """`day` itself if it is a working day, else the last one before it."""
        return day if self.is_working(day) else self.add_working_days(day, -1)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative if `end` is earlier."""
        return self._upto[self._at(end)] - self._upto[self._at(start)]

    def specials(self, first: date, last: date) -> list[Special]:
        """The days of a stretch (both ends inside) that a notice speaks of, in order; none outside the years."""
        days = self._special_days
        inside = days[bisect_left(days, first.toordinal()) : bisect_right(days, last.toordinal())]
        return [self._specials[day] for day in inside]

    def announces(self, day: date) -> bool:
        """Is the year of this day known?"""
        return self.first_year <= day.year <= self.announced_until.year

    def _at(self, day: date) -> int:
        at = day.toordinal() - self._first
        if not 0 <= at < len(self._upto):
            raise _unknown_year(self, day.year)
        return at


def _unknown_year(calendar: Calendar, year: int) -> NotAnnounced:
    until = zh_date(calendar.announced_until)
    return NotAnnounced(
        f"工作日历 {calendar.id} 没有{year}年的放假安排（已有{calendar.first_year}年至{until}）。"
        f"请在日历目录补上 {year}.yaml，并注明放假通知"
    )


def _digest(id: str, years: range, specials: Sequence[Special], seasons: Sequence[Season]) -> str:
    """SHA-256 of the facts in one canonical form: UTF-8 JSON, no spaces, notices and days in their order."""
    facts = {
        "calendar": id,
        "years": [years[0], years[-1]],
        "days": [[s.day.isoformat(), s.kind, s.name, s.notice.title, s.notice.number or ""] for s in specials],
        "seasons": [
            [s.name, s.off.literal, s.weekdays_off, s.worked.literal, s.weekend_days_worked, *map(str, s.always)]
            for s in seasons
        ],
    }
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
