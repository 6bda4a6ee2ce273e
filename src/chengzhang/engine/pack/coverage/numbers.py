"""Whether a number of a clause stands among the atoms of an entry, with its unit and inclusivity."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from chengzhang.engine.pack.coverage.atoms import Atom
from chengzhang.engine.pack.inventory import Number
from chengzhang.engine.values import Days, Money, MonthDay, Months, Window, WorkingDays, parse_literal

MONEY_UNITS = {"元": 1, "万元": 1, "亿元": 1}
COUNT_UNITS = ("家", "份", "类", "项", "部分", "阶段", "人", "方", "件", "名", "张/单位")


def stands_in(number: Number, atoms: Iterable[Atom], words: str) -> bool:
    """Whether a number of a clause is among the atoms with its unit and inclusivity.

    What has no type of the rule language (第72次会议, 双业主) may stand in the entry's own words instead.
    """
    wanted = _wanted(number)
    if wanted is None or any(isinstance(value, tuple) and value[0] == "of" for value in wanted):
        text = number.as_written or f"{number.values[0]}{number.unit}"
        if text in words or f"{number.values[0]}{number.unit}" in words:
            return True
    op = "<=" if _names_a_month(number) else number.op
    return wanted is not None and any(_same(atom, value, op) for atom in atoms for value in wanted)


def _wanted(number: Number) -> list[Any] | None:
    """The values that an atom may have; None where only words can carry the number."""
    text, unit = number.values[0], number.unit
    try:
        if unit in MONEY_UNITS:
            return [Money.parse(f"{text}{unit}")]
        if unit == "%":
            return [Fraction(text) / 100]
        if unit == "月-日":
            spans = len(number.values) == 2
            return [Window.parse("..".join(number.values))] if spans else [MonthDay.parse(text)]
        if unit == "日期":
            return [parse_literal("date", text)]
        if not re.fullmatch(r"[0-9]+", text):
            return None
        if _names_a_month(number):
            return [_last_day(int(text) - (number.op == "<"))]
        return _wanted_whole(int(text), unit)
    except ValueError:
        return None


def _names_a_month(number: Number) -> bool:
    """每年10月份前: a month of the year as a limit, not a number of months."""
    return number.unit == "月" and "月份" in number.as_written and number.op in ("<", "<=")


def _last_day(month: int) -> MonthDay:
    return MonthDay.parse(f"{month:02}-{monthrange(2023, month)[1]}")


def _wanted_whole(n: int, unit: str) -> list[Any] | None:
    match unit:
        case "工作日":
            return [WorkingDays(n)]
        case "日" | "天":
            return [Days(n)]
        case "月" | "个月":
            return [Months(n)]
        case "年":
            return [Months(12 * n), ("year", n)]
        case "次/年" | "次/月" | "次/季":
            interval = {"年": "year", "月": "month", "季": "quarter"}[unit[-1]]
            return [("each", interval)] if n == 1 else None
        case "日/每月":
            return [("day", n)]
        case "字":
            return [("of", n)]
    return [("of", n)] if unit in COUNT_UNITS else None


def _same(atom: Atom, value: Any, op: str) -> bool:
    if type(atom.value) is not type(value) or atom.value != value:
        return False
    exact = isinstance(value, tuple) or op == "=="
    return exact or atom.op == op or (isinstance(value, date) and atom.op == "==")
