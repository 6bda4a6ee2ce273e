"""A person's own work today: what is due, what waits for them, what came back, what they are writing."""

from __future__ import annotations

import json

from django.db.models import Exists, OuterRef, Q

from chengzhang.engine.pack.model import Pack
from chengzhang.foundation import clock
from chengzhang.foundation.people.actor import Actor

from ..body import decision_from
from ..calendars import calendar_of
from ..footprint import reader
from ..models import Decision, Draft, Duty, Joint, Party, Subject, Wanted
from ..perform.due import WAITING
from ..roles import standing_roles
from .lines import cited, duty_line, pack_line, packs_on
from .pages import Desk
from .rows import DraftLine, DutyLine, ReturnedLine, WantedLine
from .waiting import line as wanted_line
from .waiting import wanted_lines

_SHOWN = 200


def desk(actor: Actor) -> Desk:
    """The actor's own work today."""
    today = clock.today()
    packs = {pack.id: pack for pack in packs_on(today)}
    pack = packs.get(actor.place) or next(iter(packs.values()), None)
    waiting = Joint.objects.filter(organisation_id=actor.organisation_id)
    return Desk(
        pack=pack_line(pack) if pack else None,
        today=today,
        duties=_duties(actor, packs),
        wanted=_wanted(actor, packs),
        returned=_returned(actor, packs),
        drafts=_drafts(actor, packs),
        waiting=wanted_lines(waiting, pack),
        begin=_begin(actor, pack),
        calendar_until=calendar_of(pack).announced_until if pack else None,
    )


def _duties(actor: Actor, packs: dict[str, Pack]) -> tuple[DutyLine, ...]:
    today = clock.today()
    found = (
        Duty.objects.filter(organisation_id=actor.organisation_id, status__in=WAITING)
        .select_related("project__organisation", "owner")
        .order_by("due_on", "id")[:_SHOWN]
    )
    lines = [
        duty_line(
            one,
            packs.get(one.pack),
            today,
            True,
            one.project.title if one.project else one.owner.short,
            one.project.organisation.short if one.project else one.owner.short,
        )
        for one in found
    ]
    return tuple(sorted(lines, key=lambda line: (line.due.on is None, line.due.on or today)))


def _wanted(actor: Actor, packs: dict[str, Pack]) -> tuple[WantedLine, ...]:
    drawn = Q(
        Exists(Party.objects.filter(project=OuterRef("joint__project"), role=OuterRef("role"), person=actor.person_id)),
        organisation_id=None,
    )
    found = (
        Wanted.objects.filter(
            Q(organisation_id=actor.organisation_id) | drawn, given=False, joint__ended_by=None, joint__withdrawn=False
        )
        .select_related("joint__project", "joint__subject", "organisation")
        .order_by("joint__since_on", "id")[:_SHOWN]
    )
    return tuple(wanted_line(one, packs.get(one.joint.subject.pack)) for one in found)


def _returned(actor: Actor, packs: dict[str, Pack]) -> tuple[ReturnedLine, ...]:
    """Subjects of this unit whose last act was another body's, with a reason, and which may be taken up again."""
    rows = Subject.objects.filter(project__organisation_id=actor.organisation_id, project__closed=False).exclude(
        state="new"
    )
    found = []
    for pack in packs.values():
        reasoned = {act.id: act for act in pack.actions.values() if act.reason}
        back = {(act.subject, act.to) for act in reasoned.values() if act.to and _goes_on(pack, act.subject, act.to)}
        for row in rows.filter(pack=pack.id, kind__in={kind for kind, _ in back}).select_related("project"):
            if (row.kind, row.state) not in back:
                continue
            last = (
                Decision.objects.filter(subject=row, allowed=True)
                .exclude(organisation_id=actor.organisation_id)
                .select_related("organisation")
                .first()
            )
            if last is not None and last.action in reasoned and row.project is not None:
                found.append(_returned_line(pack, row, last))
    return tuple(sorted(found, key=lambda one: one.on, reverse=True))


def _goes_on(pack: Pack, kind: str, state: str) -> bool:
    """Whether the unit may take the subject up again from this state."""
    defined = pack.subjects.get(kind)
    return defined is not None and any(
        state in act.from_states and act.by in pack.roles and pack.roles[act.by].holder_kind == "unit"
        for act in defined.actions.values()
    )


def _returned_line(pack: Pack, row: Subject, last: Decision) -> ReturnedLine:
    decision = decision_from(last.body)
    many = pack.subject_types[row.kind].many
    return ReturnedLine(
        project=row.project.code if row.project else None,
        title=row.project.title if row.project else "",
        subject=f"{row.kind}.{row.number}" if many else row.kind,
        subject_zh=pack.call(row.kind),
        action=last.action,
        action_zh=decision.action_zh,
        by=last.organisation.short if last.organisation else "",
        on=last.on,
        reason=last.reason,
        cite=cited(pack, pack.actions[last.action].cite),
    )


def _drafts(actor: Actor, packs: dict[str, Pack]) -> tuple[DraftLine, ...]:
    found = []
    rows = Draft.objects.filter(person_id=actor.person_id, organisation_id=actor.organisation_id)
    for one in rows.select_related("project")[:_SHOWN]:
        pack = packs.get(one.project.pack if one.project else actor.place) or next(iter(packs.values()), None)
        action = pack.actions.get(one.action) if pack else None
        form = pack.forms.get(action.form or "") if pack and action else None
        answers = json.loads(one.answers)
        found.append(
            DraftLine(
                project=one.project.code if one.project else None,
                title=one.project.title if one.project else str(answers.get("title", "")),
                subject=one.place.rpartition("|")[2] or None,
                action=one.action,
                action_zh=action.zh if action else one.action,
                saved_at=one.saved_at,
                filled=sum(1 for value in answers.values() if value not in ("", [], None)),
                fields=len(form.fields) if form else 0,
            )
        )
    return tuple(found)


def _begin(actor: Actor, pack: Pack | None) -> tuple[tuple[str, str], ...]:
    """Acts that begin something which hangs on no project yet, and whose role the actor's organisation may hold."""
    if pack is None:
        return ()
    above = reader(pack).above
    roles = standing_roles(pack, actor.organisation_name)
    return tuple(
        (act.id, act.zh)
        for act in pack.actions.values()
        if "new" in act.from_states
        and (act.subject == "project" or act.subject in above)
        and {act.by, act.entered_by} & roles
        and not act.only_through
    )
