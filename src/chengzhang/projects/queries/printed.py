"""A paper that an act printed, as it was made then."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from chengzhang.foundation.people.actor import Actor

from ..models import Handed
from ..refusal import NotFound
from .office import office
from .pages import PrintedPaper
from .project import project
from .rows import PaperGroup


def printed(actor: Actor, code: str | None, number: int, of: str = "") -> PrintedPaper:
    """The paper in the file of a project, or of a matter of the office (`of`), that this actor may see."""
    groups: tuple[PaperGroup, ...] = project(actor, code).papers if code else office(actor, of).papers
    if not any(line.id == number and line.printed for group in groups for line in group.papers):
        raise NotFound("材料")
    one = Handed.objects.get(id=number)
    told: dict[str, Any] = json.loads(one.content)
    for part in told["parts"]:
        part["on"] = date.fromisoformat(part["on"])
    return PrintedPaper(
        id=one.pk,
        zh=told["zh"],
        act=told["act"],
        on=date.fromisoformat(told["on"]),
        decision=told["decision"],
        by=told["by"],
        head=told["head"],
        sections=told["sections"],
        parts=told["parts"],
        members=told["members"],
        cite=told["cite"],
        digest=one.digest,
        replaced=one.replaced,
    )
