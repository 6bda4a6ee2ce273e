"""Periods of time: calendar days, working days, months. Three kinds that are never mixed, compared or converted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self

_SHAPE = re.compile(r"(-?)([0-9]+) (day|working_day|week|month|year)s?")
_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class _Period:
    """`n` units; negative counts backwards. Ordered only among periods of its own kind (else TypeError)."""

    n: int
    unit: ClassVar[str]

    def __post_init__(self) -> None:
        if type(self.n) is not int:
            raise TypeError(f"期间的数目只能是整数：{self.n!r}")
        if abs(self.n) > _LIMIT:
            raise ValueError(f"期间“{self.n}”太长，请核对")

    def __neg__(self) -> Self:
        return type(self)(-self.n)

    def times(self, k: int) -> Self:
        """`k` of these periods one after the other."""
        return type(self)(self.n * k)

    def _same(self, other: object) -> int:
        if type(other) is not type(self):
            raise TypeError(f"{type(self).__name__} 与 {type(other).__name__} 不能比较：日、工作日、月各算各的")
        return other.n

    def __lt__(self, other: object) -> bool:
        return self.n < self._same(other)

    def __le__(self, other: object) -> bool:
        return self.n <= self._same(other)

    def __gt__(self, other: object) -> bool:
        return self.n > self._same(other)

    def __ge__(self, other: object) -> bool:
        return self.n >= self._same(other)

    @property
    def literal(self) -> str:
        """Canonical text: `20 working_days`, `1 day`."""
        return f"{self.n} {self.unit}{'' if abs(self.n) == 1 else 's'}"

    def __str__(self) -> str:
        return self.literal


@dataclass(frozen=True, slots=True, order=False)
class Days(_Period):
    """Calendar days (日). Weeks are seven of them."""

    unit: ClassVar[str] = "day"

    @property
    def zh(self) -> str:
        return f"{self.n}日"


@dataclass(frozen=True, slots=True, order=False)
class WorkingDays(_Period):
    """Working days (工作日) of the calendar that the pack names."""

    unit: ClassVar[str] = "working_day"

    @property
    def zh(self) -> str:
        return f"{self.n}个工作日"


@dataclass(frozen=True, slots=True, order=False)
class Months(_Period):
    """Calendar months; a year is twelve of them."""

    unit: ClassVar[str] = "month"

    @property
    def literal(self) -> str:
        if self.n and self.n % 12 == 0:
            years = self.n // 12
            return f"{years} year{'' if abs(years) == 1 else 's'}"
        return f"{self.n} month{'' if abs(self.n) == 1 else 's'}"

    @property
    def zh(self) -> str:
        return f"{self.n // 12}年" if self.n and self.n % 12 == 0 else f"{self.n}个月"


Period = Days | WorkingDays | Months


def parse_period(text: str) -> Period:
    """The period of `20 working_days`, `1 month`, `2 years`, `10 days`, `1 week`; ValueError in Chinese otherwise.

    >>> parse_period("20 working_days").zh, parse_period("1 year"), parse_period("-30 working_days")
    ('20个工作日', Months(n=12), WorkingDays(n=-30))
    >>> Days(30) < Months(1)
    Traceback (most recent call last):
    TypeError: Days 与 Months 不能比较：日、工作日、月各算各的
    """
    found = _SHAPE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text}”不是期间。请写成 20 working_days、10 days、1 month 或 1 year")
    n = int(found[1] + found[2])
    match found[3]:
        case "working_day":
            return WorkingDays(n)
        case "month":
            return Months(n)
        case "year":
            return Months(12 * n)
        case "week":
            return Days(7 * n)
    return Days(n)
