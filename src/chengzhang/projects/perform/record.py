"""Stores an act with all that belongs to it: the decision, rows, duties, the ledger entry, messages. All or none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes

from chengzhang.engine.decision import Decision
from chengzhang.foundation.ledger.append import append
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal

from .. import body
from ..command import Command
from ..facts import ProjectRow
from ..opening import Target
from ..registry import Happened, rooms_for
from . import due, lists, papers, statements
from .effects import Written, apply


class RoomRefused(Exception):
    """A room's own invariant stands against an act that the rules allow: nothing of it may stay."""

    def __init__(self, refusal: Refusal, decision: Decision) -> None:
        super().__init__(refusal.code)
        self.refusal, self.decision = refusal, decision


def record(command: Command, target: Target, decision: Decision, at: datetime, written: Written, counts: bool) -> int:
    """Store what the engine answered and, where it allows, what follows; the decision's number.

    `counts`: the act changes the project (it is done, or now waits for others), so pages drawn before are stale.
    """
    if decision.outcome.allows:
        apply(target, decision, written, command.answers, at)
    number = _store(command, target, decision, at, written, counts)
    if decision.outcome.allows and not written.alone:
        _follow_up(command.actor, target, decision, number, written)
    if counts and not written.alone:
        _touch_projects(target, written, at, decision.outcome.allows)
    _enter(command, target, decision, number, written)
    if written.opened:
        due.tell(target.matter, written.opened)
    return number


def _store(command: Command, target: Target, decision: Decision, at: datetime, written: Written, counts: bool) -> int:
    actor = command.actor
    project = written.project or target.matter.case.project
    row = written.row or target.row
    receipt = body.receipt_text(decision.receipt) if decision.receipt else "{}"
    answer = body.text_of(decision)
    written.told = f"{answer}\n{receipt}"
    values = (
        project.id if project else None,
        row.id if row else None,
        decision.action,
        statements.day(target.matter.on),
        statements.moment(at),
        decision.outcome.value,
        decision.outcome.allows,
        actor.person_id if actor else None,
        actor.organisation_id if actor else None,
        (project.revision if project else row.revision if row else 0) + (1 if counts and project else 0),
        command.reason,
        answer,
        receipt,
    )
    if project is None or not counts or not _stands_alone(target, written):
        return statements.insert_decision(values, written.waiting)
    written.alone = True
    lists.refresh(target.matter, target.footprint, project, target.matter.case.projects[project.code][1])
    number, changed, written.head = statements.insert_alone(project, at, values, written.waiting)
    if changed:
        written.projects.append(project)
    return number


def _stands_alone(target: Target, written: Written) -> bool:
    """Whether nothing follows from the act but its own rows: no duty, party, paper, room or second project."""
    foot, case = target.footprint, target.matter.case
    if not written.effects or case.unit_outside or written.project is not None or foot.duties or foot.parties:
        return False
    if target.node.members or any(row.home is not case.project for _, row in written.effects):
        return False
    return not any(
        effect.freezes or effect.makes or effect.baseline or next(rooms_for(effect), None)
        for effect, _ in written.effects
    )


def _follow_up(actor: Actor | None, target: Target, decision: Decision, number: int, written: Written) -> None:
    matter = target.matter
    for effect, row in written.effects:
        if effect.freezes:
            papers.freeze(matter, row, effect.freezes, number)
        if effect.makes:
            written.printed += papers.made(matter, row, effect, number)
        if effect.baseline:
            lists.new_baseline(matter, row, number, effect.on)
        for room in rooms_for(effect):
            try:
                room(Happened(matter.pack, matter.case, row, effect, actor, matter.on, number))
            except Refusal as no:
                raise RoomRefused(no, decision) from no
    lists.keep_members(target, written, decision)


def _touch_projects(target: Target, written: Written, at: datetime, allowed: bool) -> None:
    """Bring each project's copies up to date, its duties and its revision."""
    matter = target.matter
    touched = {row.home.id: row.home for _, row in written.effects if row.home is not None}
    project = written.project or matter.case.project
    if project is not None:
        touched[project.id] = project
    for one in touched.values():
        node = matter.case.projects[one.code][1]
        if allowed:
            lists.refresh(matter, target.footprint, one, node)
            if target.footprint.duties:
                written.opened += due.refresh_project(matter, one, node)
            if target.footprint.parties:
                lists.refresh_parties(matter, one, node)
        if statements.update_project(one, at):
            written.projects.append(one)
    if allowed and target.footprint.duties:
        acts = {effect.action for effect, _ in written.effects}
        if matter.case.unit_outside or acts & due.fulfilling_above(matter):
            written.opened += due.refresh_office(matter)


def _enter(command: Command, target: Target, decision: Decision, number: int, written: Written) -> None:
    """The ledger's entry: which decision, and what every row it changed now holds, by digest."""
    project = written.project or target.matter.case.project
    row = written.row or target.row
    told: dict[str, Any] = {"decision": number, "digest": digest(written.told)}
    if written.projects:
        told["projects"] = [[one.id, digest(project_text(one))] for one in written.projects]
    changed = target.touched | written.changed
    if changed:
        told["subjects"] = [[one.id, one.revision, digest(one.text)] for one in changed.values()]
    if written.printed:
        told["printed"] = written.printed
    if command.papers:
        told["papers"] = dict(command.papers)
    if command.reason:
        told["reason"] = command.reason
    if command.lifted:
        told["lifted"] = dict(command.lifted)
    append(
        command.actor,
        decision.action,
        outcome=decision.outcome.value,
        body=told,
        for_organisation_id=project.organisation_id if project else None,
        project_id=project.id if project else None,
        subject_id=row.id if row else None,
        head=written.head,
    )


def project_text(project: ProjectRow) -> str:
    """What a project's row says of itself, as one text, for its digest. Its next due day follows from its duties."""
    one = project
    told = (one.code, one.title, one.organisation_id, one.pack, one.track, one.stage, one.amount, one.year, one.closed)
    return "\n".join(map(str, told))


def digest(text: str) -> str:
    """SM3 of a text, hex."""
    made = hashes.Hash(hashes.SM3())
    made.update(text.encode())
    return made.finalize().hex()
