"""What may be asked of the data lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chengzhang.foundation.people.actor import Actor
from chengzhang.projects.models import Project
from chengzhang.projects.queries.lines import packs_on
from chengzhang.projects.sight import visible

from .models import ListRow


@dataclass(frozen=True, slots=True)
class Need:
    """A dataset that a project needs from another body, and the projects whose duty list offers it."""

    project: str
    dataset: str
    provider: str
    offered_by: tuple[str, ...]


def lists_of(actor: Actor, code: str, today: date) -> list[ListRow]:
    """The data lists of a project that the actor may see."""
    return list(ListRow.objects.filter(project__in=_seen(actor, today), project__code=code))


def needs(actor: Actor, today: date) -> list[Need]:
    """Every need the actor may see, matched by the dataset's name with what others must share."""
    seen = _seen(actor, today)
    offered: dict[str, list[str]] = {}
    for dataset, code in ListRow.objects.filter(list_kind="duty").values_list("dataset", "project__code"):
        offered.setdefault(dataset.strip(), []).append(code)
    rows = ListRow.objects.filter(list_kind="need", project__in=seen).select_related("project")
    return [
        Need(row.project.code, row.dataset, row.provider, tuple(sorted(set(offered.get(row.dataset.strip(), ())))))
        for row in rows
    ]


def _seen(actor: Actor, today: date) -> list[int]:
    return list(Project.objects.filter(visible(actor, packs_on(today))).values_list("id", flat=True))
