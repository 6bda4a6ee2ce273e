"""A matter of the office or of a unit: a review session, a bundle, an annual plan, its members, what can be done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from chengzhang.engine.rules.states import state_zh
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import queries

from .. import links, office
from ..kit.scroll import Scroll
from ..page import draw, page
from . import project as of_project
from . import project_file


@page
def matter(request: HttpRequest, actor: Actor, of: str) -> HttpResponse:
    found = queries.office(actor, of)
    pack = office.pack_of(found.pack.id, found.pack.release)
    today, days = office.today(), office.days()
    kind = pack.subject_types[found.subject.kind].members or ""
    context = {
        "subject": found.subject,
        "acts": of_project.act_groups(found.options, pack, None, frozenset()),
        "members": [
            (m, links.project(m.project), state_zh(pack, kind, m.state))
            for m in found.members
            if m.chosen or m.left_out
        ],
        "due": [of_project.due_row(line, today, days) for line in found.duties],
        "events": [project_file.event(line) for line in found.timeline],
        "papers": [project_file.paper_group(group, None) for group in found.papers],
    }
    return draw(request, actor, "web/matter.html", context, scroll=Scroll((pack,), docked=True), here="matters")


@page
def matters(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every matter of the office and of the actor's unit, and what may be begun."""
    lines, options = queries.office_list(actor)
    pack = office.pack_in_force(actor, office.today())
    context = {
        "matters": [(line, links.matter(None, line.id)) for line in lines],
        "acts": of_project.act_groups(options, pack, None, frozenset()) if pack else [],
    }
    return draw(request, actor, "web/matters.html", context, scroll=Scroll((pack,) if pack else ()), here="matters")
