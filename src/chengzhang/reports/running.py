"""Every running project of a place as a case, some hundreds at a time, so that memory stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chengzhang.engine.case import Subject
from chengzhang.engine.pack.model import Pack
from chengzhang.projects import facts
from chengzhang.projects.facts import ProjectRow
from chengzhang.projects.models import Project

CHUNK = 250


@dataclass(frozen=True, slots=True)
class Running:
    """A project under way. Rows that rules count over other projects are not loaded."""

    project: ProjectRow
    home: Subject


def count(pack: str) -> int:
    """How many projects of a place are under way."""
    return Project.objects.filter(pack=pack, closed=False).count()


def running(pack: Pack, authority: int | None, limit: int | None = None, after: int = 0) -> Iterator[Running]:
    """Each project under way, oldest first; those that come `after` a project's id."""
    last, left = after, limit
    while left is None or left > 0:
        size = CHUNK if left is None else min(CHUNK, left)
        wanted = Project.objects.filter(pack=pack.id, closed=False, id__gt=last).order_by("id")
        ids = list(wanted.values_list("id", flat=True)[:size])
        if not ids:
            return
        found = facts.fetch_ids(ids)
        above = facts.fetch_above(pack.id, {project.organisation_id for project, _ in found}, authority)
        for one in found:
            unit = one[0].organisation_id
            mine = [row for row in above if row[2] in (unit, authority)]
            case = facts.build(pack, [one], mine, (), authority)
            if case.home is not None:
                yield Running(one[0], case.home)
        last, left = ids[-1], None if left is None else left - len(ids)
