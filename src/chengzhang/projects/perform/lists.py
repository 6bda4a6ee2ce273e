"""Keeps a project's copies for lists in step with its subjects: title, amount, year, stage, track, parties."""

from __future__ import annotations

from datetime import date

from chengzhang.engine.case import Subject
from chengzhang.engine.deciding.places import reach
from chengzhang.engine.decision import Decision
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.run import compile_tree
from chengzhang.engine.rules.tables import evaluate
from chengzhang.engine.values import Money
from chengzhang.foundation.models import Organisation

from .. import stored
from ..facts import ProjectRow, Row
from ..footprint import Footprint
from ..models import Baseline, Membership, Party
from ..opening import Matter, Target
from ..roles import Hall, names_of
from .effects import UNDECIDED, Written

# The amount a project is known by, best known first: vocabulary facts, the same everywhere.
_AMOUNTS = (
    ("plan_line", "budget"),
    ("approval", "total"),
    ("review", "reviewed_total"),
    ("project", "total_estimate"),
    ("project", "total_investment"),
)
_YEARS = (("plan_line", "year"), ("declaration", "plan_year"))


def refresh(matter: Matter, footprint: Footprint, project: ProjectRow, node: Subject) -> None:
    """Bring the copies of one project up to date, in memory."""
    title = node.facts.get("title")
    if title:
        project.title = str(title)[:200]
    amount = _first(node, _AMOUNTS)
    if isinstance(amount, Money):
        project.amount = amount.fen
    year = _first(node, _YEARS)
    if isinstance(year, int):
        project.year = int(year)
    defined = matter.pack.subjects.get("project")
    project.closed = defined is not None and node.state in defined.ends
    if footprint.stages:
        project.stage = stage_of(matter, node)
    if footprint.track or project.track == UNDECIDED:
        project.track = track_of(matter, node)


def stage_of(matter: Matter, node: Subject) -> str:
    """The last stage of the pack that the project has reached; empty before the first."""
    context = Context(matter.pack, node, matter.on, bench=matter.bench, calendar=matter.calendar)
    last = ""
    for stage in matter.pack.stages:
        if compile_tree(matter.pack, "project", stage.reached).verdict(context) is True:
            last = stage.id
    return last


def track_of(matter: Matter, node: Subject) -> str:
    """The track that the pack's scope gives; `undecided` while a fact it needs is missing."""
    table = matter.pack.scope.table
    if table is None:
        return next(iter(matter.pack.scope.tracks), UNDECIDED)
    context = Context(matter.pack, node, matter.on, bench=matter.bench, calendar=matter.calendar)
    value = evaluate(matter.pack, table, context).value
    return value if isinstance(value, str) and value else UNDECIDED


def refresh_parties(matter: Matter, project: ProjectRow, node: Subject) -> None:
    """Whom the project's facts make a party: they may see it from now on."""
    hall = Hall(matter.pack, matter.bench, matter.case, matter.on, matter.calendar)
    wanted = {
        (role.id, name)
        for role in matter.pack.roles.values()
        if role.holder_kind in ("fact", "table")
        for name in names_of(role, hall)
    }
    known = dict(Organisation.objects.filter(name__in={name for _, name in wanted}).values_list("name", "id"))
    for role, name in sorted(wanted):
        if name in known:
            Party.objects.get_or_create(project_id=project.id, role=role, organisation_id=known[name], person=None)


def new_baseline(matter: Matter, row: Row, decision: int, on: date) -> None:
    """A new approved version of the project's scope, money and schedule."""
    project = row.home or matter.case.project
    home = row.node.up("project")
    if project is None or home is None:
        return
    number = Baseline.objects.filter(project_id=project.id).count() + 1
    amount = _first(home, _AMOUNTS)
    Baseline.objects.create(
        project_id=project.id,
        number=number,
        decision_id=decision,
        on=on,
        amount=amount.fen if isinstance(amount, Money) else None,
        facts=stored.dumps(home.facts),
    )


def keep_members(target: Target, written: Written, decision: Decision) -> None:
    """Who is in a batch after an act on it, and who was left out and why."""
    kind = target.matter.pack.subject_types.get(target.node.kind)
    row = written.row
    if kind is None or not kind.members or row is None:
        return
    left_out = dict(decision.left_out)
    for member in target.node.members:
        stored_member = target.matter.case.row(member)
        if stored_member is None or not stored_member.id:
            continue
        Membership.objects.update_or_create(
            batch_id=row.id,
            member_id=stored_member.id,
            defaults={"left_out": left_out.get(member.id, "")},
        )


def _first(node: Subject, places: tuple[tuple[str, str], ...]) -> object | None:
    for kind, key in places:
        holder = node if kind == "project" else reach(node, kind)
        if holder is not None and holder.facts.get(key) is not None:
            found: object = holder.facts[key]
            return found
    return None
