"""From stored rows to the engine's case: a project with everything it hangs on, in one query (two where the pack looks
beyond the project). Rows are remembered beside their nodes, so that the door can write back what an act changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from chengzhang.engine.case import Subject
from chengzhang.engine.pack.model import Pack
from chengzhang.foundation.rulebook.standing import REVISION
from chengzhang.foundation.statement import database, run_all

from . import announced, stored
from .footprint import ABOVE

SUBJECT_COLUMNS = (
    "id",
    "project_id",
    "organisation_id",
    "kind",
    "number",
    "parent_id",
    "state",
    "facts",
    "papers",
    "events",
    "answers",
    "revision",
)
PROJECT_COLUMNS = (
    "id",
    "code",
    "title",
    "organisation_id",
    "pack",
    "track",
    "revision",
    "stage",
    "amount",
    "year",
    "due_on",
    "closed",
)
_S = ", ".join(f"s.{name}" for name in SUBJECT_COLUMNS)
_P = ", ".join(f"p.{name}" for name in PROJECT_COLUMNS)
_N = len(SUBJECT_COLUMNS)
_JOINED = (
    f"SELECT {_S}, {_P}, o.name, o.kind, ({REVISION}) FROM projects_project p"
    " JOIN projects_subject s ON s.project_id = p.id JOIN foundation_organisation o ON o.id = p.organisation_id"
)
_LOCKED = "SELECT p.id FROM projects_project p"
_ABOVE = f"SELECT {_S} FROM projects_subject s WHERE s.project_id IS NULL AND s.pack = %s AND s.organisation_id IN "


@dataclass(slots=True)
class ProjectRow:
    """A project as stored, with its unit's name and kind."""

    id: int
    code: str
    title: str
    organisation_id: int
    pack: str
    track: str
    revision: int
    stage: str
    amount: int | None
    year: int | None
    due_on: date | None
    closed: bool
    unit: str = ""
    unit_kind: str = ""
    rulebook: int | None = None  # the rulebook's revision when it was read
    read: tuple[Any, ...] = ()  # the copies as they were read

    def __post_init__(self) -> None:
        self.read = self.copies() if self.id else ()

    def copies(self) -> tuple[Any, ...]:
        """What lists sort and filter by, in the order of the statement that stores it."""
        return (self.title, self.stage, self.amount, self.year, self.closed, self.track, self.due_on)


@dataclass(slots=True)
class Row:
    """A stored subject and its node in the case. `id` 0 = not stored yet."""

    id: int
    project_id: int | None
    organisation_id: int
    kind: str
    number: int
    parent_id: int | None
    revision: int
    node: Subject
    answers: str = "{}"
    home: ProjectRow | None = None
    text: str = ""  # what was last stored, for its digest
    stored: tuple[str, str, str] = ("{}", "{}", "[]")  # facts, papers and events as they were read
    known: int = 0  # how many events were read
    fresh: set[str] = field(default_factory=set)  # of "facts", "papers": what has changed since


@dataclass(slots=True)
class Case:
    """A case and the rows it was made from. `rows`: by engine id; `projects`: by code, the one asked for first."""

    root: Subject
    unit: Subject | None
    unit_id: int | None = None  # the organisation whose unit it is
    authority_id: int | None = None
    unit_outside: bool = False  # the matter is a unit's or the office's, not a project's
    projects: dict[str, tuple[ProjectRow, Subject]] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)

    @property
    def project(self) -> ProjectRow | None:
        """The project the matter is about; None for a matter of a unit or of the office, whatever its members."""
        return None if self.unit_outside else next(iter(self.projects.values()))[0] if self.projects else None

    @property
    def home(self) -> Subject | None:
        """Its node."""
        return None if self.unit_outside else next(iter(self.projects.values()))[1] if self.projects else None

    def row(self, node: Subject) -> Row | None:
        return self.rows.get(node.id)


Found = tuple[ProjectRow, list[Sequence[Any]]]


def fetch(where: str, values: Sequence[Any], lock: bool = False) -> list[Found]:
    """Projects that `where` names, each with its subjects' rows. `lock` holds the project rows until commit.

    SQLite's transaction has locked everything already. PostgreSQL must lock in a statement of its own: rows joined to
    one that it had to wait for would be those from before the wait.
    """
    used = database()
    if used.connection is None:
        used.ensure_connection()
    asked = [(f"{_JOINED} WHERE {where} ORDER BY p.id, s.id", values)]
    if lock and used.vendor == "postgresql":
        asked.insert(0, (f"{_LOCKED} WHERE {where} ORDER BY p.id FOR UPDATE", values))
    rows = run_all(asked)[-1].fetchall()
    found: dict[int, Found] = {}
    for row in rows:
        one = found.get(row[_N])
        if one is None:
            one = found[row[_N]] = (ProjectRow(*row[_N:]), [])
        one[1].append(row)
    return list(found.values())


def fetch_code(code: str, lock: bool = False) -> Found | None:
    """The project of a code, or None."""
    found = fetch("p.code = %s", (code,), lock)
    return found[0] if found else None


def fetch_ids(ids: Iterable[int], lock: bool = False) -> list[Found]:
    """Several projects, always in the order of their ids, so that two batches can't wait for each other."""
    wanted = sorted(set(ids))
    if not wanted:
        return []
    marks = ", ".join(["%s"] * len(wanted))
    return fetch(f"p.id IN ({marks})", wanted, lock)


def fetch_above(pack: str, units: Iterable[int], authority: int | None) -> list[Sequence[Any]]:
    """The rows of units and of the office that belong to no project."""
    bodies = sorted({*units, authority or 0})
    with connection.cursor() as cursor:
        cursor.execute(f"{_ABOVE}({', '.join(['%s'] * len(bodies))}) ORDER BY s.id", (pack, *bodies))
        return list(cursor.fetchall())


def fetch_over(pack: str, over: dict[str, str], units: Iterable[int], without: Iterable[int]) -> list[Sequence[Any]]:
    """Rows of other projects that rules count over their units or the office."""
    bodies = sorted(set(units))
    found: list[Sequence[Any]] = []
    apart = set(without)
    for scope in ABOVE:
        kinds = sorted(kind for kind, wide in over.items() if wide == scope)
        if not kinds:
            continue
        marks = ", ".join(["%s"] * len(kinds))
        values: list[Any] = [pack, *kinds]
        narrow = ""
        if scope == "unit":
            narrow = f" AND p.organisation_id IN ({', '.join(['%s'] * len(bodies))})"
            values += bodies
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {_S}, p.code, p.organisation_id FROM projects_subject s JOIN projects_project p"
                f" ON p.id = s.project_id WHERE p.pack = %s AND s.kind IN ({marks}){narrow} ORDER BY s.id",
                values,
            )
            found += [row for row in cursor.fetchall() if row[1] not in apart]
    return found


def build(
    pack: Pack,
    found: Sequence[Found],
    above: Sequence[Sequence[Any]] = (),
    over: Sequence[Sequence[Any]] = (),
    authority: int | None = None,
    unit: tuple[int, str, str] | None = None,
) -> Case:
    """The case of these projects (the first one's ids are bare). `unit`: (id, name, kind), of an office matter."""
    root = Subject("authority_office", "authority_office")
    case = Case(root, None, authority_id=authority)
    units: dict[int, Subject] = {}
    if unit is not None:
        case.unit, case.unit_id, case.unit_outside = _unit(root, units, *unit), unit[0], True
    for place, (project, rows) in enumerate(found):
        node = _unit(root, units, project.organisation_id, project.unit, project.unit_kind)
        if case.unit is None:
            case.unit, case.unit_id = node, project.organisation_id
        _hang_project(case, pack, project, rows, node, "" if place == 0 and unit is None else f"{project.code}/")
    _hang_above(case, pack, above, units, authority)
    _hang_others(case, pack, over, root, units)
    for name, value in announced.facts(pack, case):
        kind, _, key = name.rpartition(".")
        holder = case.home if not kind else (case.home or root).up(kind)
        if holder is not None:
            holder.facts[key] = value
    return case


def _unit(root: Subject, units: dict[int, Subject], number: int, name: str, kind: str) -> Subject:
    found = units.get(number)
    if found is None:
        found = Subject("unit", "unit" if not units else f"unit.{number}", "new", {"type": kind} if kind else {})
        if name:
            found.facts["name"] = name
        units[number] = root.add(found)
    return found


def _hang_project(
    case: Case, pack: Pack, project: ProjectRow, rows: Sequence[Sequence[Any]], unit: Subject, prefix: str
) -> None:
    by_id: dict[int, Subject] = {}
    home: Subject | None = None
    for row in rows:
        kind = row[3]
        if kind == "project":
            name = prefix.rstrip("/") or project.code
        else:
            name = f"{prefix}{name_of(pack, kind, row[4])}"
        node = _node(row, name)
        by_id[row[0]] = node
        if kind == "project":
            home = unit.add(node)
            case.projects[project.code] = (project, home)
        else:
            above = by_id.get(row[5]) if row[5] else home
            (above or home or unit).add(node)
        case.rows[name] = _row(row, node, project)
    if home is None:
        raise LookupError(f"project {project.code} has no subject of its own")


def _hang_above(
    case: Case, pack: Pack, rows: Sequence[Sequence[Any]], units: dict[int, Subject], authority: int | None
) -> None:
    by_id: dict[int, Subject] = {}
    for row in rows:
        kind, organisation = row[3], row[2]
        below_unit = organisation in units and _hangs_below_unit(pack, kind)
        if kind == "authority_office":
            node = case.root
        elif kind == "unit":
            node = units.get(organisation) or case.root
        else:
            unit = units[organisation] if below_unit else None
            prefix = f"{unit.id}/" if unit is not None and unit is not case.unit else ""
            node = Subject(kind, prefix + name_of(pack, kind, row[4]))
        _fill(node, row)
        by_id[row[0]] = node
        if node is not case.root and kind != "unit":
            if not below_unit and organisation != authority:
                continue
            parent = by_id.get(row[5]) if row[5] else None
            (parent or (units[organisation] if below_unit else case.root)).add(node)
        case.rows[node.id] = _row(row, node, None)


def _hang_others(
    case: Case, pack: Pack, rows: Sequence[Sequence[Any]], root: Subject, units: dict[int, Subject]
) -> None:
    """Other projects as bare nodes that carry only the rows that are counted."""
    bare: dict[str, Subject] = {}
    for row in rows:
        code, organisation = row[_N], row[_N + 1]
        home = bare.get(code)
        if home is None:
            unit = _unit(root, units, organisation, "", "")
            home = bare[code] = unit.add(Subject("project", code, "active"))
        if row[3] == "project":
            _fill(home, row)
        else:
            home.add(_node(row, f"{code}/{name_of(pack, row[3], row[4])}"))


def name_of(pack: Pack, kind: str, number: int) -> str:
    """A subject's name within its project: its kind, with its number where there may be several."""
    general = pack.subject_types.get(kind)
    return f"{kind}.{number}" if general is None or general.many else kind


def _hangs_below_unit(pack: Pack, kind: str) -> bool:
    here: str | None = kind
    while here is not None and here != "unit":
        defined, general = pack.subjects.get(here), pack.subject_types.get(here)
        here = (defined.parent if defined else None) or (general.parent if general else None)
    return here == "unit"


def _node(row: Sequence[Any], name: str) -> Subject:
    node = Subject(row[3], name)
    _fill(node, row)
    return node


def _fill(node: Subject, row: Sequence[Any]) -> None:
    node.state = row[6]
    if row[7] != "{}":
        node.facts.update(stored.loads(row[7]))
    if row[8] != "{}":
        papers = stored.loads(row[8])
        node.papers = {paper: frozenset(parts) for paper, parts in papers.get("has", {}).items()}
        node.not_applicable = papers.get("not_applicable", {})
    node.events = stored.events_from(row[9])


def _row(row: Sequence[Any], node: Subject, home: ProjectRow | None) -> Row:
    texts, known = (row[7], row[8], row[9]), len(node.events)
    return Row(row[0], row[1], row[2], row[3], row[4], row[5], row[11], node, row[10], home, "", texts, known)


def nodes(case: Case) -> Iterator[Subject]:
    """Every node of the case."""
    yield from case.root.walk()
