"""Dates as text: the ISO literal in, Chinese words out."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from chengzhang.engine.values.year import FIRST, LAST

_SHAPE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def parse_date(text: str) -> date:
    """The day of `2021-08-06`; ValueError in Chinese, saying what to write, for anything else.

    >>> parse_date("2024-02-29")
    datetime.date(2024, 2, 29)
    >>> parse_date("2023-02-29")
    Traceback (most recent call last):
    ValueError: 2023年2月没有29日，最后一天是28日。请核对后写成 2023-02-28 这样的日期
    """
    found = _SHAPE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text}”不是日期。请写成 2021-08-06 这样的年-月-日")
    year, month, day = (int(part) for part in found.groups())
    if not FIRST <= year <= LAST:
        raise ValueError(f"日期“{text}”的年份不在{FIRST}至{LAST}之间，请核对")
    if not 1 <= month <= 12:
        raise ValueError(f"日期“{text}”没有{month}月。月份写 01 至 12")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise ValueError(
            f"{year}年{month}月没有{day}日，最后一天是{last}日。请核对后写成 {year}-{month:02d}-{last} 这样的日期"
        )
    return date(year, month, day)


def zh_date(day: date, after: date | None = None) -> str:
    """`2026年7月31日`; leaves out the year and month that `after`, said just before, has already named.

    >>> zh_date(date(2023, 10, 7)), zh_date(date(2023, 10, 8), after=date(2023, 10, 7))
    ('2023年10月7日', '8日')
    """
    if after and (after.year, after.month) == (day.year, day.month):
        return f"{day.day}日"
    if after and after.year == day.year:
        return f"{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def zh_range(first: date, last: date, after: date | None = None) -> str:
    """`2023年9月29日至10月6日`; a single day is said once."""
    head = zh_date(first, after)
    return head if first == last else f"{head}至{zh_date(last, first)}"


def zh_days(days: Sequence[date], after: date | None = None) -> str:
    """`10月7日、8日`: several days, each as short as it can be said."""
    words = []
    for day in days:
        words.append(zh_date(day, after))
        after = day
    return "、".join(words)
