"""Tells of lateness, once a duty: those who owe it, and those whom the pack says must be told."""

from __future__ import annotations

from django.db.models import QuerySet

from chengzhang.engine.decision import DutyView
from chengzhang.engine.values import zh_date
from chengzhang.foundation.outbox.post import Note, post

from .. import body
from ..models import Duty
from ..opening import Matter
from .due import holder_id


def tell_late(matter: Matter, duties: QuerySet[Duty]) -> int:
    """Once a duty: to who owes it and to whom the pack says must be told."""
    notes = []
    for duty in duties.filter(status="late", told_late=False).exclude(level="advise"):
        view = body.duty_from(duty.body)
        late = matter.pack.duties[duty.duty].late if duty.duty in matter.pack.duties else None
        bodies = {duty.organisation_id, *(holder_id(matter.hall, role) for role in (late.notify if late else ()))}
        notes += [_note(matter, view, one, late.say if late else "") for one in sorted(b for b in bodies if b)]
        duty.told_late = True
        duty.save(update_fields=["told_late"])
    post(notes)
    return len(notes)


def _note(matter: Matter, view: DutyView, organisation: int, say: str) -> Note:
    project = matter.case.project
    last = view.due.latest or view.due.on
    when = f"{zh_date(last)}已过" if last else ""
    return Note(
        subject=f"逾期：{view.say}",
        text="；".join(filter(None, [project.title if project else "", when, say])),
        link=f"/projects/{project.code}" if project else "/",
        to_organisation_id=organisation,
        project_id=project.id if project else None,
    )
