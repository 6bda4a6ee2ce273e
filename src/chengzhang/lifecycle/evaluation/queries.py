"""Results of evaluations, from the vocabulary's facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import stored
from chengzhang.projects.models import Project, Subject
from chengzhang.projects.queries.lines import packs_on
from chengzhang.projects.sight import visible


@dataclass(frozen=True, slots=True)
class Result:
    project: str
    title: str
    unit: str
    year: int | None
    score: int | None
    result: str
    concluded_on: date


def results(actor: Actor, today: date, unit: int | None = None) -> list[Result]:
    """Concluded evaluations the actor may see, newest first; `unit` narrows to one organisation's projects."""
    seen = Project.objects.filter(visible(actor, packs_on(today)))
    if unit is not None:
        seen = seen.filter(organisation_id=unit)
    rows = Subject.objects.filter(kind="evaluation", project__in=seen).select_related("project__organisation")
    found = []
    for row in rows:
        facts = stored.loads(row.facts)
        if row.project is None or not isinstance(facts.get("concluded_on"), date):
            continue
        project = row.project
        found.append(
            Result(
                project.code,
                project.title,
                project.organisation.short,
                facts.get("year"),
                facts.get("score"),
                str(facts.get("result", "")),
                facts["concluded_on"],
            )
        )
    return sorted(found, key=lambda one: one.concluded_on, reverse=True)
