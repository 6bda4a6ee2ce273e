"""What the parties say on each member of a batch before the batch decides: asked when called, used at the close.

A review session is called on many projects; every body and the experts drawn for a project say their part on that
project's own act (`review.conclude`), in any order. Nothing is done when the last has spoken: the session's close does
all members at once, each with its own answers and with the parts that were given on it.
"""

from __future__ import annotations

import json

from chengzhang.engine.case import Part as GivenPart
from chengzhang.engine.pack.model import Action

from ..command import Command
from ..models import Joint, Part
from ..opening import Target, open_target
from . import joint as joints
from .effects import Written


def follow_ups(target: Target, action: Action) -> list[Action]:
    """The joint acts that an act of a batch does to its members."""
    kind = target.matter.pack.subject_types.get(action.subject)
    if kind is None or not kind.members:
        return []
    found = [target.matter.pack.actions[one.act] for one in action.then]
    return [one for one in found if one.subject == kind.members and one.with_]


def given(target: Target) -> tuple[GivenPart, ...]:
    """The parts given on each member, for an act of the batch that takes them up."""
    acts = [one.id for one in follow_ups(target, target.action)]
    if not acts or target.action.with_:
        return ()
    rows = [target.matter.case.row(member) for member in target.node.members]
    names = {row.id: row.node.id for row in rows if row is not None and row.id}
    found = Part.objects.filter(subject_id__in=names, action__in=acts, used_by=None, withdrawn=False)
    return tuple(
        GivenPart(one.role, str(one.person_id), one.favour, one.text, one.on, names[one.subject_id]) for one in found
    )


def ask(command: Command, target: Target, written: Written) -> None:
    """After an act on a batch: ask the parties of what its next act will do to each member, and draw the experts."""
    row, defined = written.row, target.matter.pack.subjects.get(target.node.kind)
    if row is None or defined is None or not target.node.members:
        return
    coming = [one for one in defined.actions.values() if row.node.state in one.from_states]
    acts = {act.id for one in coming for act in follow_ups(target, one)}
    for act in sorted(acts):
        for member in target.node.members:
            code, _, own = member.id.partition("/")
            _ask_one(open_target(command.actor, act, code, own, target.matter.on, lock=True), row.node.id)


def _ask_one(target: Target, batch: str) -> None:
    """One member's parties; what waits already, for this batch or by itself, goes on waiting."""
    if target.row is None or target.node.state not in target.action.from_states:
        return
    actor = target.matter.actor
    told: dict[str, object] = {"through": batch, "answers": {}, "acting_for": None}
    joint, fresh = Joint.objects.get_or_create(
        subject_id=target.row.id,
        action=target.action.id,
        ended_by=None,
        withdrawn=False,
        defaults={
            "project_id": target.row.project_id,
            "command": json.dumps(told, ensure_ascii=False),
            "person_id": actor.person_id if actor else None,
            "organisation_id": actor.organisation_id if actor else None,
            "post_id": actor.post_id if actor else None,
            "since_on": target.matter.on,
        },
    )
    if fresh:
        joints.ask_parties(target, joint)


def conclude(target: Target, written: Written, decision: int) -> None:
    """The parts of every member that the batch act has taken along are used up."""
    for effect, row in written.effects:
        action = target.matter.pack.actions.get(effect.action)
        if action is not None and action.with_ and effect.action != target.action.id:
            joints.conclude(row, action, decision, True)
