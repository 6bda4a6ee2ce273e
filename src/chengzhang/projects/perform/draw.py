"""Draws persons from a pool for a project, so that an outsider can run the draw again.

The seed is the digest of the ledger's last entry before the draw: nobody chose it, and it stands in the ledger. The
order is that of SM3(seed, expert id); those of the organisations kept apart are left out before.
"""

from __future__ import annotations

from collections.abc import Sequence

from chengzhang.engine.pack.model import Role
from chengzhang.foundation.ledger.append import append
from chengzhang.foundation.models import Expert, LedgerHead
from chengzhang.foundation.people import experts

from ..models import Party
from ..opening import Target
from .due import holder_id


def order(seed: str, ids: Sequence[int]) -> list[int]:
    """The ids in the order in which they are drawn. Anybody can compute it from the ledger's entry."""
    from .record import digest

    return sorted(ids, key=lambda one: (digest(f"{seed}:{one}"), one))


def draw(target: Target, role: Role, number: int) -> list[Expert]:
    """Draw as many as a pool's role still lacks in the project; those newly drawn (fewer where the pool is small)."""
    project, row = target.matter.case.project, target.row
    if project is None:
        return []
    known = Party.objects.filter(project_id=project.id, role=role.id, person__isnull=False)
    drawn = set(known.values_list("person_id", flat=True))
    lacking = number - len(drawn)
    if lacking <= 0:
        return []
    apart = {found for name in role.apart_from if (found := _apart(target, name)) is not None}
    pool = {
        one.pk: one
        for one in experts.pool(apart_from=frozenset(apart))
        if one.person_id is not None and one.person_id not in drawn
    }
    seed = LedgerHead.objects.values_list("digest", flat=True).get(id=1)
    chosen = [pool[one] for one in order(seed, list(pool))[:lacking]]
    for one in chosen:
        Party.objects.get_or_create(project_id=project.id, role=role.id, person=one.person, organisation=None)
    append(
        target.matter.actor,
        "expert.draw",
        outcome="drawn",
        body={
            "role": role.id,
            "action": target.action.id,
            "seed": seed,
            "apart": sorted(apart),
            "pool": sorted(pool),
            "drawn": [one.pk for one in chosen],
        },
        for_organisation_id=project.organisation_id,
        project_id=project.id,
        subject_id=row.id if row else None,
    )
    return chosen


def _apart(target: Target, name: str) -> int | None:
    """The organisation that a role's `apart_from` means: the project's unit, or the holder of a role."""
    project = target.matter.case.project
    if name == "unit":
        return project.organisation_id if project else None
    return holder_id(target.matter.hall, name)
