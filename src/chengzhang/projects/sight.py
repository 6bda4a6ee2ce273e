"""Who may see a project. What is not granted here is not visible, and looks like "not found".

Seen are: the own unit's projects and those of units below it; everything under a pack whose authority one is, or
that grants a role `reads: all`; what has left the draft, for a body that the pack names as a party; and a project whose
facts made one a party (the contractor, a drawn expert), or a joint act on which one was asked to speak.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from chengzhang.engine.pack.model import Pack
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.people.visibility import visible_organisations

from .facts import ProjectRow
from .models import Party, Wanted

AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one pack lets an organisation see: everything, or what has left the draft."""

    everything: bool
    declared: bool


_known: dict[tuple[str, str], Reach] = {}


def reach(pack: Pack, organisation: str) -> Reach:
    """What the pack's named roles let an organisation of that name see."""
    key = (pack.digest, organisation)
    found = _known.get(key)
    if found is None:
        if len(_known) > 4096:
            _known.clear()
        roles = [r for r in pack.roles.values() if r.holder_kind == "organisation" and r.holder == organisation]
        everything = any(role.id == AUTHORITY or "all" in role.reads for role in roles)
        found = _known[key] = Reach(everything, bool(roles))
    return found


def may_see(actor: Actor | None, project: ProjectRow, pack: Pack) -> bool:
    """Whether the actor may know that this project exists. None is the clock, which sees all."""
    if actor is None or actor.organisation_id == project.organisation_id:
        return True
    far = reach(pack, actor.organisation_name)
    if far.everything or (far.declared and (bool(project.stage) or not pack.stages)):
        return True
    if Party.objects.filter(_party(actor), project_id=project.id).exists():
        return True
    if Wanted.objects.filter(_wanted(actor), joint__project_id=project.id).exists():
        return True
    return project.organisation_id in visible_organisations(actor)


def visible(actor: Actor, packs: list[Pack]) -> Any:
    """The same as a condition on Project, for lists."""
    found: Q | Any = Q(organisation_id__in=visible_organisations(actor))
    for pack in packs:
        far = reach(pack, actor.organisation_name)
        if far.everything or (far.declared and not pack.stages):
            found |= Q(pack=pack.id)
        elif far.declared:
            found |= Q(pack=pack.id) & ~Q(stage="")
    if Party.objects.filter(_party(actor)).exists():
        found |= Exists(Party.objects.filter(_party(actor), project_id=OuterRef("pk")))
    if Wanted.objects.filter(_wanted(actor)).exists():
        found |= Exists(Wanted.objects.filter(_wanted(actor), joint__project_id=OuterRef("pk")))
    return found


def _wanted(actor: Actor) -> Q:
    """Acts that this body was asked to take part in: it sees what it is to speak on, and what it has spoken on."""
    return Q(organisation_id=actor.organisation_id)


def _party(actor: Actor) -> Q:
    return Q(organisation_id=actor.organisation_id, person_id=None) | Q(person_id=actor.person_id)
