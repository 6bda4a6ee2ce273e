"""A matter of the office or of a unit: a review session, a bundle, an annual plan, its members, what can be done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import queries

from .. import links, office
from ..kit.scroll import Scroll
from ..page import draw, page
from . import project as of_project


@page
def matter(request: HttpRequest, actor: Actor, of: str) -> HttpResponse:
    found = queries.office(actor, of)
    pack = office.pack_of(found.pack.id, found.pack.release)
    today, days = office.today(), office.days()
    context = {
        "subject": found.subject,
        "acts": of_project.act_groups(found.options, pack, None),
        "members": [(m, links.project(m.project)) for m in found.members],
        "due": [of_project.due_row(line, today, days) for line in found.duties],
        "events": [of_project.event(line) for line in found.timeline],
        "papers": [of_project.paper_group(group, None) for group in found.papers],
    }
    return draw(request, actor, "web/matter.html", context, scroll=Scroll((pack,), docked=True), here="desk")
