"""Mirrors the vocabulary's amounts into the book of funds, whatever a place calls its states."""

from __future__ import annotations

from django.db.models import F, Sum

from chengzhang.engine.values import Money
from chengzhang.projects.registry import Happened, on_fact

from .models import FundBalance, FundEntry

# subject kind -> (kind of entry, fact with the amount, fact that must be there for it to count)
_BOOKED = {
    "plan_line": (("budget", "budget", "approved_on"), ("recalled", "recalled_amount", "recalled_amount")),
    "contract": (("committed", "amount", "signed_on"),),
    "payment": (("paid", "amount", "paid_on"),),
    "settlement": (("returned", "refunded_amount", "refunded_amount"),),
}


@on_fact(
    "plan_line.budget",
    "plan_line.approved_on",
    "plan_line.recalled_amount",
    "contract.amount",
    "contract.signed_on",
    "payment.amount",
    "payment.paid_on",
    "settlement.refunded_amount",
)
def book(happened: Happened) -> None:
    """Enter what the subject's amounts now differ by from what is booked for it."""
    row = happened.row
    if row.project_id is None:
        return
    for kind, key, counts_when in _BOOKED.get(row.kind, ()):
        value = row.node.facts.get(key)
        amount = int(value) if isinstance(value, Money) and counts_when in row.node.facts else 0
        entered = FundEntry.objects.filter(subject_id=row.id, kind=kind).aggregate(total=Sum("amount"))["total"] or 0
        if amount == entered:
            continue
        FundEntry.objects.create(
            project_id=row.project_id,
            subject_id=row.id,
            decision_id=happened.decision,
            kind=kind,
            amount=amount - entered,
            on=happened.on,
        )
        FundBalance.objects.get_or_create(project_id=row.project_id)
        FundBalance.objects.filter(project_id=row.project_id).update(**{kind: F(kind) + amount - entered})
