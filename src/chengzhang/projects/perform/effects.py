"""What an allowed act does to the rows: states, facts, events, new subjects, papers that it makes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chengzhang.engine.case import Event, Subject
from chengzhang.engine.decision import Decision, DutyView, Effect
from chengzhang.engine.pack.model import Pack
from chengzhang.foundation import clock

from ..facts import Case, ProjectRow, Row, name_of
from ..opening import Matter, Target
from . import statements

UNDECIDED = "undecided"  # the track of a project whose kind is not known yet


@dataclass(slots=True)
class Written:
    """What an act wrote. `digests`: (row id, revision, digest of the stored texts), for the ledger."""

    project: ProjectRow | None = None
    row: Row | None = None
    effects: list[tuple[Effect, Row]] = field(default_factory=list)
    changed: dict[str, Row] = field(default_factory=dict)
    opened: tuple[DutyView, ...] = ()
    told: str = ""  # the decision and its receipt as stored
    alone: bool = False  # nothing follows but its own rows, so all was stored in one go
    head: tuple[int, str] | None = None  # the ledger's end, read in that go
    waiting: list[Row] = field(default_factory=list)  # subjects to be stored together with the decision
    projects: list[ProjectRow] = field(default_factory=list)  # whose rows were stored anew
    parts: tuple[int, ...] = ()  # persons who gave a part
    printed: list[tuple[int, str]] = field(default_factory=list)  # papers: number of the entry, digest


def apply(target: Target, decision: Decision, written: Written, raw: Mapping[str, Any], at: datetime) -> None:
    """Do the effects in order, in memory first; each row touched is stored once at the end.

    Events of one day keep their order by the moment of the act, counted in microseconds.
    """
    order = int(at.timestamp() * 1_000_000)
    parts = tuple(str(one) for one in written.parts)
    matter = target.matter
    begun: dict[str, Row] = {}
    for place, effect in enumerate(decision.effects):
        row = _row_of(target, effect, begun, written)
        _move(matter, row, effect, order + place, parts if place == 0 else ())
        written.effects.append((effect, row))
        written.changed[row.node.id] = row
        _declare(matter, row, effect, written)
        _note_papers(matter, row, effect, written)
    main = written.effects[0][1] if written.effects else target.row
    if main is not None and target.action.form and raw:
        answers = json.loads(main.answers)
        answers[target.action.form] = dict(raw)
        main.answers = json.dumps(answers, ensure_ascii=False, separators=(",", ":"))
    written.row = main
    for row in written.changed.values():
        if row.id:
            written.waiting.append(row)
        else:
            _insert(matter, row)


def _row_of(target: Target, effect: Effect, begun: dict[str, Row], written: Written) -> Row:
    """The row an effect is about: stored, or begun by this act."""
    case = target.matter.case
    row = case.rows.get(effect.subject_id) or (None if effect.created else begun.get(effect.subject_kind))
    if row is not None:
        return row
    if effect.subject_id == target.node.id and target.row is None:
        node = target.node
    else:
        node = _hang(target, effect, begun)
    if node.kind == "project":
        _begin_project(target.matter, node, written)
    row = new_row(target.matter, node)
    begun[node.kind] = row
    return row


def _hang(target: Target, effect: Effect, begun: dict[str, Row]) -> Subject:
    """A node for a subject that a follow-up begins, below the parent the engine named."""
    matter = target.matter
    case = matter.case
    parent_id = effect.parent_id or ""
    parent = begun[parent_id].node if parent_id in begun else _node_named(case, parent_id, target.node)
    waiting = parent.children.get(effect.subject_kind, ())
    for node in waiting:
        if case.row(node) is None:  # hung while the matter was opened
            return node
    number = 1 + max((row.number for row in case.rows.values() if row.kind == effect.subject_kind), default=0)
    prefix = parent.id.partition("/")[0] + "/" if "/" in parent.id else _prefix(case, parent)
    return parent.add(Subject(effect.subject_kind, prefix + name_of(matter.pack, effect.subject_kind, number)))


def _prefix(case: Case, parent: Subject) -> str:
    """What names of a project other than the first begin with (in a batch: every one)."""
    home = parent.up("project")
    if home is None or (home is case.home and case.unit_id is None) or home.id not in case.projects:
        return ""
    return f"{home.id}/" if any(name.startswith(f"{home.id}/") for name in case.rows) else ""


def _node_named(case: Case, name: str, start: Subject) -> Subject:
    if name in case.rows:
        return case.rows[name].node
    here: Subject | None = start
    while here is not None:
        if name in (here.id, here.kind):
            return here
        here = here.parent
    for node in case.root.walk():
        if name in (node.id, node.kind):
            return node
    raise LookupError(f"the engine began a subject under {name!r}, which is not in the case")


def new_row(matter: Matter, node: Subject) -> Row:
    """A row, not stored yet, for a node that has been begun."""
    case = matter.case
    home = node.up("project")
    project = next((row for row, one in case.projects.values() if one is home), None) if home is not None else None
    if project is not None:
        organisation = project.organisation_id
    elif node.up("unit") is not None or case.authority_id is None:
        organisation = case.unit_id or case.authority_id or 0
    else:
        organisation = case.authority_id
    number = int(node.id.rpartition(".")[2]) if "." in node.id.rpartition("/")[2] else 1
    parent = case.row(node.parent) if node.parent is not None else None
    row = Row(
        0,
        project.id if project else None,
        organisation,
        node.kind,
        number,
        parent.id if parent and parent.id else None,
        0,
        node,
        home=project,
    )
    case.rows[node.id] = row
    return row


def _insert(matter: Matter, row: Row) -> None:
    parent = matter.case.row(row.node.parent) if row.node.parent is not None else None
    row.parent_id = parent.id if parent is not None and parent.id else None
    statements.insert_subject(row, matter.pack.id)


def _begin_project(matter: Matter, node: Subject, written: Written) -> None:
    """A number for a project that has just been begun: the year and a count without gaps."""
    at = clock.now()
    code = f"{at.year}-{statements.next_number(f'project/{at.year}'):04d}"
    unit = matter.case.unit_id or (matter.actor.organisation_id if matter.actor else 0)
    name = matter.actor.organisation_name if matter.actor else ""
    title = str(node.facts.get("title", "")) or code
    project = ProjectRow(0, code, title, unit, matter.pack.id, UNDECIDED, 0, "", None, None, None, False, name, "")
    statements.insert_project(project, at.date(), matter.actor.person_id if matter.actor else None, at)
    node.id = code
    matter.case.projects[code] = (project, node)
    written.project = project


def _move(matter: Matter, row: Row, effect: Effect, order: int, parts: tuple[str, ...]) -> None:
    node = row.node
    node.state = effect.after
    if effect.sets:
        node.facts.update(effect.sets)
        row.fresh.add("facts")
    by = str(matter.actor.person_id) if matter.actor else None
    node.events.append(Event(effect.action, effect.on, dict(effect.sets), dict(effect.answers), by, order, parts))


def _declare(matter: Matter, row: Row, effect: Effect, written: Written) -> None:
    """Declared facts go to the subject that owns them."""
    for name, (owner, value) in effect.declared.items():
        holder = owner_of(matter, row.node, owner)
        key = matter.pack.facts[name].key
        above = row if holder is row.node else matter.case.row(holder) or new_row(matter, holder)
        holder.facts[key] = value
        above.fresh.add("facts")
        written.changed.setdefault(holder.id, above)


def owner_of(matter: Matter, node: Subject, kind: str) -> Subject:
    """The subject of a kind that belongs to this one: itself, an ancestor, or a single child (begun if need be)."""
    from chengzhang.engine.deciding.places import home_of, reach

    found = reach(node, kind)
    if found is not None:
        return found
    home = home_of(matter.pack, node, kind) or matter.case.home or node
    prefix = f"{node.id.partition('/')[0]}/" if "/" in node.id else ""
    return home.add(Subject(kind, prefix + name_of(matter.pack, kind, 1)))


def _note_papers(matter: Matter, row: Row, effect: Effect, written: Written) -> None:
    """Papers that the act prints, and records that its form fills, are now in the file."""
    pack: Pack = matter.pack
    made = [pack.papers[paper] for paper in effect.makes if paper in pack.papers]
    if effect.form:
        made += [one for one in pack.papers.values() if one.kind == "record" and one.form == effect.form]
    for paper in made:
        holder = owner_of(matter, row.node, paper.of)
        holder.papers[paper.id] = frozenset(paper.parts)
        above = row if holder is row.node else matter.case.row(holder) or new_row(matter, holder)
        above.fresh.add("papers")
        written.changed.setdefault(holder.id, above)
