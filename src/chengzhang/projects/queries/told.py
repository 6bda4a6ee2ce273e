"""What acts told: their answers in Chinese, and the acts that went before on the thing that is now to be decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q

from chengzhang.engine.decision import Decision as Answer
from chengzhang.engine.pack.model import Field, Form, Pack

from .. import body
from ..models import Decision, Handed
from ..opening import Target
from .filed import paper_lines
from .lines import value_zh
from .rows import Earlier, PaperLine, Told

_MOST = 8  # earlier acts shown
_BACK = 40  # decisions looked at for the thing that spoke last


def told(pack: Pack, form: Form | None, given: Mapping[str, Any]) -> tuple[Told, ...]:
    """Answers by field id, in the order of the form."""
    return tuple(_told(pack, field, given[field.id]) for field in (form.fields if form else ()) if field.id in given)


def told_by(pack: Pack, answer: Answer) -> tuple[Told, ...]:
    """What was answered in a decision: the form's own fields, and the facts it declared."""
    if not answer.effects:
        return ()
    effect = answer.effects[0]
    form = pack.forms.get(effect.form or "")
    given = dict(effect.answers)
    for field in form.fields if form else ():
        if field.id not in given and field.fact in effect.declared:
            given[field.id] = effect.declared[field.fact][1]
    return told(pack, form, given)


def _told(pack: Pack, field: Field, value: Any) -> Told:
    if not field.columns or not isinstance(value, list | tuple):
        return Told(field.zh, value_zh(pack, field.type, value))
    shown = [column for column in field.columns if any(column.id in row for row in value)]
    rows = tuple(tuple(_cell(pack, column, row) for column in shown) for row in value)
    return Told(field.zh, f"{len(rows)}行", tuple(column.zh for column in shown), rows)


def _cell(pack: Pack, column: Field, row: Mapping[str, Any]) -> str:
    return value_zh(pack, column.type, row[column.id]) if column.id in row else ""


def earlier(target: Target) -> tuple[Earlier, ...]:
    """The allowed acts on this thing, newest first; where it has told nothing yet, those of the thing that spoke last.

    An act that told nothing, gave no reason and filed nothing is left out. Papers stand with the act that filed them.
    """
    row, project = target.row, target.matter.case.project
    allowed = Decision.objects.filter(allowed=True).select_related("person", "organisation", "subject")
    own = list(allowed.filter(subject_id=row.id)[:_MOST]) if row is not None and row.id else []
    lines = tuple(_lines(target, own))
    if any(line.told or line.papers for line in lines) or project is None:
        return lines
    before = list(allowed.filter(project_id=project.id).exclude(pk__in=[one.pk for one in own])[:_BACK])
    last = next((one.subject_id for one in before if told_by(target.matter.pack, body.decision_from(one.body))), None)
    return (*lines, *_lines(target, [one for one in before if one.subject_id == last][:_MOST])) if last else lines


def _lines(target: Target, found: Iterable[Decision]) -> Iterator[Earlier]:
    acts = [(one, body.decision_from(one.body)) for one in found]
    papers = _papers(target, acts)
    actor, pack = target.matter.actor, target.matter.pack
    for one, answer in acts:
        line = Earlier(
            decision=one.pk,
            zh=answer.action_zh,
            subject_zh=pack.call(answer.subject_kind),
            on=one.on,
            by=one.person.name if one.person else "系统",
            organisation=one.organisation.short if one.organisation else "",
            mine=actor is not None and one.organisation_id == actor.organisation_id,
            reason=one.reason,
            told=told_by(pack, answer),
            papers=tuple(papers.get(one.pk, ())),
        )
        if line.told or line.reason or line.papers:
            yield line


def _papers(target: Target, acts: list[tuple[Decision, Answer]]) -> dict[int, list[PaperLine]]:
    """The papers that each act fixed in the file, and the hand-overs it asked for (nothing of those is ever fixed)."""
    project = target.matter.case.project
    asked = {one.pk: {need.paper for need in answer.papers if need.present} for one, answer in acts}
    held = Q(frozen_by__in=list(asked))
    if project is not None:
        held |= Q(project_id=project.id, frozen_by=None, kind="custody", paper__in=set().union(*asked.values()))
    handed = list(Handed.objects.filter(held, replaced=False).select_related("subject", "document", "handed_by"))
    lines = paper_lines(target.matter, target.matter.actor, target.roles, handed)
    by: dict[int, list[PaperLine]] = defaultdict(list)
    for one, line in zip(handed, lines, strict=True):
        act = one.frozen_by_id or next((number for number, papers in asked.items() if one.paper in papers), None)
        if act is not None:
            by[act].append(line)
    return by
