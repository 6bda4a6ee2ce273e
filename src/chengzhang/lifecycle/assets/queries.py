"""What may be asked of the register of assets."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from chengzhang.foundation.people.actor import Actor
from chengzhang.projects.models import Project
from chengzhang.projects.queries.lines import packs_on
from chengzhang.projects.sight import visible

from .models import Asset


def register(actor: Actor, today: date) -> QuerySet[Asset]:
    """The assets of every project that the actor may see, newest first; a queryset, to be cut into pages."""
    seen = Project.objects.filter(visible(actor, packs_on(today)))
    return Asset.objects.filter(project__in=seen).select_related("project").order_by("-id")
