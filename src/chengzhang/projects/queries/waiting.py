"""Parts of joint acts that have not been given."""

from __future__ import annotations

from django.db.models import QuerySet

from chengzhang.engine.pack.model import Pack

from ..models import Joint, Wanted
from .rows import WantedLine


def wanted_lines(joints: QuerySet[Joint], pack: Pack | None) -> tuple[WantedLine, ...]:
    """Every part still wanted by these waiting acts, oldest first."""
    waiting = joints.filter(ended_by=None, withdrawn=False)
    found = (
        Wanted.objects.filter(joint__in=waiting, given=False)
        .select_related("joint__project", "joint__subject", "organisation")
        .order_by("joint__since_on", "id")
    )
    return tuple(line(one, pack) for one in found)


def line(one: Wanted, pack: Pack | None) -> WantedLine:
    joint = one.joint
    action = pack.actions.get(joint.action) if pack else None
    subject = joint.subject
    many = pack is not None and subject.kind in pack.subject_types and pack.subject_types[subject.kind].many
    return WantedLine(
        project=joint.project.code if joint.project else None,
        title=joint.project.title if joint.project else "",
        subject=f"{subject.kind}.{subject.number}" if many else subject.kind,
        action=joint.action,
        action_zh=action.zh if action else joint.action,
        role=one.role,
        role_zh=pack.call(one.role) if pack else one.role,
        part=one.part,
        organisation=one.organisation.short if one.organisation else "",
        since_on=joint.since_on,
        due_on=one.due_on,
    )
