"""Days as numbers, the civil way, as terms: months, years, windows and working days (民法典 201 to 203).

Years run from March, so that the leap day is their last; one in four has it from March 1900 to February 2100.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from chengzhang.engine.clock import Calendar
from chengzhang.engine.proof.symbols import Beyond, Bool, Int, both, either, one_if, when
from chengzhang.engine.values import Days, MonthDay, Months, Period, Window, WorkingDays

FIRST, LAST = date(2007, 1, 1), date(2040, 12, 31)  # every day of a case lies between them
_MARCH_1900 = date(1900, 3, 1).toordinal()


class Almanac:
    """Makes terms for dates. `fresh` gives a new integer variable, `assume` takes a side condition."""

    def __init__(self, fresh: Callable[[str], Any], assume: Callable[[Bool], None], calendar: Calendar | None) -> None:
        self.fresh, self.assume, self.calendar = fresh, assume, calendar
        self._months: dict[Any, Any] = {}
        self._years: dict[Any, Any] = {}
        self._worked: _Worked | None = None

    # -------------------------------------------------------------- months and years

    def month_start(self, month: Int) -> Int:
        """The first day of the n-th month since March 1900."""
        year, of_year = _div(month, 12), _mod(month, 12)
        return _MARCH_1900 + 365 * year + _div(year, 4) + _div(153 * of_year + 2, 5)

    def month(self, day: Int) -> Int:
        """The month a day lies in."""
        if isinstance(day, int):
            on = date.fromordinal(day)
            return month_of(on.year, on.month)
        key = day.get_id()
        if key not in self._months:
            month = self.fresh("month")
            self.assume(both(self.month_start(month) <= day, day < self.month_start(month + 1)))
            self.assume(both(month >= month_of(2000, 1), month <= month_of(2060, 1)))
            self._months[key] = (month, day)  # kept with its term, whose id would else be given away
        return self._months[key][0]

    def add_months(self, day: Int, n: Int) -> Int:
        month = self.month(day)
        into = day - self.month_start(month)
        there, after = self.month_start(month + n), self.month_start(month + n + 1)
        last = after - there - 1
        return there + when(into <= last, into, last)

    def year(self, day: Int) -> Int:
        if isinstance(day, int):
            return date.fromordinal(day).year
        key = day.get_id()
        if key not in self._years:
            year = self.fresh("year")
            self.assume(both(self.day_of(MonthDay(1, 1), year) <= day, day < self.day_of(MonthDay(1, 1), year + 1)))
            self._years[key] = (year, day)
        return self._years[key][0]

    def day_of(self, anchor: MonthDay, year: Int) -> Int:
        """A month-day of a year."""
        if isinstance(year, int):
            return anchor.of(year).toordinal()
        month = (year - 1900) * 12 + anchor.month - 3
        start = self.month_start(month)
        if (anchor.month, anchor.day) != (2, 29):
            return start + anchor.day - 1
        return self.month_start(month + 1) - 1

    def year_end(self, year: Int) -> Int:
        return self.day_of(MonthDay(12, 31), year)

    def anchored(self, anchor: MonthDay | Window, year: Int) -> Int:
        """That day of the year; of a window, its last day."""
        if isinstance(anchor, MonthDay):
            return self.day_of(anchor, year)
        return self.day_of(anchor.last, year + 1 if anchor.wraps else year)

    def within(self, day: Int, window: Window) -> Bool:
        year = self.year(day)
        opened = (year - 1, year) if window.wraps else (year,)
        return either(*(both(self.day_of(window.first, y) <= day, day <= self.anchored(window, y)) for y in opened))

    def months_between(self, first: Int, last: Int) -> Int:
        """The most whole months that are over on `last`; negative if it comes before."""
        return when(first <= last, self._whole_months(first, last), -self._whole_months(last, first))

    def _whole_months(self, first: Int, last: Int) -> Int:
        months = self.month(last) - self.month(first)
        return months - one_if(self.add_months(first, months) > last)

    # -------------------------------------------------------------- periods

    def moved(self, day: Int, period: Period, sign: int = 1) -> Int:
        """A day moved by a period, never rolled."""
        n = period.n * sign
        match period:
            case Days():
                return day + n
            case Months() if abs(n) <= 240:
                return self.add_months(day, n)
            case WorkingDays():
                return self.add_working_days(day, n)
        raise Beyond(f"期间“{period.literal}”太长")

    def add_working_days(self, day: Int, n: Int) -> Int:
        worked = self.worked()
        if isinstance(n, int):
            self.assume(worked.inside(day))
            return worked.after(day, n)
        found = self.fresh("working_day")
        want = worked.upto(day) + n
        self.assume(both(worked.inside(day), worked.inside(found), worked.upto(found) == want))
        self.assume(worked.upto(found - 1) == want - 1)
        return found

    def working_days_between(self, first: Int, last: Int) -> Int:
        worked = self.worked()
        self.assume(both(worked.inside(first), worked.inside(last)))
        forth, back = worked.upto(last) - worked.upto(first), worked.upto(first - 1) - worked.upto(last - 1)
        return when(first <= last, forth, -back)

    def worked(self) -> _Worked:
        if self.calendar is None:
            raise Beyond("没有工作日历")
        if self._worked is None:
            self._worked = _Worked(self.calendar)
        return self._worked


class _Worked:
    """Working days up to a day: five a week, corrected by what the notices say; the last three announced years."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.moves: dict[int, list[tuple[int, int]]] = {}
        first = date(max(calendar.announced_until.year - 2, calendar.first_year), 1, 1)
        self.first, self.last = first + timedelta(days=7), calendar.announced_until - timedelta(days=7)
        self.monday = first - timedelta(days=first.weekday())
        self.steps: list[tuple[int, int]] = [(0, 0)]  # (from this day on, correction)
        offset, day = 0, self.monday
        while day <= calendar.announced_until:
            usual = day.weekday() < 5
            worked = calendar.is_working(day) if calendar.announces(day) else usual
            if worked is not usual:
                offset += 1 if worked else -1
                self.steps.append((day.toordinal(), offset))
            day += timedelta(days=1)

    def inside(self, day: Int) -> Bool:
        return both(day >= self.first.toordinal(), day <= self.last.toordinal())

    def after(self, day: Int, n: int) -> Int:
        """The n-th working day after a day (before it, if n is negative), looked up for every day there is."""
        if n not in self.moves:
            found: list[tuple[int, int]] = []
            for at in range(self.first.toordinal(), self.last.toordinal() + 1):
                try:
                    move = self.calendar.add_working_days(date.fromordinal(at), n).toordinal() - at
                except LookupError:
                    continue
                if not found or found[-1][1] != move:
                    found.append((at, move))
            self.moves[n] = found
        return day + _stepped(day, self.moves[n], 0, len(self.moves[n]))

    def upto(self, day: Int) -> Int:
        since = day - self.monday.toordinal()
        of_week = _mod(since, 7)
        return 5 * _div(since, 7) + when(of_week < 4, of_week + 1, 5) + _stepped(day, self.steps, 0, len(self.steps))


def month_of(year: int, month: int) -> int:
    """The month as `Almanac.month` numbers it."""
    return (year - 1900) * 12 + month - 3


def _stepped(day: Int, steps: list[tuple[int, int]], low: int, high: int) -> Int:
    """What holds on a day: a balanced tree of cases over the days from which on something else holds."""
    if high - low == 1:
        return steps[low][1]
    middle = (low + high) // 2
    before, after = _stepped(day, steps, low, middle), _stepped(day, steps, middle, high)
    return when(day < steps[middle][0], before, after)


def _div(a: Int, b: int) -> Int:
    return a // b if isinstance(a, int) else a / b


def _mod(a: Int, b: int) -> Int:
    return a % b
