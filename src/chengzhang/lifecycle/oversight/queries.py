"""Restrictions on units, and lateness by unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from chengzhang.foundation.models import Organisation
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import stored
from chengzhang.projects.models import Duty, Project, Subject
from chengzhang.projects.queries.lines import packs_on
from chengzhang.projects.sight import reach, visible


@dataclass(frozen=True, slots=True)
class Flag:
    unit: str
    number: int
    state: str
    ground: str
    raised_on: date | None


def flags(actor: Actor, today: date) -> list[Flag]:
    """Restrictions on units: the actor's own unit's, and every unit's for a body that the pack names."""
    named = {pack.id for pack in packs_on(today) if reach(pack, actor.organisation_name).declared}
    rows = Subject.objects.filter(kind="unit_flag").filter(Q(pack__in=named) | Q(organisation_id=actor.organisation_id))
    found = []
    for row in rows.select_related("organisation"):
        facts, events = stored.loads(row.facts), stored.events_from(row.events)
        raised_on = events[0].on if events else None
        found.append(Flag(row.organisation.name, row.number, row.state, str(facts.get("ground", "")), raised_on))
    return found


def late_by_unit(actor: Actor, today: date) -> list[tuple[str, int]]:
    """How many duties of each unit are past their day, over the projects the actor may see; the slowest first."""
    seen = Project.objects.filter(visible(actor, packs_on(today)))
    late = Duty.objects.filter(project__in=seen, status__in=("open", "late"), latest_on__lt=today)
    late = late.exclude(level="advise").exclude(organisation=None)
    counted = dict(late.values_list("organisation").annotate(n=Count("id")))
    names = dict(Organisation.objects.filter(id__in=counted).values_list("id", "short"))
    return sorted(((names[one], n) for one, n in counted.items()), key=lambda pair: (-pair[1], pair[0]))
