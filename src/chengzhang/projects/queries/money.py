"""A project's money at a glance, from vocabulary facts: what was planned, bound, paid and returned."""

from __future__ import annotations

from chengzhang.engine.case import Subject
from chengzhang.engine.deciding.places import reach, rows_below
from chengzhang.engine.values import Money

from ..opening import Matter
from .rows import MoneyLine


def money_of(matter: Matter) -> tuple[MoneyLine, ...]:
    """The lines that have an amount. A contract counts once signed, a payment once paid."""
    home = matter.case.home
    if home is None:
        return ()
    estimate = _single(home, "project", "total_estimate")
    approved = _single(home, "approval", "total")
    budget = _single(home, "plan_line", "budget")
    bound = _sum(home, "contract", "amount", "signed_on")
    paid = _sum(home, "payment", "amount", "paid_on")
    returned = _single(home, "settlement", "refunded_amount")
    stated = [("总投资概算", estimate), ("立项批复", approved), ("年度计划批准", budget)]
    planned = next((zh for zh, amount in reversed(stated) if amount is not None), "")
    lines = [MoneyLine(zh, amount, part="planned" if zh == planned else "") for zh, amount in stated]
    lines += [MoneyLine("已签合同", bound, part="committed"), MoneyLine("已支付", paid, part="paid")]
    if bound is not None:
        lines.append(MoneyLine("合同未付", bound - (paid or Money(0))))
    lines.append(MoneyLine("退回结余", returned))
    return tuple(line for line in lines if line.amount is not None)


def _single(home: Subject, kind: str, key: str) -> Money | None:
    holder = home if kind == "project" else reach(home, kind)
    value = holder.facts.get(key) if holder is not None else None
    return value if isinstance(value, Money) else None


def _sum(home: Subject, kind: str, key: str, counts_when: str) -> Money | None:
    amounts = [
        row.facts[key]
        for row in rows_below(home, kind)
        if counts_when in row.facts and isinstance(row.facts.get(key), Money)
    ]
    return Money.sum(amounts) if amounts else None
