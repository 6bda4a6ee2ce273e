"""What may be done at a moment in an open matter: each act with the engine's look-ahead answer."""

from __future__ import annotations

from collections.abc import Iterator

from chengzhang.engine.case import Act, Subject
from chengzhang.engine.decide import decide
from chengzhang.engine.deciding.holders import role_of
from chengzhang.engine.decision import Decision
from chengzhang.engine.pack.model import Action
from chengzhang.engine.rules.context import Context
from chengzhang.foundation.refusal import Refusal

from ..facts import Row
from ..footprint import reader
from ..opening import Matter, Target, hang, kind_above, new_node
from ..perform.joint import asked_on, given, with_liftings
from ..roles import SYSTEM, roles_of
from .rows import Option

HOW = ("do", "part", "others", "system")


def options(matter: Matter, above: bool = False) -> tuple[Option, ...]:
    """Every act that the states allow now: of the project's subjects, or (`above`) of the unit's and the office's."""
    found = []
    for action in matter.pack.actions.values():
        if action.only_through or (action.subject in reader(matter.pack).above) != above:
            continue
        if action.subject in matter.kept:
            continue
        for node, row in _places(matter, action):
            found.append(option(matter, action, node, row))
    if matter.older is not None and not above:
        older = matter.older
        for action in older.pack.actions.values():
            if action.subject in matter.kept and not action.only_through:
                found += [option(older, action, node, row) for node, row in _places(older, action)]
    return tuple(sorted(found, key=lambda one: (HOW.index(one.how), not one.decision.outcome.allows)))


def option(matter: Matter, action: Action, node: Subject, row: Row | None) -> Option:
    """One act on one subject, looked ahead at."""
    roles = roles_of(matter.actor, matter.hall, node)
    target = Target(matter, action, reader(matter.pack).of(action), node, row, roles)
    decision = look_ahead(target)
    fresh = row is None or row.node.state == "new"
    return Option(
        action=action.id,
        zh=action.zh,
        subject=_named(matter, node) if fresh else node.id,
        subject_zh=subject_zh(matter, node),
        how=how(target),
        by_zh=matter.pack.call(action.entered_by or action.by),
        decision=decision,
    )


def how(target: Target) -> str:
    """do | part | others | system: what the actor is in an act. Whose act it is may come from a table, case by case."""
    action, matter = target.action, target.matter
    if action.by == SYSTEM:
        return "system"
    context = Context(matter.pack, target.node, matter.on, bench=matter.bench, calendar=matter.calendar)
    if {role_of(action.by, context), action.entered_by} & target.roles:
        return "do"
    return "part" if any(party.role in target.roles for party in action.with_) else "others"


def look_ahead(target: Target, reason: str = "") -> Decision:
    """The engine's answer before anything is typed. Whoever asks, the act is tried as the role whose act it is."""
    action = target.action
    actor = target.matter.actor
    act = Act(
        action=action.id,
        on=target.matter.on,
        roles=target.roles,
        person=str(actor.person_id) if actor else "",
        organisation=actor.organisation_name if actor else "",
        answers=None,
        reason=reason,
        parts=given(target) if action.with_ else (),
        asked_on=asked_on(target) if action.with_ else None,
    )
    if target.row is not None and target.row.id and target.footprint.lifts:
        act = with_liftings(target, act)
    return decide(target.matter.pack, target.node, act, target.matter.calendar, target.matter.bench, sealed=False)


def subject_zh(matter: Matter, node: Subject) -> str:
    """ "竣工验收", or "合同（2）" where there may be several."""
    zh = matter.pack.call(node.kind)
    number = node.id.rpartition("/")[2].partition(".")[2]
    return f"{zh}（{number}）" if number else zh


def _places(matter: Matter, action: Action) -> Iterator[tuple[Subject, Row | None]]:
    case, kind = matter.case, action.subject
    if kind == "project" and case.home is not None:
        if case.home.state in action.from_states:
            yield case.home, case.row(case.home)
        return
    general = matter.pack.subject_types.get(kind)
    rows = [row for row in case.rows.values() if row.kind == kind and "/" not in row.node.id]
    if general is not None and general.many:
        ready = [row for row in rows if row.node.state in action.from_states]
        for row in ready:
            yield row.node, row
        if "new" in action.from_states and not any(row.node.state == "new" for row in ready):
            yield from _fresh(matter, kind)
        return
    for row in rows:
        if row.node.state in action.from_states:
            yield row.node, row
    if not rows and "new" in action.from_states:
        yield from _fresh(matter, kind)


def _fresh(matter: Matter, kind: str) -> Iterator[tuple[Subject, Row | None]]:
    """A node not begun, hung in the case for as long as it is looked at."""
    for parent in _parents(matter, kind):
        try:
            node = new_node(matter, kind) if parent is None else hang(matter, kind, parent)
        except Refusal:
            return
        yield node, None
        _take_down(matter, node)


def _parents(matter: Matter, kind: str) -> list[Subject | None]:
    """Where a new one may hang: below each of several things (inspections), else in its one place."""
    above = kind_above(matter, kind)
    general = matter.pack.subject_types.get(above or "")
    rows = [row.node for row in matter.case.rows.values() if row.kind == above and "/" not in row.node.id]
    start = matter.case.home or matter.case.unit or matter.case.root
    return list(rows) if rows and general and general.many and start.up(above or "") is None else [None]


def _named(matter: Matter, node: Subject) -> str:
    """How a node not begun is asked for: by its kind, or by the one of several things that it belongs to."""
    parent = node.parent
    row = matter.case.row(parent) if parent is not None else None
    return parent.id if parent is not None and row is not None and _parents(matter, node.kind) != [None] else node.kind


def _take_down(matter: Matter, node: Subject) -> None:
    """Take a node that was only looked at out of the case, with what was hung there for it."""
    top: Subject | None = node
    while top is not None and top.parent is not None and matter.case.row(top) is None and top.kind not in ("unit",):
        parent = top.parent
        rows = parent.children.get(top.kind)
        if rows and top in rows:
            rows.remove(top)
            if not rows:
                del parent.children[top.kind]
        top = parent if matter.case.row(parent) is None and parent.kind not in ("unit", "authority_office") else None
