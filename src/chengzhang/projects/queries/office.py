"""Matters of the office or of a unit: review sessions, annual plans, bundles, restrictions."""

from __future__ import annotations

from chengzhang.foundation import clock
from chengzhang.foundation.models import Organisation
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.rulebook.standing import standing

from .. import facts
from ..calendars import calendar_of
from ..footprint import reader
from ..models import Decision, Duty, Handed
from ..opening import Matter, Target, place_of
from ..refusal import NotFound
from ..roles import Hall, roles_of
from ..sight import reach
from . import filed
from .batch import member_lines
from .lines import duty_line, happenings, is_mine, pack_line
from .moment import HOW, option, options
from .pages import OfficePage
from .project import subject_line
from .rows import Option, SubjectLine


def office_matter(actor: Actor, unit: int | None = None) -> Matter:
    """The office as this actor may open it: the unit's own rows, and the authority's for those the pack names."""
    today = clock.today()
    held = standing(place_of(actor), today)
    organisation = Organisation.objects.get(id=unit or actor.organisation_id)
    above = facts.fetch_above(held.pack.id, (organisation.pk,), held.authority_id)
    case = facts.build(
        held.pack, [], above, (), held.authority_id, (organisation.pk, organisation.name, organisation.kind)
    )
    calendar = calendar_of(held.pack)
    return Matter(held, calendar, today, case, Hall(held.pack, held.bench, case, today, calendar), actor)


def office(actor: Actor, of: str, unit: int | None = None) -> OfficePage:
    """A matter of the office ("review_session.3") or of the actor's unit."""
    matter = office_matter(actor, unit)
    row = matter.case.rows.get(of)
    named = reach(matter.pack, actor.organisation_name).declared
    own = row is not None and row.organisation_id == actor.organisation_id
    if row is None or not (named or own):
        raise NotFound("事项")
    roles = roles_of(actor, matter.hall, row.node)
    acts = [
        option(matter, action, row.node, row)
        for action in matter.pack.subjects[row.kind].actions.values()
        if row.node.state in action.from_states and not action.only_through
    ]
    found = Decision.objects.filter(subject_id=row.id).select_related("person", "organisation")
    anything = next(iter(matter.pack.subjects[row.kind].actions.values()))
    target = Target(matter, anything, reader(matter.pack).of(anything), row.node, row, roles)
    return OfficePage(
        subject=subject_line(matter, row),
        pack=pack_line(matter.pack),
        options=tuple(sorted(acts, key=lambda one: HOW.index(one.how))),
        duties=tuple(
            duty_line(one, matter.pack, matter.on, is_mine(one, actor), "", "")
            for one in Duty.objects.filter(subject_id=row.id).exclude(status="dropped").select_related("project")
        ),
        members=member_lines(target),
        papers=filed.groups(matter, actor, roles, Handed.objects.filter(subject_id=row.id)),
        timeline=happenings(found, matter.pack),
        revision=row.revision,
    )


def office_list(actor: Actor) -> tuple[tuple[SubjectLine, ...], tuple[Option, ...]]:
    """Every matter of the office and of the actor's unit, newest first, and what may be begun."""
    matter = office_matter(actor)
    named = reach(matter.pack, actor.organisation_name).declared
    rows = [
        row
        for row in matter.case.rows.values()
        if row.kind not in ("unit", "authority_office") and (named or row.organisation_id == actor.organisation_id)
    ]
    lines = tuple(subject_line(matter, row) for row in sorted(rows, key=lambda row: -row.id))
    return lines, tuple(one for one in options(matter, above=True) if one.how in ("do", "part"))
