"""Draws of experts, read from the ledger and run again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from chengzhang.foundation.models import Expert, LedgerEntry
from chengzhang.projects.perform.draw import order


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw: the seed, the pool it was made from, who came out, and whether a second run gives the same."""

    seq: int
    at: datetime
    role: str
    action: str
    seed: str
    pool: tuple[int, ...]
    drawn: tuple[tuple[int, str], ...]  # expert id, name
    same_again: bool


def draws_of(project_id: int) -> list[Draw]:
    """Every draw for a project, oldest first."""
    found = []
    for entry in LedgerEntry.objects.filter(project_id=project_id, act="expert.draw"):
        told = json.loads(entry.body)
        names = dict(Expert.objects.filter(id__in=told["drawn"]).values_list("id", "name"))
        again = order(told["seed"], told["pool"])[: len(told["drawn"])]
        found.append(
            Draw(
                entry.seq,
                entry.at,
                told["role"],
                told["action"],
                told["seed"],
                tuple(told["pool"]),
                tuple((one, names.get(one, "")) for one in told["drawn"]),
                again == told["drawn"],
            )
        )
    return found
