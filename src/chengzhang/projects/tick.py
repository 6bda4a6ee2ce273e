"""The morning's work: what fell due, what lapsed, what a new calendar moved; system acts go through the same door.

Once a day for a pack and a calendar: a second run finds its mark and does nothing. A project that fails is named and
does not keep the others from being done; the day is marked only when none failed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction

from chengzhang.engine.deciding.barring import lapses
from chengzhang.engine.pack.model import Pack
from chengzhang.foundation import clock
from chengzhang.foundation.models import Organisation
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook.standing import installed, standing

from . import calendars, facts
from .command import Command
from .models import Duty, Project, Tick
from .opening import Matter, open_project
from .perform import perform
from .perform.due import refresh_office, refresh_project, tell
from .perform.lateness import tell_late
from .perform.statements import day
from .roles import Hall

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Morning:
    """What a morning did. `failed`: project code -> why."""

    on: date
    packs: list[str] = field(default_factory=list)
    projects: int = 0
    acts: list[str] = field(default_factory=list)
    notices: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def tick() -> Morning:
    """Do today's work for every pack that binds today and has not been done."""
    calendars.forget()
    done = Morning(clock.today())
    for name in dict.fromkeys(one.pack for one in installed()):
        try:
            held = standing(name, done.on)
        except Refusal:
            continue  # not in force today
        calendar = calendars.calendar_of(held.pack)
        if Tick.objects.filter(pack=name, on=done.on, calendar=calendar.digest).exists():
            continue
        failed = len(done.failed)
        _units(held.pack, held.authority_id, done)
        for code in list(Project.objects.filter(pack=name, closed=False).order_by("id").values_list("code", flat=True)):
            _safely(code, done)
        if len(done.failed) == failed:
            Tick.objects.create(pack=name, on=done.on, calendar=calendar.digest, at=clock.now())
            done.packs.append(name)
    return done


def _safely(code: str, done: Morning) -> None:
    try:
        with transaction.atomic(durable=True):
            _refresh(code, done)
        for act in list(_system_acts(code, done.on)):
            outcome = perform(act)
            if outcome.done:
                done.acts.append(f"{code} {act.action}")
        done.projects += 1
    except Exception as error:  # one project's trouble must not cost the others their morning
        log.exception("tick: %s", code)
        done.failed[code] = str(error)


def _system_acts(code: str, on: date) -> Iterator[Command]:
    """States that the clock ended, and what a late duty makes the system do."""
    matter = open_project(None, code, on)
    home = matter.case.home
    if home is None:
        return
    for view in lapses(matter.pack, home.root(), on, matter.calendar, matter.bench):
        act = _lapse_act(matter.pack, matter, view.subject_id, view.to)
        if view.lapsed and act is not None:
            yield Command(act, None, project=code, of=view.subject_id)
    for duty in Duty.objects.filter(project__code=code, status="late"):
        late = matter.pack.duties[duty.duty].late if duty.duty in matter.pack.duties else None
        if late is not None and late.does is not None and _open_to(matter, late.does):
            yield Command(late.does, None, project=code)


def _lapse_act(pack: Pack, matter: Matter, subject: str, to: str) -> str | None:
    row = matter.case.rows.get(subject)
    if row is None or row.kind not in pack.subjects:
        return None
    acts = pack.subjects[row.kind].actions.values()
    return next((a.id for a in acts if a.by == "system" and a.to == to and row.node.state in a.from_states), None)


def _open_to(matter: Matter, action: str) -> bool:
    """Whether a subject stands in a state from which the act goes."""
    defined = matter.pack.actions.get(action)
    return defined is not None and any(
        row.kind == defined.subject and row.node.state in defined.from_states for row in matter.case.rows.values()
    )


def _refresh(code: str, done: Morning) -> None:
    matter = open_project(None, code, done.on, lock=True)
    project, home = matter.case.project, matter.case.home
    if project is None or home is None:
        return
    before = project.due_on
    opened = refresh_project(matter, project, home)
    tell(matter, opened)
    if project.due_on != before:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE projects_project SET due_on = %s WHERE id = %s", (day(project.due_on), project.id))
    done.notices += tell_late(matter, Duty.objects.filter(project_id=project.id))


def _units(pack: Pack, authority: int | None, done: Morning) -> None:
    """The duties that hang on no project: each unit's, and the office's."""
    words = pack.types.get("unit_type")
    kinds = list(words.words) if words else []
    bodies = Organisation.objects.filter(place=pack.id, kind__in=kinds) | Organisation.objects.filter(
        projects__pack=pack.id
    )
    for body_ in bodies.distinct().order_by("id"):
        with transaction.atomic(durable=True):
            held = standing(pack.id, done.on)
            above = facts.fetch_above(pack.id, (body_.pk,), authority)
            case = facts.build(pack, [], above, (), authority, (body_.pk, body_.name, body_.kind))
            calendar = calendars.calendar_of(pack)
            hall = Hall(pack, held.bench, case, done.on, calendar)
            matter = Matter(held, calendar, done.on, case, hall, None)
            tell(matter, refresh_office(matter))
            done.notices += tell_late(matter, Duty.objects.filter(project=None, owner_id=body_.pk, pack=pack.id))
