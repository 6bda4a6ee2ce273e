"""Keeps the table of duties a copy of what the engine computes from recorded events (ADR 0001), and tells owners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from chengzhang.engine.case import Subject
from chengzhang.engine.decision import DueStep, DutyView
from chengzhang.engine.duties import duties
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.values import zh_date
from chengzhang.foundation.models import Organisation
from chengzhang.foundation.outbox.post import Note, post
from chengzhang.foundation.rulebook.standing import standing

from .. import binding, body, facts
from ..facts import Case, ProjectRow
from ..footprint import reader
from ..models import Duty
from ..opening import Matter
from ..roles import Hall, names_of

WAITING = ("open", "late", "suspended")
_COMPARED = ("who", "organisation_id", "due_on", "latest_on", "provisional", "remind_on", "done_on", "status", "body")


def refresh_project(matter: Matter, project: ProjectRow, node: Subject) -> tuple[DutyView, ...]:
    """Compute a project's duties anew and store what changed; those that have just opened."""
    case = matter.case
    if case.unit_outside:  # a batch's case names its projects' subjects otherwise: ask each project by itself
        found = facts.fetch_ids([project.id])
        above = facts.fetch_above(project.pack, (project.organisation_id,), matter.standing.authority_id)
        case = facts.build(matter.pack, found, above, (), matter.standing.authority_id)
    views = binding.owed(standing(matter.pack.id, matter.on), case.home or node, matter.on)
    mine = [view for view in views if _of_project(matter, case, view)]
    hall = Hall(matter.pack, matter.bench, case, matter.on, matter.calendar)
    opened = _store(matter, hall, case, mine, project, project.organisation_id)
    project.due_on = min(
        (one.due.on for one in mine if one.status in WAITING and one.level != "advise" and one.due.on), default=None
    )
    return opened


def refresh_office(matter: Matter) -> tuple[DutyView, ...]:
    """The same for the duties of the unit and of the office, which acts on any of their projects may fulfil."""
    pack, unit = matter.pack, matter.case.unit
    of_unit, of_office = _above(matter, below_unit=True), _above(matter, below_unit=False)
    case = matter.case
    if matter.case.unit_id is not None and unit is not None:
        number, authority = matter.case.unit_id, matter.case.authority_id
        kinds = {act.partition(".")[0] for act in _fulfilling(pack, of_unit | of_office)} - reader(pack).above
        over = facts.fetch_over(pack.id, dict.fromkeys(sorted(kinds), "unit"), (number,), ()) if kinds else []
        above = facts.fetch_above(pack.id, (number,), authority)
        named = (number, str(unit.facts.get("name", "")), str(unit.facts.get("type", "")))
        case = facts.build(pack, [], above, over, authority, named)
    views = duties(pack, case.root, matter.on, matter.calendar, matter.bench)
    hall = Hall(pack, matter.bench, case, matter.on, matter.calendar)
    own = {node.id for node in case.unit.walk()} if case.unit is not None else set()
    opened: tuple[DutyView, ...] = ()
    if case.unit_id is not None:
        mine = [view for view in views if view.id in of_unit and view.subject in own]
        opened += _store(matter, hall, case, mine, None, case.unit_id, of_unit)
    if case.authority_id is not None:
        mine = [view for view in views if view.id in of_office]
        opened += _store(matter, hall, case, mine, None, case.authority_id, of_office)
    return opened


def fulfilling_above(matter: Matter) -> frozenset[str]:
    """The acts that fulfil a duty of the unit or of the office, whichever project they are done to."""
    return _fulfilling(matter.pack, _above(matter, below_unit=True) | _above(matter, below_unit=False))


def _fulfilling(pack: Pack, duty_ids: Iterable[str]) -> frozenset[str]:
    """The acts that fulfil any of these duties, or make them fall away."""
    return frozenset(act for one in duty_ids for act in (*pack.duties[one].done_by, *pack.duties[one].drops))


def tell(matter: Matter, opened: Iterable[DutyView]) -> None:
    """A message to the organisation that owes each new duty."""
    hall = Hall(matter.pack, matter.bench, matter.case, matter.on, matter.calendar)
    project = matter.case.project
    notes = []
    for view in opened:
        organisation = holder_id(hall, view.who)
        if organisation is None or view.level == "advise":
            continue
        day = f"（{zh_date(view.due.on)}前）" if view.due.on else ""
        notes.append(
            Note(
                subject=f"{view.say}{day}",
                text="；".join(filter(None, [project.title if project else "", view.due.zh])),
                link=f"/projects/{project.code}" if project else "/",
                to_organisation_id=organisation,
                project_id=project.id if project else None,
            )
        )
    post(notes)


def holder_id(hall: Hall, role_id: str) -> int | None:
    """The organisation that holds a role in a case; None for a pool, or where nobody in the register bears the name."""
    role = hall.pack.roles.get(role_id)
    if role is None:
        return None
    if role.holder_kind == "unit":
        project = hall.case.project
        return project.organisation_id if project else hall.case.unit_id
    names = names_of(role, hall)
    if not names:
        return None
    return Organisation.objects.filter(name__in=names).order_by("id").values_list("id", flat=True).first()


def _store(
    matter: Matter,
    hall: Hall,
    case: Case,
    views: list[DutyView],
    project: ProjectRow | None,
    owner: int,
    among: frozenset[str] = frozenset(),
) -> tuple[DutyView, ...]:
    """Bring the stored duties of a project, or those `among` of an owner, in step with `views`; those just opened."""
    kept = (
        Duty.objects.filter(project_id=project.id)
        if project
        else Duty.objects.filter(project=None, owner_id=owner, pack=matter.pack.id, duty__in=among)
    )
    stored = {one.key: one for one in kept}
    holders: dict[str, int | None] = {}
    fresh, changed = [], []
    opened = []
    for view in views:
        if view.who not in holders:
            holders[view.who] = holder_id(hall, view.who)
        columns = _columns(view, holders[view.who])
        known = stored.pop(view.key, None)
        if known is None:
            row = case.rows.get(view.subject)
            fresh.append(
                Duty(
                    project_id=project.id if project else None,
                    subject_id=row.id if row and row.id else None,
                    owner_id=owner,
                    pack=matter.pack.id,
                    duty=view.id,
                    key=view.key,
                    opened_on=view.opened_on,
                    level=view.level,
                    **columns,
                )
            )
            if view.status in WAITING:
                opened.append(view)
        elif any(getattr(known, name) != columns[name] for name in _COMPARED):
            for name, value in columns.items():
                setattr(known, name, value)
            changed.append(known)
    Duty.objects.bulk_create(fresh)
    Duty.objects.bulk_update(changed, _COMPARED)
    gone = [one for one in stored.values() if one.status in WAITING]
    for one in gone:
        one.status, one.body = "dropped", body.text_of(stopped(body.duty_from(one.body), matter.pack))
    Duty.objects.bulk_update(gone, ("status", "body"))
    return tuple(opened)


def stopped(view: DutyView, pack: Pack) -> DutyView:
    """A duty that is owed no longer; where the release changed under it, its day says so."""
    since = pack.valid_from
    if since is None or view.id in pack.duties or view.opened_on is None or view.opened_on >= since:
        return replace(view, status="dropped")
    title = next(iter(pack.measures.values())).title
    words = f"{zh_date(since)}起适用《{title}》，其中没有这项义务，期限停止计算"
    return replace(view, status="dropped", due=replace(view.due, steps=(*view.due.steps, DueStep("stopped", words))))


def _columns(view: DutyView, organisation: int | None) -> dict[str, Any]:
    return {
        "who": view.who,
        "organisation_id": organisation,
        "due_on": view.due.on,
        "latest_on": view.due.latest or view.due.on,
        "provisional": view.due.provisional,
        "remind_on": view.remind_on,
        "done_on": view.done_on,
        "status": view.status,
        "body": body.text_of(view),
    }


def _of_project(matter: Matter, case: Case, view: DutyView) -> bool:
    """Whether a duty of the case is this project's: not the unit's or the office's, nor another project's."""
    duty = matter.pack.duties.get(view.id)  # None: one that an earlier release left behind
    if duty is not None and duty.of in reader(matter.pack).above:
        return False
    return "/" not in view.subject and "/" not in view.key


def _above(matter: Matter, *, below_unit: bool) -> frozenset[str]:
    """The pack's duties that hang on no project: those of a unit, or those of the office itself."""
    pack = matter.pack
    return frozenset(
        one.id
        for one in pack.duties.values()
        if one.of in reader(pack).above and _below_unit(matter, one.of) == below_unit
    )


def _below_unit(matter: Matter, kind: str) -> bool:
    here: str | None = kind
    while here is not None and here != "unit":
        general = matter.pack.subject_types.get(here)
        here = general.parent if general else None
    return here == "unit"
