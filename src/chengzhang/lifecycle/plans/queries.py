"""The lines of a year's plan, from the vocabulary's facts of plan lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chengzhang.engine.values import Money
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import stored
from chengzhang.projects.models import Project, Subject
from chengzhang.projects.queries.lines import packs_on
from chengzhang.projects.sight import visible


@dataclass(frozen=True, slots=True)
class PlanLine:
    project: str
    title: str
    unit: str
    volume: str
    budget: Money
    approved_on: date | None


@dataclass(frozen=True, slots=True)
class YearPlan:
    """A year's lines by volume, each volume with its sum."""

    year: int
    volumes: dict[str, tuple[PlanLine, ...]]
    sums: dict[str, Money]


def plan_of(actor: Actor, year: int, today: date) -> YearPlan:
    """The plan of a year as far as the actor may see its projects."""
    seen = Project.objects.filter(visible(actor, packs_on(today)))
    rows = Subject.objects.filter(kind="plan_line", project__in=seen).select_related("project__organisation")
    volumes: dict[str, list[PlanLine]] = {}
    for row in rows:
        facts = stored.loads(row.facts)
        if row.project is None or facts.get("year") != year or not isinstance(facts.get("budget"), Money):
            continue
        project = row.project
        line = PlanLine(
            project.code,
            project.title,
            project.organisation.short,
            str(facts.get("volume", "")),
            facts["budget"],
            facts.get("approved_on"),
        )
        volumes.setdefault(line.volume, []).append(line)
    return YearPlan(
        year,
        {volume: tuple(lines) for volume, lines in sorted(volumes.items())},
        {volume: Money.sum([line.budget for line in lines]) for volume, lines in sorted(volumes.items())},
    )
