"""Approved versions of a project's scope and money, and what changed between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chengzhang.engine.values import Money
from chengzhang.projects import stored
from chengzhang.projects.models import Baseline


@dataclass(frozen=True, slots=True)
class Version:
    """One approved version. `drift` = against the first, `step` = against the one before; None without an amount."""

    number: int
    on: date
    amount: Money | None
    drift: Money | None
    step: Money | None
    changed: tuple[str, ...]  # names of the project's facts that differ from the version before
    decision: int


def versions_of(project_id: int) -> list[Version]:
    """Every version of a project, the original first."""
    found: list[Version] = []
    first: Money | None = None
    before: tuple[Money | None, dict[str, object]] = (None, {})
    for row in Baseline.objects.filter(project_id=project_id).order_by("number"):
        amount = Money(row.amount) if row.amount is not None else None
        facts = stored.loads(row.facts)
        first = first if first is not None else amount
        changed = sorted(k for k in {*facts, *before[1]} if facts.get(k) != before[1].get(k)) if found else []
        found.append(
            Version(
                row.number,
                row.on,
                amount,
                amount - first if amount is not None and first is not None else None,
                amount - before[0] if amount is not None and before[0] is not None else None,
                tuple(changed),
                row.decision_id,
            )
        )
        before = (amount, facts)
    return found
