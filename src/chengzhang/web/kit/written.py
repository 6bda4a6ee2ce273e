"""How days, money and numbers are written in official Chinese."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from chengzhang.engine.values.money import Money

DIGITS = "〇一二三四五六七八九"
WEEKDAYS = "一二三四五六日"


def day(on: date | None, today: date | None = None) -> str:
    """`2026年7月31日`; the year drops inside `today`'s year. Empty for no date."""
    if on is None:
        return ""
    if isinstance(on, datetime):
        on = on.date()
    short = f"{on.month}月{on.day}日"
    return short if today is not None and on.year == today.year else f"{on.year}年{short}"


def weekday(on: date, prefix: str = "周") -> str:
    return prefix + WEEKDAYS[on.weekday()]


def moment(at: datetime, today: date | None = None) -> str:
    """`7月14日 10:06`, in the time zone the value carries."""
    return f"{day(at.date(), today)} {at:%H:%M}"


def numeral(number: int) -> str:
    """1 to 99 in Chinese numerals: 九, 十二, 二十三."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")


def wan(amount: Any) -> str:
    """万元 with two decimals of a Money or of whole fen: `1,135.00`. Exact figures belong in the title (`yuan`)."""
    return Money(int(amount)).wan


def yuan(amount: Any) -> str:
    return f"{Money(int(amount)).yuan} 元"
