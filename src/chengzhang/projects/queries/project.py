"""The page of one project: where it stands, what may be done, what is due, and everything that happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from chengzhang.engine.decision import TableView
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.run import compile_tree
from chengzhang.engine.rules.tables import evaluate
from chengzhang.engine.values import Money, zh_date
from chengzhang.foundation import clock
from chengzhang.foundation.people.actor import Actor

from ..facts import Row
from ..models import Baseline, Decision, Duty, Handed, Joint
from ..opening import Matter, open_project
from ..roles import roles_of
from . import filed
from .lines import duty_line, happenings, is_mine, line_of, pack_line, value_zh
from .moment import options, subject_zh
from .money import money_of
from .pages import ProjectPage
from .rows import BaselineLine, DutyLine, StageLine, SubjectLine
from .waiting import wanted_lines


def project(actor: Actor, code: str) -> ProjectPage:
    """The whole page of one project."""
    today = clock.today()
    matter = open_project(actor, code, today)
    home, stored = matter.case.home, matter.case.project
    if home is None or stored is None:
        raise LookupError(code)
    roles = roles_of(actor, matter.hall, home)
    found = list(Decision.objects.filter(project_id=stored.id).select_related("person", "organisation").order_by("-id"))
    line, duties = line_of(stored, matter.pack, today), _duties(matter, actor, today)
    return ProjectPage(
        line=line,
        pack=pack_line(matter.pack),
        mine=stored.organisation_id == actor.organisation_id,
        roles=tuple((role, matter.pack.call(role)) for role in sorted(roles)),
        stages=_stages(matter, duties),
        options=options(matter),
        duties=duties,
        waiting=wanted_lines(Joint.objects.filter(project_id=stored.id), matter.pack),
        subjects=tuple(subject_line(matter, row) for row in matter.case.rows.values() if row.project_id == stored.id),
        papers=filed.groups(matter, actor, roles, Handed.objects.filter(project_id=stored.id)),
        timeline=happenings(found, matter.pack),
        money=money_of(matter),
        baselines=tuple(
            BaselineLine(one.number, one.on, Money(one.amount) if one.amount is not None else None, one.decision_id)
            for one in Baseline.objects.filter(project_id=stored.id)
        ),
        tables=tuple(_routes(matter)),
    )


def _context(matter: Matter) -> Context:
    home = matter.case.home
    if home is None:
        raise LookupError("no project in this matter")
    return Context(matter.pack, home, matter.on, bench=matter.bench, calendar=matter.calendar)


def _routes(matter: Matter) -> Iterator[TableView]:
    """The tables that speak of the project itself; those of one of several contracts stand on its own page."""
    pack = matter.pack
    for table in (*((pack.scope.table,) if pack.scope.table is not None else ()), *pack.tables.values()):
        try:
            yield evaluate(pack, table, _context(matter))
        except Unresolved:
            continue


def _stages(matter: Matter, duties: tuple[DutyLine, ...]) -> tuple[StageLine, ...]:
    """The pack's stages: done with the day on which they were reached, the one we are in, those ahead."""
    context = _context(matter)
    reached = [
        stage.id
        for stage in matter.pack.stages
        if compile_tree(matter.pack, "project", stage.reached).verdict(context) is True
    ]
    days, due = _reached_on(matter), _due_by_stage(matter, duties)
    lines, now_given = [], False
    for stage in matter.pack.stages:
        done = stage.id in reached
        state = "done" if done else "ahead"
        if not done and not now_given and stage.beside is None:
            state, now_given = "now", True
        lines.append(
            StageLine(
                stage.id,
                stage.zh,
                state,
                days.get(stage.id) if done else None,
                stage.beside,
                due_on=None if done else due.get(stage.id),
            )
        )
    return tuple(lines)


def _reached_on(matter: Matter) -> dict[str, date]:
    """The day of the last act that moved a thing of each stage on, whether done for itself or in a batch.

    An act after which the thing stands where it stood (a report, a log) reaches nothing.
    """
    days: dict[str, date] = {}
    kind_stage = {kind: stage.id for stage in matter.pack.stages for kind in stage.subjects}
    for row in matter.case.rows.values():
        stage = kind_stage.get(row.node.kind)
        if stage is None or row.project_id is None:
            continue  # a meeting or a year's plan goes on when this project is through
        for event in row.node.events:
            action = matter.pack.actions.get(event.act)
            if action is not None and action.to not in action.from_states:
                days[stage] = max(event.on, days.get(stage, event.on))
    return days


def _due_by_stage(matter: Matter, duties: tuple[DutyLine, ...]) -> dict[str, date]:
    """The first day by which something of a stage must be done: of the duties open now."""
    days: dict[str, date] = {}
    kind_stage = {kind: stage.id for stage in matter.pack.stages for kind in stage.subjects}
    for duty in duties:
        on = duty.due.on
        if duty.status not in ("open", "late") or on is None:
            continue
        for act, _ in duty.acts[:1]:
            stage = kind_stage.get(act.partition(".")[0])
            if stage is not None:
                days[stage] = min(on, days.get(stage, on))
    return days


def _duties(matter: Matter, actor: Actor, today: date) -> tuple[DutyLine, ...]:
    stored = matter.case.project
    if stored is None:
        return ()
    found = Duty.objects.filter(project_id=stored.id).select_related("project").exclude(status="dropped")
    lines = [duty_line(one, matter.pack, today, is_mine(one, actor), stored.title, stored.unit) for one in found]
    open_first = {"late": 0, "open": 1, "suspended": 2}
    return tuple(sorted(lines, key=lambda d: (open_first.get(d.status, 3), d.due.on or date.max)))


def subject_line(matter: Matter, row: Row) -> SubjectLine:
    """A subject with what is known of it, and where each fact comes from."""
    from chengzhang.engine.rules.states import state_zh

    node = row.node
    by_key = {fact.key: fact for fact in matter.pack.facts.values() if fact.owner == node.kind}
    origin = _origins(matter, row)
    known = []
    for key, value in node.facts.items():
        fact = by_key.get(key)
        if fact is not None:
            known.append((fact.zh, value_zh(matter.pack, fact.type, value), origin.get(key, "")))
    return SubjectLine(
        node.id,
        node.kind,
        subject_zh(matter, node),
        row.number,
        state_zh(matter.pack, node.kind, node.state),
        tuple(known),
    )


def _origins(matter: Matter, row: Row) -> dict[str, str]:
    """Fact key -> the act that last recorded it, in words."""
    found: dict[str, str] = defaultdict(str)
    for event in row.node.events:
        action = matter.pack.actions.get(event.act)
        for key in (*event.sets, *event.answers):
            found[key] = f"{action.zh if action else event.act}，{zh_date(event.on)}"
    return found
