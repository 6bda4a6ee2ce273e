"""What may be asked of the book of funds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, Sum

from chengzhang.engine.values import Money
from chengzhang.foundation.ledger.verify import Fault, register
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects.models import Project
from chengzhang.projects.queries.lines import packs_on
from chengzhang.projects.sight import visible

from .models import KINDS, FundBalance, FundEntry


@dataclass(frozen=True, slots=True)
class Entry:
    kind: str
    amount: Money
    on: date
    subject: str
    decision: int


@dataclass(frozen=True, slots=True)
class Funds:
    """A project's money of record. `unpaid` = committed but not paid."""

    budget: Money
    committed: Money
    paid: Money
    returned: Money
    recalled: Money
    entries: tuple[Entry, ...]

    @property
    def unpaid(self) -> Money:
        return self.committed - self.paid


def funds_of(actor: Actor, code: str, today: date) -> Funds | None:
    """The book of a project that the actor may see; None where there is no such project for him."""
    project = Project.objects.filter(visible(actor, packs_on(today)), code=code).first()
    if project is None:
        return None
    balance = FundBalance.objects.filter(project=project).first() or FundBalance(project=project)
    entries = FundEntry.objects.filter(project=project).select_related("subject")
    return Funds(
        budget=Money(balance.budget),
        committed=Money(balance.committed),
        paid=Money(balance.paid),
        returned=Money(balance.returned),
        recalled=Money(balance.recalled),
        entries=tuple(Entry(e.kind, Money(e.amount), e.on, str(e.subject), e.decision_id) for e in entries),
    )


@register
def sums_are_equal() -> Iterator[Fault]:
    """Each balance is the sum of its entries."""
    sums = {kind: Sum("project__fund_entries__amount", filter=Q(project__fund_entries__kind=kind)) for kind in KINDS}
    for row in FundBalance.objects.annotate(**{f"sum_{kind}": one for kind, one in sums.items()}).annotate(
        code=F("project__code")
    ):
        for kind in KINDS:
            if getattr(row, kind) != (getattr(row, f"sum_{kind}") or 0):
                yield Fault("funds_differ", f"项目{row.code}的资金账与明细不符（{kind}）。")
