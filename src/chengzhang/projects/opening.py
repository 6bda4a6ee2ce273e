"""Opens the matter an act is about: the binding release, the case, the subject, and the actor's roles in it.

Shared by the door (which locks) and by the questions that look ahead (which do not), so that both see the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from chengzhang.engine.case import Bench, Carried, Subject
from chengzhang.engine.clock.calendar import Calendar
from chengzhang.engine.pack.model import Action, Pack
from chengzhang.foundation.models import InstalledPack, Organisation
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.rulebook.standing import Standing, standing

from . import binding, facts
from .calendars import calendar_of
from .facts import Case, Found, Row
from .footprint import Footprint, reader
from .models import Membership, Party
from .models import Subject as StoredSubject
from .refusal import Malformed, NoRules, NotAnAct, NotFound
from .roles import Hall, roles_of
from .sight import may_see


@dataclass(slots=True)
class Matter:
    """An open matter. `row` is None while the subject has not been begun (its node hangs in the case all the same)."""

    standing: Standing
    calendar: Calendar
    on: date
    case: Case
    hall: Hall
    actor: Actor | None
    carried: Carried | None = None  # from the release before, where the project began under it
    older: Matter | None = None  # the same matter under the release before ...
    kept: frozenset[str] = frozenset()  # ... which still binds these kinds of subject

    @property
    def pack(self) -> Pack:
        return self.standing.pack

    @property
    def bench(self) -> Bench:
        bench = self.standing.bench
        return bench if self.carried is None else replace(bench, carried=self.carried)

    def under(self, kind: str) -> Matter:
        """The matter under the release that binds acts on this kind of subject."""
        return self.older if self.older is not None and kind in self.kept else self


@dataclass(slots=True)
class Target:
    """What an act is done to, in an open matter."""

    matter: Matter
    action: Action
    footprint: Footprint
    node: Subject
    row: Row | None
    roles: frozenset[str]
    touched: dict[str, Row] = field(default_factory=dict)  # rows that papers handed in with the act changed


def open_target(
    actor: Actor | None,
    action_id: str,
    code: str | None,
    of: str | None,
    on: date,
    *,
    lock: bool = False,
    unit: int | None = None,
    pack_id: str | None = None,
    members: Iterable[str] = (),
) -> Target:
    """The matter and the subject of an act. `NotFound` also where the actor may not see it."""
    if code is not None:
        found = facts.fetch_code(code, lock)
        if found is None:
            raise NotFound
        held = standing(found[0].pack, on, found[0].rulebook)
        matter = _of_project(actor, held, found, on, _footprint(held, action_id)).under(action_id.partition(".")[0])
        held = matter.standing
        action = _action(held.pack, action_id)
    else:
        held = standing(pack_id or place_of(actor), on)
        action = _action(held.pack, action_id)
        matter = _of_office(actor, held, action, of, on, unit, lock, members)
    node, row = _subject(matter, action, of)
    if code is None:
        _join(matter, node, row, members)
    return Target(matter, action, reader(held.pack).of(action), node, row, roles_of(actor, matter.hall, node))


def open_project(actor: Actor | None, code: str, on: date, *, lock: bool = False) -> Matter:
    """A project's matter with everything that any of its rules may ask."""
    found = facts.fetch_code(code, lock)
    if found is None:
        raise NotFound
    held = standing(found[0].pack, on, found[0].rulebook)
    return _of_project(actor, held, found, on, _widest(held.pack))


def _of_project(actor: Actor | None, held: Standing, found: Found, on: date, footprint: Footprint) -> Matter:
    project = found[0]
    if not may_see(actor, project, held.pack):
        raise NotFound
    above: Sequence[Any] = ()
    over: Sequence[Any] = ()
    if footprint.office:
        above = facts.fetch_above(project.pack, (project.organisation_id,), held.authority_id)
    if footprint.over:
        over = facts.fetch_over(project.pack, footprint.over, (project.organisation_id,), (project.id,))
    case = facts.build(held.pack, [found], above, over, held.authority_id)
    matter = _matter(actor, held, case, on, project.id)
    before = binding.earlier(held)
    if before is not None and case.home is not None and binding.older_than(held, case.home):
        matter.carried = binding.carried(held, before, case.home)
        matter.older = _matter(actor, before, case, on, project.id)
        matter.kept = binding.kept(held, before, case.home, matter.calendar)
    return matter


def _footprint(held: Standing, action_id: str) -> Footprint:
    """What an act may touch; everything, where an earlier release may bind it."""
    kind = action_id.partition(".")[0]
    if action_id in held.pack.actions and all(keep.keep != kind for keep in held.pack.transition):
        return reader(held.pack).of(_action(held.pack, action_id))
    before = binding.earlier(held)
    if before is None or action_id not in before.pack.actions:
        return reader(held.pack).of(_action(held.pack, action_id))
    wide = _widest(held.pack)
    return replace(wide, over=wide.over | _widest(before.pack).over)


def _of_office(
    actor: Actor | None,
    held: Standing,
    action: Action,
    of: str | None,
    on: date,
    unit: int | None,
    lock: bool,
    members: Iterable[str],
) -> Matter:
    number = unit or (actor.organisation_id if actor else held.authority_id)
    organisation = Organisation.objects.filter(id=number).first() if number is not None else None
    if organisation is None:
        raise Malformed("没有说明是哪个单位的事项。")
    kind = held.pack.subject_types.get(action.subject)
    joined: list[Found] = []
    if kind is not None and kind.members:
        wanted = [*_stored_members(held.pack, of, held.authority_id), *_named_members(members)]
        joined = facts.fetch_ids(wanted, lock)
    units = [organisation.pk, *(project.organisation_id for project, _ in joined)]
    above = facts.fetch_above(held.pack.id, units, held.authority_id)
    over: Sequence[Any] = ()
    footprint = reader(held.pack).of(action)
    if joined and footprint.over:
        over = facts.fetch_over(held.pack.id, footprint.over, units, [project.id for project, _ in joined])
    case = facts.build(
        held.pack, joined, above, over, held.authority_id, (organisation.pk, organisation.name, organisation.kind)
    )
    return _matter(actor, held, case, on, None)


def _matter(actor: Actor | None, held: Standing, case: Case, on: date, project_id: int | None) -> Matter:
    calendar = calendar_of(held.pack)
    drawn: frozenset[tuple[str, int]] = frozenset()
    if project_id is not None and actor is not None and any(role.pool for role in held.pack.roles.values()):
        drawn = frozenset(
            Party.objects.filter(project_id=project_id, person_id=actor.person_id).values_list("role", "person_id")
        )
    return Matter(held, calendar, on, case, Hall(held.pack, held.bench, case, on, calendar, drawn), actor)


def _action(pack: Pack, action_id: str) -> Action:
    subject, _, verb = action_id.partition(".")
    defined = pack.subjects.get(subject)
    action = defined.actions.get(verb) if defined else None
    if action is None:
        raise NotAnAct(action_id)
    return action


def _subject(matter: Matter, action: Action, of: str | None) -> tuple[Subject, Row | None]:
    """The node acted on: the one named, the single one, or a new one of a kind that may be several.

    Naming the parent ("inspection.2") begins a new one below it.
    """
    case, kind = matter.case, action.subject
    if of is not None and of != kind:
        row = case.rows.get(of)
        begins = "new" in action.from_states and matter.pack.subject_types[kind].many
        if row is not None and begins and row.kind == kind_above(matter, kind):
            return hang(matter, kind, row.node), None  # a new one of the parent named
        if row is None or row.kind != kind:
            raise NotFound("事项")
        return row.node, row
    if kind == "project" and case.home is not None:
        return case.home, case.row(case.home)
    general = matter.pack.subject_types.get(kind)
    if general is None or not general.many:
        row = case.rows.get(kind)
        if row is not None:
            return row.node, row
    elif "new" in action.from_states:
        waiting = [row for row in case.rows.values() if row.kind == kind and row.node.state == "new"]
        if waiting:  # papers or parts came before the act that begins it
            return waiting[0].node, waiting[0]
    else:
        ready = [row for row in case.rows.values() if row.kind == kind and row.node.state in action.from_states]
        if len(ready) != 1:
            raise Malformed(f"没有说明是哪一个{matter.pack.call(kind)}。", "请从项目页选中那一个再办理。")
        return ready[0].node, ready[0]
    return new_node(matter, kind), None


def new_node(matter: Matter, kind: str) -> Subject:
    """A subject not begun, hung where it belongs."""
    case, above = matter.case, kind_above(matter, kind)
    if kind == "authority_office":
        return case.root
    start = case.home or case.unit or case.root
    parent = start.up(above) if above else case.root
    if parent is None and above is not None:
        rows = [row.node for row in case.rows.values() if row.kind == above]
        if len(rows) > 1:
            raise Malformed(f"有多个{matter.pack.call(above)}，没有说明是哪一个的。")
        parent = rows[0] if rows else new_node(matter, above)
    if parent is None:
        raise NotFound("事项")
    return hang(matter, kind, parent)


def kind_above(matter: Matter, kind: str) -> str | None:
    """Whose child a subject of this kind is."""
    defined, general = matter.pack.subjects.get(kind), matter.pack.subject_types.get(kind)
    return (defined.parent if defined else None) or (general.parent if general else None)


def hang(matter: Matter, kind: str, parent: Subject) -> Subject:
    """A subject not begun, below this one."""
    number = 1 + max((row.number for row in matter.case.rows.values() if row.kind == kind), default=0)
    return parent.add(Subject(kind, facts.name_of(matter.pack, kind, number)))


def _join(matter: Matter, batch: Subject, row: Row | None, named: Iterable[str]) -> None:
    """Hang the members on a batch: those stored, and those the act names."""
    kind = matter.pack.subject_types.get(batch.kind)
    if kind is None or not kind.members:
        return
    by_id = {one.id: one for one in matter.case.rows.values()}
    if row is not None:
        stored = Membership.objects.filter(batch_id=row.id, left_out="").values_list("member_id", flat=True)
        batch.members = [by_id[number].node for number in stored if number in by_id]
    for name in named:
        member = matter.case.rows.get(name)
        node = member.node if member else _begin_member(matter, name, kind.members)
        if node.kind != kind.members:
            raise Malformed(f"“{name}”不能加入{matter.pack.call(batch.kind)}。")
        if node not in batch.members:
            batch.members.append(node)


def _begin_member(matter: Matter, name: str, kind: str) -> Subject:
    """A member that its project has not begun yet (an approval that a bundle begins)."""
    code, _, own = name.partition("/")
    if code not in matter.case.projects or own.partition(".")[0] != kind:
        raise NotFound("事项")
    home = matter.case.projects[code][1]
    return home.add(Subject(kind, name))


def place_of(actor: Actor | None) -> str:
    """The pack an office matter falls under: the one of the actor's place, or the only one installed."""
    installed = list(InstalledPack.objects.values_list("pack", flat=True).distinct())
    if actor is not None and actor.place in installed:
        return actor.place
    if len(installed) == 1:
        return str(installed[0])
    raise NoRules(actor.organisation_name if actor else "本机")


def _widest(pack: Pack) -> Footprint:
    read = reader(pack)
    over: dict[str, str] = {}
    office = False
    for action in pack.actions.values():
        one = read.of(action)
        over.update(one.over)
        office = office or one.office
    return Footprint(True, True, True, True, True, over, office)


def _stored_members(pack: Pack, of: str | None, authority: int | None) -> list[int]:
    """The projects of a batch's members."""
    kind, _, number = (of or "").partition(".")
    if not number.isdigit() or authority is None:
        return []
    batch = StoredSubject.objects.filter(
        project=None, pack=pack.id, kind=kind, number=int(number), organisation_id=authority
    ).first()
    if batch is None:
        return []
    found = Membership.objects.filter(batch=batch, left_out="").values_list("member__project_id", flat=True)
    return [number for number in found if number is not None]


def _named_members(members: Iterable[str]) -> list[int]:
    from .models import Project

    codes = {name.partition("/")[0] for name in members}
    found = dict(Project.objects.filter(code__in=codes).values_list("code", "id"))
    missing = codes - set(found)
    if missing:
        raise NotFound(f"项目（{'、'.join(sorted(missing))}）")
    return list(found.values())
