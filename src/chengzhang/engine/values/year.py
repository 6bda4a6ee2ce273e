"""A calendar year, kept apart from a count so that the two can't be printed alike."""

from __future__ import annotations

import re
from typing import Self

FIRST, LAST = 1900, 2199  # outside of these a year is a slip of the keyboard


class Year(int):
    """A year between 1900 and 2199.

    >>> Year.parse("2021").zh, Year(2021).next
    ('2021年', Year(2022))
    """

    __slots__ = ()

    def __new__(cls, year: int) -> Self:
        if type(year) is not int and not isinstance(year, Year):
            raise TypeError(f"年度只能是整数：{year!r}")
        if not FIRST <= year <= LAST:
            raise ValueError(f"年度“{int(year)}”不在{FIRST}至{LAST}之间，请核对")
        return int.__new__(cls, year)

    @classmethod
    def parse(cls, text: str) -> Year:
        """Four digits; ValueError in Chinese otherwise."""
        if not re.fullmatch(r"[0-9]{4}", text.strip()):
            raise ValueError(f"“{text}”不是年度。请写四位数字，如 2021")
        return cls(int(text))

    @property
    def literal(self) -> str:
        return str(int(self))

    @property
    def zh(self) -> str:
        return f"{int(self)}年"

    @property
    def next(self) -> Year:
        return Year(int(self) + 1)

    @property
    def previous(self) -> Year:
        return Year(int(self) - 1)

    def __repr__(self) -> str:
        return f"Year({int(self)})"

    def __str__(self) -> str:
        return self.literal
