"""Ratios: exact fractions. A share is compared as a fraction, never as a rounded percentage."""

from __future__ import annotations

import re
from fractions import Fraction

from chengzhang.engine.values.money import Money

Ratio = Fraction

_PERCENT = re.compile(r"(-?[0-9]+)(?:\.([0-9]+))?%")
_PART = re.compile(r"(-?[0-9]+)/([0-9]+)")


def parse_ratio(text: str) -> Fraction:
    """The exact ratio of `10%`, `12.5%` or `3/5`; ValueError in Chinese otherwise.

    >>> parse_ratio("10%"), parse_ratio("3/5")
    (Fraction(1, 10), Fraction(3, 5))
    """
    if found := _PERCENT.fullmatch(text.strip()):
        decimals = found[2] or ""
        return Fraction(int(found[1] + decimals), 100 * 10 ** len(decimals))
    if found := _PART.fullmatch(text.strip()):
        if int(found[2]) == 0:
            raise ValueError(f"比例“{text}”的分母是零。请写成 10% 或 3/5")
        return Fraction(int(found[1]), int(found[2]))
    raise ValueError(f"“{text}”不是比例。请写成 10% 或 3/5")


def format_ratio(ratio: Fraction) -> str:
    """Canonical text that parses back to the same fraction: a percentage where it ends, else a fraction.

    >>> format_ratio(Fraction(1, 8)), format_ratio(Fraction(2, 3))
    ('12.5%', '2/3')
    """
    percent = ratio * 100
    rest = percent.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{ratio.numerator}/{ratio.denominator}"
    decimals = max(twos, fives)
    digits = abs(percent.numerator) * 10**decimals // percent.denominator
    whole, part = divmod(digits, 10**decimals)
    sign = "-" if ratio < 0 else ""
    return f"{sign}{whole}.{part:0{decimals}d}%" if decimals else f"{sign}{whole}%"


def share(part: int, whole: int) -> Fraction | None:
    """`part / whole` exactly, for two amounts of money or two counts; None if `whole` is zero (no share exists).

    >>> share(Money.parse("201万元"), Money.parse("2010万元")) <= parse_ratio("10%")
    True
    """
    if isinstance(part, Money) is not isinstance(whole, Money):
        raise TypeError("占比的两边要同为金额或同为数目")
    return Fraction(int(part), int(whole)) if whole else None
