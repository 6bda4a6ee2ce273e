"""Members of a batch: those it has, and those that could join."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from chengzhang.engine.values import Money

from ..models import Membership, Project, Subject
from ..opening import Target
from .rows import MemberLine

_MOST = 500  # candidates shown; a batch is a meeting's or a year's worth


def member_lines(target: Target) -> tuple[MemberLine, ...]:
    """Members first, then candidates: subjects in a state from which a follow-up of the batch can take them on."""
    pack = target.matter.pack
    general = pack.subject_types.get(target.node.kind)
    if general is None or not general.members:
        return ()
    kind = general.members
    mine = (
        {one.member_id: one for one in Membership.objects.filter(batch_id=target.row.id).select_related("member")}
        if target.row
        else {}
    )
    states = _states(target, kind)
    rows = Subject.objects.filter(pack=pack.id, kind=kind, project__isnull=False).filter(
        Q(id__in=list(mine)) | Q(state__in=states)
    )
    many = pack.subject_types[kind].many
    found = [
        _line(one, f"{kind}.{one.number}" if many else kind, mine.get(one.pk))
        for one in rows.select_related("project__organisation")[:_MOST]
    ]
    if "new" in states:
        begun = Subject.objects.filter(project=OuterRef("pk"), kind=kind)
        fresh = Project.objects.filter(~Exists(begun), pack=pack.id, closed=False).exclude(stage="")
        found += [
            _fresh(one, f"{kind}.1" if many else kind) for one in fresh.select_related("organisation")[:_MOST]
        ]
    return tuple(sorted(found, key=lambda one: (not one.chosen, one.project)))


def _states(target: Target, kind: str) -> list[str]:
    """The states from which any follow-up of this batch's acts takes a member on."""
    defined = target.matter.pack.subjects.get(target.node.kind)
    states: dict[str, None] = {}
    for action in defined.actions.values() if defined else ():
        for follow in action.then:
            act = target.matter.pack.actions.get(follow.act)
            if act is not None and act.subject == kind:
                states.update(dict.fromkeys(act.from_states))
    return list(states)


def _line(one: Subject, name: str, membership: Membership | None) -> MemberLine:
    project = one.project
    if project is None:
        raise LookupError(f"the member {one.pk} has no project")
    return MemberLine(
        id=f"{project.code}/{name}",
        project=project.code,
        title=project.title,
        unit=project.organisation.short,
        amount=Money(project.amount) if project.amount is not None else None,
        state=one.state,
        chosen=membership is not None and not membership.left_out,
        left_out=membership.left_out if membership else "",
    )


def _fresh(project: Project, name: str) -> MemberLine:
    return MemberLine(
        id=f"{project.code}/{name}",
        project=project.code,
        title=project.title,
        unit=project.organisation.short,
        amount=Money(project.amount) if project.amount is not None else None,
        state="new",
        chosen=False,
    )
