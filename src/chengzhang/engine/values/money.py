"""Money: a whole number of fen (分). There is no float and no amount without a unit anywhere in the engine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NoReturn, Self

_FEN_OF_UNIT = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
_SHAPE = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?\s*(亿元|万元|元)")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_LIMIT = 10**17  # fen, that is 10^15 元: more than the country's yearly product, surely a slip of the keyboard
_WAN = _FEN_OF_UNIT["万元"]
_HOW = "请写成 500万元、4999999.99元 或 0.5亿元 这样的金额"


class Money(int):
    """An exact amount in fen. Compares like a whole number; adds and subtracts only with other money.

    Python asks a float on the left of `+` first, so `1.0 + money` is a float; it can't become money again.

    >>> Money.parse("500万元") >= Money.parse("4999999.99元")
    True
    >>> (Money.parse("1元") + Money.parse("0.5元")).literal
    '1.50元'
    >>> Money.parse("1元") + 1
    Traceback (most recent call last):
    TypeError: 金额只能与金额相加减：Money 和 int
    """

    __slots__ = ()

    def __new__(cls, fen: int = 0) -> Self:
        """`fen` is a whole number; anything else is a TypeError, more than 10^15 元 a ValueError."""
        if type(fen) is not int and not isinstance(fen, Money):
            raise TypeError(f"金额以分计，只能是整数：{fen!r}")
        if not -_LIMIT <= fen <= _LIMIT:
            raise ValueError(f"金额超过一千万亿元，请核对单位：{int(fen) // 100}元")
        return int.__new__(cls, fen)

    @classmethod
    def parse(cls, text: str) -> Money:
        """The amount that a literal names; ValueError (in Chinese, with what to write) if it names none.

        >>> Money.parse("0.5亿元").fen
        5000000000
        """
        found = _SHAPE.fullmatch(text.strip())
        if not found:
            if _NUMBER.fullmatch(text.strip()):
                raise ValueError(f"金额“{text}”没有单位。请写明元、万元或亿元，如 500万元")
            raise ValueError(f"“{text}”不是金额。{_HOW}")
        sign, whole, decimals, unit = found.groups(default="")
        fen, rest = divmod(int(whole + decimals) * _FEN_OF_UNIT[unit], 10 ** len(decimals))
        if rest:
            raise ValueError(f"金额“{text}”不足一分。金额最小到分，折合元时最多两位小数")
        return cls(-fen if sign else fen)

    @classmethod
    def sum(cls, amounts: Iterable[Money]) -> Money:
        """The sum of any iterable of money; 0 元 if there is none."""
        total = 0
        for amount in amounts:
            if not isinstance(amount, Money):
                raise TypeError(f"只能对金额求和：{amount!r}")
            total += amount.fen
        return cls(total)

    @property
    def fen(self) -> int:
        """The plain whole number of fen, for storage."""
        return int(self)

    @property
    def literal(self) -> str:
        """Canonical text, exact both ways: 万元 from 1万元 on where two decimals say it, else 元.

        >>> [Money.parse(t).literal for t in ("0.5亿元", "6205000元", "4999999.99元", "10元")]
        ['5000万元', '620.5万元', '4999999.99元', '10元']
        """
        fen, sign = abs(int(self)), "-" if self < 0 else ""
        if fen >= _WAN and fen % (_WAN // 100) == 0:
            whole, cents = divmod(fen // (_WAN // 100), 100)
            return f"{sign}{whole}.{cents:02d}".rstrip("0").rstrip(".") + "万元" if cents else f"{sign}{whole}万元"
        whole, cents = divmod(fen, 100)
        return f"{sign}{whole}.{cents:02d}元" if cents else f"{sign}{whole}元"

    @property
    def wan(self) -> str:
        """万元 with two decimals, rounded half up; for display only, never to compute with.

        >>> Money.parse("620万元").wan, Money.parse("4999999.99元").wan
        ('620.00', '500.00')
        """
        cents = (abs(int(self)) + _WAN // 200) // (_WAN // 100)
        return f"{'-' if self < 0 and cents else ''}{cents // 100:,}.{cents % 100:02d}"

    @property
    def yuan(self) -> str:
        """元 with two decimals and thousands separators; exact.

        >>> Money.parse("620万元").yuan
        '6,200,000.00'
        """
        whole, cents = divmod(abs(int(self)), 100)
        return f"{'-' if self < 0 else ''}{whole:,}.{cents:02d}"

    @property
    def zh(self) -> str:
        """Exact words for a sentence: two decimals of 万元 where they say it exactly, else 元.

        >>> Money.parse("500万元").zh, Money.parse("4999999.99元").zh
        ('500.00万元', '4,999,999.99元')
        """
        exact = abs(int(self)) >= _WAN and int(self) % (_WAN // 100) == 0
        return f"{self.wan}万元" if exact else f"{self.yuan}元"

    def __add__(self, other: int) -> Money:
        return Money(int(self) + self._fen_of(other))

    def __sub__(self, other: int) -> Money:
        return Money(int(self) - self._fen_of(other))

    def __radd__(self, other: int) -> Money:
        return Money(self._fen_of(other) + int(self))

    def __rsub__(self, other: int) -> Money:
        return Money(self._fen_of(other) - int(self))

    def __mul__(self, other: int) -> Money:
        if type(other) is not int:
            raise TypeError(f"金额只能乘以整数：{type(other).__name__}")
        return Money(int(self) * other)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-int(self))

    def __pos__(self) -> Money:
        return self

    def __abs__(self) -> Money:
        return Money(abs(int(self)))

    def __repr__(self) -> str:
        return f"Money.parse('{self.literal}')"

    def __str__(self) -> str:
        return self.literal

    def __format__(self, spec: str) -> str:
        if spec:
            raise TypeError("金额不按数字格式输出，请用 .wan、.yuan 或 .literal")
        return self.literal

    def _fen_of(self, other: object) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"金额只能与金额相加减：Money 和 {type(other).__name__}")
        return int(other)

    def _refused(self, *_: object) -> NoReturn:
        raise TypeError("金额没有这种运算：只有加、减、取负、绝对值和乘整数；占比用 share()")

    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _refused
    __divmod__ = __rdivmod__ = __pow__ = __rpow__ = __float__ = __round__ = _refused
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __invert__ = _refused
    __lshift__ = __rlshift__ = __rshift__ = __rrshift__ = _refused
