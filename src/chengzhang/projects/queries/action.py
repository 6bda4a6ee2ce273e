"""The page of one act, and the answer to what has been typed so far."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from chengzhang.engine.deciding.places import reach
from chengzhang.engine.decision import Decision, PaperNeed
from chengzhang.engine.pack.model import Field, Form, Paper
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.run import value_of
from chengzhang.engine.rules.truth import ABSENT, Unknown
from chengzhang.engine.values import zh_date
from chengzhang.foundation import clock
from chengzhang.foundation.people.actor import Actor

from ..command import Command
from ..models import Decision as Stored
from ..models import Draft, Handed, Part, Wanted
from ..opening import Target, open_target
from ..perform.act import ask
from ..perform.drafts import hidden_fields, place_of
from ..roles import names_of
from .batch import member_lines
from .filed import paper_lines
from .lines import cited, happenings, line_of, literal, pack_line, value_zh
from .moment import how, look_ahead, subject_zh
from .pages import ActionPage, Preview
from .rows import GivenPart, Known, PaperLine, PartyLine, Slot
from .shown import proposed, shown
from .told import earlier

_SHOWN_BEFORE = 5  # earlier decisions on the same act, newest first


def action(actor: Actor, code: str | None, action: str, of: str | None = None) -> ActionPage:
    """The page of one act. `code` None = begins a project, or the office's; `of` = "contract.2", "review_session.1"."""
    today = clock.today()
    target = open_target(actor, action, code, of, today)
    matter, project = target.matter, target.matter.case.project if code else None
    draft, saved_at = _draft(actor, code, action, of)
    decision = look_ahead(target)
    if draft and how(target) == "do":
        decision = preview_of(target, Command(action, actor, code, of, answers=draft)).decision
    form = matter.pack.forms.get(target.action.form or "")
    hidden = hidden_fields(matter.pack, project.track if project else "", target.action.form)
    return ActionPage(
        project=line_of(project, matter.pack, today) if project else None,
        pack=pack_line(matter.pack),
        action=target.action,
        form=form,
        hidden=hidden,
        subject=target.node.id if target.row is not None else target.node.kind,
        subject_zh=subject_zh(matter, target.node),
        how=how(target),
        by_zh=matter.pack.call(target.action.entered_by or target.action.by),
        revision=project.revision if project else target.row.revision if target.row else 0,
        draft=draft,
        saved_at=saved_at,
        known=_known(target, form, hidden),
        decision=decision,
        papers=slots(target, decision.papers),
        parties=parties(target, today),
        members=member_lines(target) if code is None else (),
        liftable=_liftable(target, decision),
        previous=_previous(target),
        proposed=proposed(target, form) if target.action.with_ else (),
        earlier=earlier(target),
    )


def preview(
    actor: Actor,
    code: str | None,
    action: str,
    of: str | None = None,
    answers: Mapping[str, Any] | None = None,
    not_applicable: Mapping[str, str] | None = None,
    lifted: Mapping[str, str] | None = None,
    members: Mapping[str, Mapping[str, Any]] | None = None,
) -> Preview:
    """What the act would get with these answers (raw text by field id) and these members. Stores nothing."""
    target = open_target(actor, action, code, of, clock.today(), members=members or ())
    command = Command(
        action,
        actor,
        code,
        of,
        answers=answers or {},
        not_applicable=not_applicable or {},
        lifted=lifted or {},
        members=members or {},
    )
    return preview_of(target, command)


def preview_of(target: Target, command: Command) -> Preview:
    decision = replace(ask(target, command), effects=(), then=())
    errors: dict[str, str] = {}
    for finding in decision.findings:
        if finding.kind == "form" and finding.truth.value != "met":
            errors.setdefault(finding.id.rpartition(".")[2], finding.say)
    form = target.matter.pack.forms.get(target.action.form or "")
    tables, figures = shown(target, form, command.answers)
    return Preview(decision, errors, slots(target, decision.papers), tables, figures)


def slots(target: Target, needs: Iterable[PaperNeed]) -> tuple[Slot, ...]:
    """Each paper asked for, with what is in the file for it."""
    matter = target.matter
    project = matter.case.project
    handed = Handed.objects.filter(replaced=False)
    if project is not None:
        handed = handed.filter(project_id=project.id)
    elif target.row is not None:
        handed = handed.filter(subject_id=target.row.id)
    else:
        handed = handed.none()
    lines = paper_lines(matter, matter.actor, target.roles, handed)
    found = []
    for need in needs:
        paper = matter.pack.papers.get(need.paper)
        there = tuple(line for line in lines if line.paper == need.paper)
        parts = tuple(
            (part, zh, part not in need.missing_parts and need.present)
            for part, zh in (paper.parts if paper else {}).items()
        )
        may_hand = need.kind == "file" and bool(target.roles) and not any(line.frozen for line in there)
        found.append(
            Slot(
                need,
                parts,
                there,
                may_hand,
                matter.pack.call(paper.gives) if paper and paper.gives else "",
                matter.pack.call(paper.takes) if paper and paper.takes else "",
                _sides_to_confirm(paper, target.roles, there),
            )
        )
    return tuple(found)


def _sides_to_confirm(paper: Paper | None, roles: frozenset[str], there: tuple[PaperLine, ...]) -> tuple[str, ...]:
    """The sides of a hand-over that this actor stands on and has not confirmed yet."""
    if paper is None or paper.kind != "custody" or any(line.frozen for line in there):
        return ()
    done = {"gives": any(line.given_on for line in there), "takes": any(line.taken_on for line in there)}
    sides = {"gives": paper.gives, "takes": paper.takes}
    return tuple(side for side, role in sides.items() if role in roles and not done[side])


def parties(target: Target, today: date) -> tuple[PartyLine, ...]:
    """The other parties of a joint act and what they have said."""
    if not target.action.with_:
        return ()
    matter, row = target.matter, target.row
    given = (
        list(
            Part.objects.filter(
                subject_id=row.id, action=target.action.id, used_by=None, withdrawn=False
            ).select_related("person", "organisation")
        )
        if row is not None
        else []
    )
    due = dict(
        Wanted.objects.filter(
            joint__subject_id=row.id, joint__action=target.action.id, joint__ended_by=None, joint__withdrawn=False
        ).values_list("role", "due_on")
        if row is not None
        else ()
    )
    me = matter.actor.person_id if matter.actor else None
    found = []
    for party in target.action.with_:
        role = matter.pack.roles.get(party.role)
        said = tuple(given_part(one, me) for one in given if one.role == party.role)
        found.append(
            PartyLine(
                role=party.role,
                role_zh=matter.pack.call(party.role),
                part=party.part,
                organisation="、".join(sorted(names_of(role, matter.hall))) if role else "",
                at_least=party.at_least,
                refusal=party.refusal,
                given=said,
                due_on=due.get(party.role),
                mine=party.role in target.roles,
                cite=cited(matter.pack, party.cite),
            )
        )
    return tuple(found)


def given_part(one: Part, me: int | None) -> GivenPart:
    return GivenPart(
        one.pk,
        one.person.name,
        one.organisation.short if one.organisation else "",
        one.favour,
        one.text,
        one.on,
        one.person_id == me and one.used_by_id is None,
        one.score,
    )


def _draft(actor: Actor, code: str | None, action: str, of: str | None) -> tuple[dict[str, Any], datetime | None]:
    found = Draft.objects.filter(
        person_id=actor.person_id, organisation_id=actor.organisation_id, place=place_of(code, action, of)
    ).first()
    return (json.loads(found.answers), found.saved_at) if found else ({}, None)


def _known(target: Target, form: Form | None, hidden: frozenset[str]) -> dict[str, Known]:
    if form is None:
        return {}
    last = json.loads(target.row.answers).get(form.id, {}) if target.row else {}
    found: dict[str, Known] = {}
    for field in form.fields:
        if field.id in hidden:
            continue
        known = _known_fact(target, field) or _shown(target, field) or _last_answer(target, field, last)
        if known is not None:
            found[field.id] = known
    return found


def _known_fact(target: Target, field: Field) -> Known | None:
    pack = target.matter.pack
    fact = pack.facts.get(field.fact or "")
    holder = reach(target.node, fact.owner) if fact is not None else None
    if fact is None or holder is None or fact.key not in holder.facts:
        return None
    value = holder.facts[fact.key]
    origin, on = _origin(target, holder.kind, fact.name, fact.key)
    return Known(value, literal(value), value_zh(pack, fact.type, value), origin, on)


def _origin(target: Target, kind: str, name: str, key: str) -> tuple[str, date | None]:
    """The act that last told a fact; the register of organisations where none did."""
    pack = target.matter.pack
    forms = {form.id for form in pack.forms.values() if any(field.fact == name for field in form.fields)}
    last: tuple[str, date | None] = ("机构库" if kind == "unit" else "", None)
    for node in (target.matter.case.home or target.matter.case.root).walk():
        for event in node.events:
            act = pack.actions.get(event.act)
            tells = (node.kind == kind and key in event.sets) or (act is not None and act.form in forms)
            if tells and act is not None and (last[1] is None or event.on >= last[1]):
                last = (act.zh, event.on)
    return last


def _shown(target: Target, field: Field) -> Known | None:
    """What a form shows while it is filled in: a derived fact or a table."""
    if field.show is None:
        return None
    matter = target.matter
    context = Context(matter.pack, target.node, matter.on, bench=matter.bench, calendar=matter.calendar)
    try:
        value = value_of(context, field.show)
    except Unresolved:
        return None
    if value is ABSENT or isinstance(value, Unknown):
        return None
    derived, table = matter.pack.derived.get(field.show), matter.pack.tables.get(field.show)
    if table is not None:
        words = table.columns.get("", {})
        return Known(value, str(value), words.get(str(value), str(value)), table.zh, None)
    return Known(value, literal(value), value_zh(matter.pack, derived.type if derived else "text", value), "计算", None)


def _last_answer(target: Target, field: Field, last: Mapping[str, Any]) -> Known | None:
    value = last.get(field.id)
    if value in (None, "", []):
        return None
    told = [event for event in target.node.events if field.id in event.answers]
    on = told[-1].on if told else None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Known(value, text, text, f"上次填写{'，' + zh_date(on) if on else ''}", on)


def _liftable(target: Target, decision: Decision) -> tuple[str, ...]:
    return tuple(
        one.id
        for one in decision.findings
        if one.level == "in_principle" and not one.lifted and one.lift_by in target.roles and one.truth.value == "unmet"
    )


def _previous(target: Target) -> tuple[Any, ...]:
    if target.row is None:
        return ()
    found = Stored.objects.filter(subject_id=target.row.id, action=target.action.id).select_related(
        "person", "organisation"
    )
    return happenings(found[:_SHOWN_BEFORE], target.matter.pack)
