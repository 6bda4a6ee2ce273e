"""Joint acts: what the other parties say, the act that waits for them, and exceptions that somebody else grants."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from chengzhang.engine.case import Act
from chengzhang.engine.case import Part as GivenPart
from chengzhang.engine.clock import NotAnnounced, add
from chengzhang.engine.pack.model import Action, Party
from chengzhang.foundation import clock
from chengzhang.foundation.ledger.append import append
from chengzhang.foundation.models import Organisation
from chengzhang.foundation.outbox.post import Note, post
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.people.posts import actor as actor_of

from ..command import Command, Outcome
from ..facts import Row
from ..models import Joint, Lifting, Part, Wanted
from ..opening import Target, open_target
from ..refusal import Malformed, NotFound, NotYours
from ..roles import names_of
from . import statements
from .draw import draw
from .effects import Written, new_row
from .narrow import refuse_words

FULL_MARKS = 100


def given(target: Target) -> tuple[GivenPart, ...]:
    """The parts that wait to be taken up by this act."""
    if target.row is None:
        return ()
    found = Part.objects.filter(subject_id=target.row.id, action=target.action.id, used_by=None, withdrawn=False)
    return tuple(
        GivenPart(one.role, str(one.person_id), one.favour, one.text, one.on, member)
        for one in found
        for member in _members(target, one)
    )


def _members(target: Target, part: Part) -> list[str]:
    """The members of a batch a part speaks for: those of the speaker's own unit, where each member must speak."""
    party = next((one for one in target.action.with_ if one.role == part.role), None)
    if party is None or not party.each_member:
        return [""]
    rows = [target.matter.case.row(member) for member in target.node.members]
    return [row.node.id for row in rows if row is not None and row.organisation_id == part.organisation_id] or [""]


def asked_on(target: Target) -> date | None:
    """The day the other parties were asked, when the act waits for them already."""
    if target.row is None:
        return None
    waiting = Joint.objects.filter(subject_id=target.row.id, action=target.action.id, ended_by=None, withdrawn=False)
    return waiting.values_list("since_on", flat=True).first()


def with_liftings(target: Target, act: Act) -> Act:
    """The act with the exceptions that others granted for it; their role counts, for they were asked when they did."""
    holds = {target.action.by, target.action.entered_by} & act.roles
    if not holds or target.row is None:
        return act
    found = list(Lifting.objects.filter(subject_id=target.row.id, action=target.action.id, used_by=None))
    if not found:
        return act
    lifted = {one.rule: one.reason for one in found} | act.lifted
    return replace(act, lifted=lifted, roles=act.roles | {one.role for one in found})


def begin(target: Target, written: Written) -> None:
    """A subject on which a joint act waits must be stored, though it is not begun yet."""
    if target.row is not None:
        return
    row = new_row(target.matter, target.node)
    statements.insert_subject(row, target.matter.pack.id)
    target.row = written.row = row
    written.changed[row.node.id] = row


def wait(target: Target, command: Command, row: Row | None) -> None:
    """Keep the act until the last part is in, and put it on the other parties' desks."""
    if row is None:
        raise LookupError("a joint act waits on no subject")
    told = {
        "answers": dict(command.answers),
        "reason": command.reason,
        "lifted": dict(command.lifted),
        "not_applicable": dict(command.not_applicable),
        "members": {name: dict(answers) for name, answers in command.members.items()},
        "acting_for": command.actor.acting_for if command.actor else None,
    }
    actor = command.actor
    joint, _ = Joint.objects.update_or_create(
        subject_id=row.id,
        action=target.action.id,
        ended_by=None,
        withdrawn=False,
        defaults={
            "project_id": row.project_id,
            "command": json.dumps(told, ensure_ascii=False),
            "person_id": actor.person_id if actor else None,
            "organisation_id": actor.organisation_id if actor else None,
            "post_id": actor.post_id if actor else None,
            "since_on": target.matter.on,
        },
    )
    ask_parties(target, joint)


def ask_parties(target: Target, joint: Joint) -> None:
    """Put the act on the desks of those who have not spoken; of a pool, draw who speaks."""
    hall = target.matter.hall
    spoken = {one.role for one in given(target)}
    notes = []
    for party in target.action.with_:
        role = target.matter.pack.roles.get(party.role)
        if role is None or (role.pool and not party.at_least):
            continue
        due_on = _due(target, party)
        if role.pool:
            notes += [_note(target, person=one.person_id) for one in draw(target, role, party.at_least)]
        names = names_of(role, hall)
        bodies: list[Organisation | None] = list(Organisation.objects.filter(name__in=names))
        for organisation in bodies or [None]:
            wanted, fresh = Wanted.objects.update_or_create(
                joint=joint,
                role=party.role,
                organisation=organisation,
                defaults={"part": party.part, "due_on": due_on, "given": party.role in spoken},
            )
            if fresh and organisation is not None and not wanted.given:
                notes.append(_note(target, organisation=organisation.pk))
    post(notes)


def _due(target: Target, party: Party) -> date | None:
    """The last day for a part, where the pack gives one."""
    if party.within is None:
        return None
    rolls = target.matter.pack.calendar.roll == "next_working_day"
    try:
        return add(target.matter.on, party.within, target.matter.calendar, "next_working_day" if rolls else None).last
    except NotAnnounced:
        return None


def _note(target: Target, organisation: int | None = None, person: int | None = None) -> Note:
    project = target.matter.case.project
    title = project.title if project else ""
    own = target.node.id.rpartition("/")[2]
    of = f"?of={own}" if "." in own else ""  # which of several: years later there may be more of the kind
    where = f"/projects/{project.code}" if title and project else ""
    return Note(
        subject=f"请会办：{target.action.zh}{'，' + title if title else ''}",
        link=f"{where}/do/{target.action.id}{of}",
        to_organisation_id=organisation,
        to_person_id=person,
        project_id=project.id if title and project else None,
    )


def conclude(row: Row, action: Action, decision: int, done: bool) -> None:
    """Nothing waits for the act any more. When it was done, its parts and exceptions are used up."""
    if not done:
        Joint.objects.filter(subject_id=row.id, action=action.id, ended_by=None).update(withdrawn=True)
        return
    if action.with_:
        Part.objects.filter(subject_id=row.id, action=action.id, used_by=None, withdrawn=False).update(used_by=decision)
        Joint.objects.filter(subject_id=row.id, action=action.id, ended_by=None).update(ended_by=decision)
    Lifting.objects.filter(subject_id=row.id, action=action.id, used_by=None).update(used_by=decision)


def give_part(
    actor: Actor,
    code: str | None,
    action: str,
    of: str | None = None,
    *,
    role: str | None = None,
    favour: bool = True,
    text: str = "",
    score: int | None = None,
) -> Outcome | None:
    """Say one's part in a joint act. When it was the last one wanted, the waiting act is done and its outcome given.

    `score`: of 100, from those who advise.
    """
    with transaction.atomic(durable=True):
        target = _party_target(actor, code, action, of)
        mine = [one for one in target.action.with_ if one.role in target.roles and role in (None, one.role)]
        if not mine:
            raise NotYours(f"{actor.organisation_name}不是“{target.action.zh}”的会办方。")
        if not favour and not text.strip():
            raise Malformed("不同意的意见要写明理由。")
        refuse_words(target.matter, [text])
        _refuse_wrong_score(mine, score)
        row = target.row
        if row is None:
            written = Written()
            begin(target, written)
            row = target.row
        if row is None:
            raise NotFound("事项")
        said = _Said(favour, text.strip(), score, clock.now())
        for party in mine:
            _keep_part(target, row, party, actor, said)
        append(
            actor,
            "part.give",
            outcome="given",
            body={"action": action, "roles": [one.role for one in mine], "favour": favour, "text": said.text}
            | ({} if score is None else {"score": score})
            | _begun(row),
            project_id=row.project_id,
            subject_id=row.id,
        )
        waiting = Joint.objects.filter(subject_id=row.id, action=action, ended_by=None, withdrawn=False).first()
        resumed = _resumed(waiting, code, target) if waiting is not None else None
    if resumed is None:
        return None
    from .act import resume

    return resume(*resumed)


@dataclass(frozen=True, slots=True)
class _Said:
    favour: bool
    text: str
    score: int | None
    at: datetime


def _keep_part(target: Target, row: Row, party: Party, actor: Actor, said: _Said) -> None:
    """Write a party's word in place of what the same person said before."""
    action = target.action.id
    Part.objects.filter(
        subject_id=row.id, action=action, role=party.role, person_id=actor.person_id, used_by=None, withdrawn=False
    ).update(withdrawn=True)
    Part.objects.create(
        project_id=row.project_id,
        subject_id=row.id,
        action=action,
        role=party.role,
        person_id=actor.person_id,
        organisation_id=actor.organisation_id,
        favour=said.favour,
        text=said.text,
        score=said.score,
        on=target.matter.on,
        at=said.at,
    )
    _satisfy(row, action, party, actor)


def _refuse_wrong_score(mine: list[Party], score: int | None) -> None:
    if score is None:
        return
    if not any(one.part == "advice" for one in mine):
        raise Malformed("只有专家给出咨询意见时评分。")
    if not 0 <= score <= FULL_MARKS:
        raise Malformed(f"评分应在0到{FULL_MARKS}之间。")


def _satisfy(row: Row, action: str, party: Party, actor: Actor) -> None:
    """Take the part off the desks: the body's own, and the pool's once enough of those drawn have spoken."""
    said = Part.objects.filter(subject_id=row.id, action=action, role=party.role, used_by=None, withdrawn=False)
    wanted = Wanted.objects.filter(
        joint__subject_id=row.id, joint__action=action, joint__ended_by=None, role=party.role
    )
    wanted.filter(organisation=actor.organisation_id).update(given=True)
    if said.count() >= party.at_least:
        wanted.filter(organisation=None).update(given=True)


def _begun(row: Row) -> dict[str, object]:
    """For the ledger: the subject, where this has just stored it."""
    from .record import digest

    return {"subjects": [[row.id, row.revision, digest(row.text)]]} if row.text else {}


def _party_target(actor: Actor, code: str | None, action: str, of: str | None) -> Target:
    target = open_target(actor, action, code, of, clock.today(), lock=True)
    if not target.action.with_:
        raise Malformed(f"“{target.action.zh}”不需要会办。")
    return target


def _resumed(joint: Joint, code: str | None, target: Target) -> tuple[int, Command] | None:
    """The waiting act as its own party sent it; None when that party no longer holds the post, or a batch does it."""
    told = json.loads(joint.command)
    if "through" in told or joint.person_id is None or joint.post_id is None:
        return None
    actor = actor_of(joint.person_id, joint.post_id, target.matter.on, told["acting_for"])
    if actor is None:
        return None
    return joint.pk, Command(
        action=joint.action,
        actor=actor,
        project=code,
        of=target.node.id if target.row is not None else None,
        answers=told["answers"],
        reason=told["reason"],
        lifted=told["lifted"],
        not_applicable=told["not_applicable"],
        members=told["members"],
    )


def withdraw_part(actor: Actor, part: int) -> None:
    """Take back one's own part, as long as no act has taken it up."""
    with transaction.atomic(durable=True):
        found = Part.objects.select_for_update().filter(id=part, person_id=actor.person_id, withdrawn=False).first()
        if found is None:
            raise NotFound("意见")
        if found.used_by_id is not None:
            raise Malformed("这条意见已被采用，不能撤回。", "如有新情况，请另行提出。")
        found.withdrawn = True
        found.save(update_fields=["withdrawn"])
        Wanted.objects.filter(
            joint__subject_id=found.subject_id, joint__action=found.action, joint__ended_by=None, role=found.role
        ).update(given=False)
        append(
            actor,
            "part.withdraw",
            outcome="withdrawn",
            body={"part": part, "action": found.action},
            project_id=found.project_id,
            subject_id=found.subject_id,
        )


def lift(actor: Actor, code: str | None, action: str, rule: str, reason: str, of: str | None = None) -> None:
    """Grant an exception from a rule that holds in principle, for one act on one subject, with the reason."""
    with transaction.atomic(durable=True):
        target = open_target(actor, action, code, of, clock.today(), lock=True)
        known = target.matter.pack.rules.get(rule)
        if known is None or known.lift is None or action not in known.at:
            raise Malformed(f"“{rule}”不是这件事上可以放行的要求。")
        if known.lift.by not in target.roles:
            by = target.matter.pack.call(known.lift.by)
            raise NotYours(f"“{known.say}”只能由{by}放行。", known.say)
        if not reason.strip():
            raise Malformed("放行要写明理由。")
        refuse_words(target.matter, [reason])
        if target.row is None:
            begin(target, Written())
        row = target.row
        if row is None:
            raise NotFound("事项")
        Lifting.objects.filter(subject_id=row.id, action=action, rule=rule, used_by=None).delete()
        Lifting.objects.create(
            project_id=row.project_id,
            subject_id=row.id,
            action=action,
            rule=rule,
            role=known.lift.by,
            reason=reason.strip(),
            person_id=actor.person_id,
            organisation_id=actor.organisation_id,
            on=target.matter.on,
            at=clock.now(),
        )
        append(
            actor,
            "exception.grant",
            outcome="lifted",
            body={"action": action, "rule": rule, "reason": reason.strip()} | _begun(row),
            project_id=row.project_id,
            subject_id=row.id,
        )
