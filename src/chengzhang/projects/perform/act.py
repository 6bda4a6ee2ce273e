"""An act, from command to commit (the numbered walk of docs/architecture.md, steps 4 to 14)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from cryptography.hazmat.primitives import hashes
from django.db import IntegrityError, OperationalError, transaction

from chengzhang.engine.case import Act
from chengzhang.engine.decide import decide
from chengzhang.engine.decision import Decision, Finding, Truth
from chengzhang.engine.decision import Outcome as Verdict
from chengzhang.foundation import clock

from ..command import Command, Outcome
from ..models import Joint, Repeat
from ..opening import Target, open_target
from ..refusal import Busy, KeyReused, Malformed, Stale
from . import gathered, narrow, papers
from . import joint as joints
from .effects import Written
from .record import RoomRefused, record

_ABSURD = 200  # characters of an idempotency key; more is not ours


def perform(command: Command) -> Outcome:
    """Do an act, or record why not. The answer is an `Outcome` whenever the rules were asked.

    Raises `NotFound`, `Stale`, `KeyReused`, `NotAnAct`, `NoRules`, `Malformed`, `Busy` before they are; nothing is
    stored then.
    """
    try:
        try:
            with transaction.atomic(durable=True):
                return _perform(command)
        except RoomRefused as stopped:
            with transaction.atomic(durable=True):
                return _perform(command, stopped)
        except IntegrityError:
            if command.key is None:
                raise
            with transaction.atomic(durable=True):  # the same key came twice at once, and the other was first
                return _perform(command)
    except OperationalError as error:
        raise Busy(str(error)) from error


def resume(number: int, command: Command) -> Outcome | None:
    """Do a joint act that waited, for the party that began it; None when somebody else's part has just done so."""
    try:
        with transaction.atomic(durable=True):
            return _perform(command, joint=number)
    except _Ended:
        return None


class _Ended(Exception):
    """A waiting joint act has ended meanwhile."""


def _perform(command: Command, stopped: RoomRefused | None = None, joint: int | None = None) -> Outcome:
    at = clock.now()
    target = open_target(
        command.actor,
        command.action,
        command.project,
        command.of,
        at.date(),
        lock=True,
        unit=command.unit,
        pack_id=command.pack,
        members=command.members,
    )
    if command.key is not None:
        repeated = _repeated(command)
        if repeated is not None:
            return repeated
    _refuse_stale(command, target)
    narrow.refuse_words_of(target.matter, command)
    if joint is not None and not Joint.objects.filter(id=joint, ended_by=None, withdrawn=False).exists():
        raise _Ended
    for paper, version in command.papers.items():
        papers.take_in(target, paper, version)
    for paper, reason in command.not_applicable.items():
        papers.declare_skipped(target, paper, reason)
    decision = stopped_by(stopped) if stopped else ask(target, command)
    narrow.refuse_echo(target.matter, command, decision)
    return _conclude(command, target, decision, at)


def ask(target: Target, command: Command) -> Decision:
    """The engine's answer to a command on an open target."""
    matter = target.matter
    return decide(matter.pack, target.node, act_of(target, command), matter.calendar, matter.bench)


def act_of(target: Target, command: Command) -> Act:
    """A command on an open target, as the engine hears it."""
    action, actor = target.action, command.actor
    act = Act(
        action=action.id,
        on=target.matter.on,
        roles=target.roles,
        person=str(actor.person_id) if actor else "",
        organisation=actor.organisation_name if actor else "",
        answers=dict(command.answers),
        reason=command.reason,
        lifted=dict(command.lifted),
        parts=joints.given(target) if action.with_ else gathered.given(target) if action.then else (),
        asked_on=joints.asked_on(target) if action.with_ else None,
        papers=frozenset(name.partition(":")[0] for name in command.papers),
        not_applicable=dict(command.not_applicable),
        members={name: dict(answers) for name, answers in command.members.items()},
    )
    if target.row is not None and target.footprint.lifts:
        act = joints.with_liftings(target, act)
    return act


def _conclude(command: Command, target: Target, decision: Decision, at: datetime) -> Outcome:
    written = Written()
    if target.action.with_ and decision.outcome.allows:
        written.parts = tuple(int(one.person) for one in joints.given(target))
    waits = decision.outcome is Verdict.WAITS_FOR_PARTS
    if waits:
        joints.begin(target, written)
    number = record(command, target, decision, at, written, decision.outcome.allows or waits)
    row = written.row or target.row
    if waits:
        joints.wait(target, command, row)
    elif row is not None and (target.action.with_ or target.footprint.lifts):
        joints.conclude(row, target.action, number, decision.outcome.allows)
    if decision.outcome.allows and target.node.members:
        gathered.conclude(target, written, number)
        gathered.ask(command, target, written)
    if command.key is not None and command.actor is not None:
        Repeat.objects.create(
            person_id=command.actor.person_id, key=command.key, digest=_digest(command), decision_id=number, at=at
        )
    project = written.project or target.matter.case.project
    return Outcome(
        done=decision.outcome.allows,
        waits=waits,
        number=number,
        decision=decision,
        project=project.code if project else None,
        subject=(row.node if row else target.node).id,
        state=(row.node if row else target.node).state,
        revision=project.revision if project else row.revision if row else 0,
        opened=written.opened,
    )


def _refuse_stale(command: Command, target: Target) -> None:
    project = target.matter.case.project if command.project else None
    current = project.revision if project else target.row.revision if target.row else 0
    if command.revision is not None and command.revision != current:
        raise Stale(current)


def stopped_by(stopped: RoomRefused) -> Decision:
    """The decision as a room's invariant changed it: blocked, the room's sentence among the findings."""
    no = stopped.refusal
    finding = Finding("room", no.code, Truth.UNMET, "must", f"{no.say}{no.next_step}")
    return replace(
        stopped.decision,
        outcome=Verdict.BLOCKED,
        findings=(*stopped.decision.findings, finding),
        effects=(),
        then=(),
        duties_opened=(),
        duties_closed=(),
    )


def _digest(command: Command) -> str:
    told = [
        command.action,
        command.project,
        command.of,
        {key: command.answers[key] for key in sorted(command.answers)},
        command.reason,
        dict(sorted(command.lifted.items())),
        dict(sorted(command.not_applicable.items())),
        dict(sorted(command.papers.items())),
        {name: dict(answers) for name, answers in sorted(command.members.items())},
        command.unit,
    ]
    digest = hashes.Hash(hashes.SM3())
    digest.update(json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode())
    return digest.finalize().hex()


def _repeated(command: Command) -> Outcome | None:
    """The first answer to this key, if it was given one."""
    if command.actor is None or not command.key or len(command.key) > _ABSURD:
        raise Malformed("提交编号无效。", "请刷新页面重新提交。")
    found = (
        Repeat.objects.filter(person_id=command.actor.person_id, key=command.key)
        .select_related("decision__project", "decision__subject")
        .first()
    )
    if found is None or found.decision is None:
        return None
    if found.digest != _digest(command):
        raise KeyReused
    return first_answer(found.decision.pk)


def first_answer(number: int) -> Outcome:
    """What was answered when a stored decision was made."""
    from ..body import decision_from
    from ..models import Decision as Stored

    stored = Stored.objects.select_related("project", "subject").get(id=number)
    decision = decision_from(stored.body)
    return Outcome(
        done=stored.allowed,
        waits=decision.outcome is Verdict.WAITS_FOR_PARTS,
        number=stored.pk,
        decision=decision,
        project=stored.project.code if stored.project else None,
        subject=decision.subject_id or decision.subject_kind,
        state=decision.next_state if stored.allowed and decision.next_state else _state_of(stored),
        revision=stored.revision,
        opened=decision.duties_opened,
        repeated=True,
    )


def _state_of(stored: object) -> str:
    subject = getattr(stored, "subject", None)
    return subject.state if subject is not None else "new"
