"""Keeps the register in step with the acts on assets."""

from __future__ import annotations

from datetime import date

from chengzhang.engine.values import Money
from chengzhang.projects.registry import Happened, on_subject

from .models import Asset


@on_subject("asset")
def enter(happened: Happened) -> None:
    """An asset stands in the register from the act that registers it, with its place and keeper as last told."""
    row, facts = happened.row, happened.row.node.facts
    registered_on = facts.get("registered_on")
    if row.project_id is None or not isinstance(registered_on, date):
        return
    cost = facts.get("cost")
    Asset.objects.update_or_create(
        subject_id=row.id,
        defaults={
            "project_id": row.project_id,
            "name": str(facts.get("name", "")) or "—",
            "cost": cost.fen if isinstance(cost, Money) else None,
            "registered_on": registered_on,
            "custodian": str(facts.get("custodian", "")),
            "location": str(facts.get("location", "")),
            "state": row.node.state,
        },
    )
