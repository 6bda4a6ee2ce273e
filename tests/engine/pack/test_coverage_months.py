"""每年10月份前 is a limit in the year: the last day of September carries it, and nothing else does."""

from __future__ import annotations

import pytest

from chengzhang.engine.pack.coverage.atoms import Atom
from chengzhang.engine.pack.coverage.numbers import stands_in
from chengzhang.engine.pack.inventory import Number
from chengzhang.engine.rules.ast import Mark
from chengzhang.engine.values import MonthDay, Months


def number(value: str, op: str, written: str) -> Number:
    return Number((value,), "月", op, "截止", written, False, Mark("inventory.yaml", 1))


@pytest.mark.parametrize(
    ("wanted", "atom", "stands"),
    [
        (number("10", "<", "每年10月份前"), Atom(MonthDay.parse("09-30"), "<="), True),
        (number("10", "<", "每年10月份前"), Atom(MonthDay.parse("10-31"), "<="), False),
        (number("10", "<", "每年10月份前"), Atom(Months(10), "<"), False),
        (number("10", "<=", "每年10月份底前"), Atom(MonthDay.parse("10-31"), "<="), True),
        (number("3", "<", "每年3月份前"), Atom(MonthDay.parse("02-28"), "<="), True),
        (number("10", "<=", "10个月内"), Atom(Months(10), "<="), True),
    ],
)
def test_a_month_of_the_year_is_no_number_of_months(wanted: Number, atom: Atom, stands: bool) -> None:
    assert stands_in(wanted, [atom], "") is stands
