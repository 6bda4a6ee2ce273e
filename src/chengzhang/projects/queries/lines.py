"""The lines that several pages share, made from stored rows and the pack that binds today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from chengzhang.engine.decision import Citation
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.states import state_zh
from chengzhang.engine.values import Money, format_literal, zh
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook.standing import installed, standing

from .. import body
from ..facts import ProjectRow
from ..models import Decision, Duty, Project
from .rows import DutyLine, Happening, PackLine, ProjectLine

LINE_COLUMNS = (
    "id",
    "code",
    "title",
    "organisation__short",
    "track",
    "stage",
    "year",
    "amount",
    "due_on",
    "closed",
    "revision",
    "pack",
)


def packs_on(on: date) -> list[Pack]:
    """The packs that bind somewhere today."""
    found = []
    for name in dict.fromkeys(one.pack for one in installed()):
        try:
            found.append(standing(name, on).pack)
        except Refusal:
            continue  # installed for another time
    return found


def pack_line(pack: Pack) -> PackLine:
    measure = next(iter(pack.measures.values()))
    return PackLine(pack.id, pack.release, pack.zh, measure.title, measure.number)


def stage_zh(pack: Pack | None, stage: str) -> str:
    """What a stage is called; a project before the first is a draft."""
    if not stage:
        return "草稿" if pack is None or pack.stages else ""
    return next((one.zh for one in pack.stages if one.id == stage), stage) if pack else stage


def project_line(row: Sequence[Any], pack: Pack | None, today: date) -> ProjectLine:
    """A line from a tuple of LINE_COLUMNS."""
    id_, code, title, unit, track, stage, year, amount, due_on, closed, revision, _ = row
    return ProjectLine(
        id_,
        code,
        title,
        unit,
        track,
        stage,
        stage_zh(pack, stage),
        year,
        Money(amount) if amount is not None else None,
        due_on,
        due_on is not None and due_on < today and not closed,
        closed,
        revision,
    )


def line_of(project: ProjectRow, pack: Pack, today: date) -> ProjectLine:
    p = project
    row = (p.id, p.code, p.title, p.unit, p.track, p.stage, p.year, p.amount, p.due_on, p.closed, p.revision, p.pack)
    return project_line(row, pack, today)


def lines_of(ids: Iterable[int], packs: dict[str, Pack], today: date) -> dict[int, ProjectLine]:
    """Lines by project id, in one query."""
    found = Project.objects.filter(id__in=list(ids)).values_list(*LINE_COLUMNS)
    return {row[0]: project_line(row, packs.get(row[-1]), today) for row in found}


def duty_line(duty: Duty, pack: Pack | None, today: date, mine: bool, title: str, unit: str) -> DutyLine:
    """A stored duty as it stands today; its view explains the day."""
    view = body.duty_from(duty.body)
    late = duty.status in ("open", "late") and duty.level != "advise" and _past(duty, today)
    acts = tuple((act, pack.actions[act].zh) for act in view.done_by if pack and act in pack.actions)
    kind = view.subject.rpartition("/")[2].partition(".")[0]
    return DutyLine(
        id=duty.pk,
        key=duty.key,
        duty=duty.duty,
        project=duty.project.code if duty.project else None,
        title=title,
        unit=unit,
        subject=view.subject,
        subject_zh=pack.call(kind) if pack else kind,
        say=view.say,
        who=duty.who,
        who_zh=pack.call(duty.who) if pack else duty.who,
        mine=mine,
        status="late" if late else duty.status,
        level=duty.level,
        due=view.due,
        days_left=duty.due_on.toordinal() - today.toordinal() if duty.due_on else None,
        remind_on=duty.remind_on,
        done_on=duty.done_on,
        cite=view.cite,
        acts=acts,
    )


def _past(duty: Duty, today: date) -> bool:
    last = duty.latest_on or duty.due_on
    return last is not None and last < today


def happenings(found: Iterable[Decision], pack: Pack) -> tuple[Happening, ...]:
    """Decisions as lines of a timeline."""
    return tuple(_happening(one, pack) for one in found)


def _happening(one: Decision, pack: Pack) -> Happening:
    decision = body.decision_from(one.body)
    effect = decision.effects[0] if decision.effects else None
    kind = decision.subject_kind
    action = pack.actions.get(one.action)
    against = decision.against
    return Happening(
        decision=one.pk,
        on=one.on,
        at=one.at,
        action=one.action,
        zh=decision.action_zh,
        subject=decision.subject_id or kind,
        subject_zh=pack.call(kind),
        by=one.person.name if one.person else "系统",
        organisation=one.organisation.short if one.organisation else "",
        outcome=one.outcome,
        allowed=one.allowed,
        before_zh=state_zh(pack, kind, effect.before) if effect else "",
        after_zh=state_zh(pack, kind, effect.after) if effect else "",
        reason=against[0].say if against and not one.allowed else "",
        cite=cited(pack, action.cite if action else ()),
    )


def cited(pack: Pack, cite: tuple[str, ...]) -> tuple[Citation, ...]:
    return citations(pack, cite)


def value_zh(pack: Pack, type_name: str, value: Any) -> str:
    """A value in Chinese, words of a list by their labels."""
    words = pack.types.get(type_name.removeprefix("set of "))
    if words is not None:
        if isinstance(value, frozenset):
            return "、".join(words.words.get(one, one) for one in sorted(value))
        return words.words.get(str(value), str(value))
    if type_name == "set of papers" and isinstance(value, frozenset):
        return "、".join(pack.papers[one].zh if one in pack.papers else one for one in sorted(value))
    if isinstance(value, (list, tuple)):
        return f"{len(value)}行"
    return zh(value)


def literal(value: Any) -> str:
    """The text an input shows for a value."""
    return "" if isinstance(value, (list, tuple, dict)) else format_literal(value)


def is_mine(duty: Duty, actor: Actor) -> bool:
    return duty.organisation_id == actor.organisation_id
