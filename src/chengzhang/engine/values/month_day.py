"""Days and stretches that come back every year: `07-31`, `07-01..08-31`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    """A day of every year. `02-29` is the last day of February: the 28th where the year has no 29th (民法典 202)."""

    month: int
    day: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"没有{self.month}月。月日写成 07-31 这样")
        if not 1 <= self.day <= _LONGEST[self.month - 1]:
            last = _LONGEST[self.month - 1]
            raise ValueError(f"{self.month}月没有{self.day}日，最后一天写 {self.month:02d}-{last}")

    @classmethod
    def parse(cls, text: str) -> MonthDay:
        """
        >>> MonthDay.parse("07-31").of(2026)
        datetime.date(2026, 7, 31)
        """
        found = _DAY.fullmatch(text.strip())
        if not found:
            raise ValueError(f"“{text}”不是月日。请写成 07-31 这样的月-日")
        return cls(int(found[1]), int(found[2]))

    def of(self, year: int) -> date:
        """This day in `year`."""
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))

    @property
    def literal(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"

    @property
    def zh(self) -> str:
        return f"{self.month}月{self.day}日"

    def __str__(self) -> str:
        return self.literal


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of every year, both ends inside. Where the last day is before the first, it ends in the next year."""

    first: MonthDay
    last: MonthDay

    @classmethod
    def parse(cls, text: str) -> Window:
        """
        >>> Window.parse("07-01..08-31").holds(date(2026, 8, 31))
        True
        >>> Window.parse("11-01..02-29").closes(2026)
        datetime.date(2027, 2, 28)
        """
        first, dots, last = text.strip().partition("..")
        if not dots:
            raise ValueError(f"“{text}”不是时段。请写成 07-01..08-31，首尾两日都在内")
        return cls(MonthDay.parse(first), MonthDay.parse(last))

    @property
    def wraps(self) -> bool:
        return self.last < self.first

    def opens(self, year: int) -> date:
        """The first day of the window that opens in `year`."""
        return self.first.of(year)

    def closes(self, year: int) -> date:
        """The last day of the window that opens in `year` (in the next year if it wraps)."""
        return self.last.of(year + self.wraps)

    def holds(self, day: date) -> bool:
        """Is the day inside a window of its year, or of one opened the year before?"""
        years = (day.year - 1, day.year) if self.wraps else (day.year,)
        return any(self.opens(year) <= day <= self.closes(year) for year in years)

    @property
    def literal(self) -> str:
        return f"{self.first.literal}..{self.last.literal}"

    @property
    def zh(self) -> str:
        return f"每年{self.first.zh}至{'次年' if self.wraps else ''}{self.last.zh}"

    def __str__(self) -> str:
        return self.literal
