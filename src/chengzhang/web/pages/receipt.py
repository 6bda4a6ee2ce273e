"""The receipt: one stored decision as it was answered then, with findings and articles, fit to print and replay."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from chengzhang.foundation import clock
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import queries

from .. import links, office
from ..days import announced
from ..kit.clock import clock as clock_of
from ..kit.findings import groups, table_name
from ..kit.listing import Link
from ..kit.outcomes import OUTCOMES
from ..kit.scroll import Scroll
from ..page import draw, page


@page
def decision(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    found = queries.decision(actor, number)
    pack = office.pack_of(found.pack.id, found.pack.release)
    answer = found.decision
    back = Link(found.project.title, links.project(found.project.code)) if found.project else Link("工作台", "/")
    context = {
        "found": found,
        "decision": answer,
        "said": OUTCOMES[answer.outcome],
        "back": back,
        "groups": groups(answer, pack, lambda finding: None),
        "at": found.at.astimezone(clock.LOCAL),
        "pack": pack,
        "opened": [
            (duty, pack.call(duty.who), clock_of(duty.due, answer.on, announced(), duty.status))
            for duty in answer.duties_opened
        ],
        "closed": answer.duties_closed,
        "left_out": [(member.partition("/")[0], why) for member, why in answer.left_out],
        "tables": [(table_name(t.zh), t) for t in answer.tables if t.value_zh],
        "then": [(one, OUTCOMES[one.outcome]) for one in answer.then],
        "papers": [p for p in answer.papers if p.present or p.skipped],
    }
    return draw(request, actor, "web/decision.html", context, scroll=Scroll((pack,)), here="register")
