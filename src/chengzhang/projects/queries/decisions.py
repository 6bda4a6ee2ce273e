"""A stored decision, as it was answered then."""

from __future__ import annotations

from chengzhang.foundation import clock
from chengzhang.foundation.models import LedgerEntry
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.rulebook.standing import standing

from .. import body, facts
from ..models import Decision, Part
from ..refusal import NotFound
from ..sight import may_see, reach
from .action import given_part
from .lines import line_of, pack_line
from .pages import DecisionPage
from .told import told_by


def decision(actor: Actor, number: int) -> DecisionPage:
    """A stored decision, as it was answered then."""
    stored = Decision.objects.select_related("project", "subject", "person", "organisation").filter(id=number).first()
    if stored is None:
        raise NotFound("决定")
    today = clock.today()
    pack_id = stored.project.pack if stored.project else stored.subject.pack if stored.subject else ""
    pack = standing(pack_id, stored.on).pack
    line = None
    if stored.project is not None:
        found = facts.fetch_code(stored.project.code)
        if found is None or not may_see(actor, found[0], pack):
            raise NotFound("决定")
        line = line_of(found[0], pack, today)
    elif stored.organisation_id != actor.organisation_id and not reach(pack, actor.organisation_name).declared:
        raise NotFound("决定")
    found_entry = (
        LedgerEntry.objects.filter(project_id=stored.project_id, act=stored.action)
        .filter(body__contains=f'"decision":{number},')
        .values_list("seq", "digest")
        .first()
    )
    answer = body.decision_from(stored.body)
    parts = Part.objects.filter(used_by=stored).select_related("person", "organisation")
    return DecisionPage(
        id=stored.pk,
        project=line,
        pack=pack_line(pack),
        decision=answer,
        by=stored.person.name if stored.person else "系统",
        organisation=stored.organisation.name if stored.organisation else "",
        at=stored.at,
        answers=told_by(pack, answer),
        reason=stored.reason,
        parts=tuple(given_part(one, None) for one in parts),
        ledger_seq=found_entry[0] if found_entry else None,
        ledger_digest=found_entry[1] if found_entry else "",
    )
