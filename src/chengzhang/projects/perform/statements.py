"""The door's statements: a handful of SQL texts kept ready, run on Django's own connection (ADR 0005).

`tests/projects/test_statements.py` holds the column names here and in the models equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from chengzhang.engine.case import Subject
from chengzhang.foundation.ledger.append import head_statement
from chengzhang.foundation.statement import database, run, run_all

from .. import stored
from ..facts import ProjectRow, Row
from ..refusal import Stale

_SUBJECT_UPDATE = (
    "UPDATE projects_subject SET state = %s, facts = %s, papers = %s, events = %s, answers = %s,"
    " revision = revision + 1 WHERE id = %s AND revision = %s"
)
_SUBJECT_INSERT = (
    "INSERT INTO projects_subject (project_id, organisation_id, pack, kind, number, parent_id, state, facts, papers,"
    " events, answers, revision) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0) RETURNING id"
)
_PROJECT_UPDATE = (
    "UPDATE projects_project SET revision = revision + 1, title = %s, stage = %s, amount = %s, year = %s, closed = %s,"
    " track = %s, due_on = %s, changed_at = %s WHERE id = %s AND revision = %s"
)
_PROJECT_COUNT = "UPDATE projects_project SET revision = revision + 1, changed_at = %s WHERE id = %s AND revision = %s"
_PROJECT_INSERT = (
    "INSERT INTO projects_project (code, title, organisation_id, pack, track, revision, stage, closed, created_on,"
    " created_by_id, changed_at) VALUES (%s, %s, %s, %s, %s, 0, '', %s, %s, %s, %s) RETURNING id"
)
DECISION_COLUMNS = (
    "project_id",
    "subject_id",
    "action",
    "on_day",
    "at",
    "outcome",
    "allowed",
    "person_id",
    "organisation_id",
    "revision",
    "reason",
    "body",
    "receipt",
)
_DECISION_INSERT = (
    f"INSERT INTO projects_decision ({', '.join(DECISION_COLUMNS)})"
    f" VALUES ({', '.join(['%s'] * len(DECISION_COLUMNS))}) RETURNING id"
)
_NEXT = (
    "INSERT INTO projects_sequence (name, last) VALUES (%s, 1)"
    " ON CONFLICT (name) DO UPDATE SET last = projects_sequence.last + 1 RETURNING last"
)
_HIGHEST = "SELECT MAX(number) FROM projects_subject WHERE kind = %s AND "


def moment(at: datetime) -> Any:
    """A moment as this database takes it; an act names its own several times."""
    return _moment(at, database().vendor)


@lru_cache(maxsize=4)
def _moment(at: datetime, _: str) -> Any:
    return database().ops.adapt_datetimefield_value(at)


def day(on: date | None) -> Any:
    """A day as this database takes it."""
    return database().ops.adapt_datefield_value(on)


def next_number(name: str) -> int:
    """The next number under a name; nobody else can get the same one."""
    return int(_one(_NEXT, (name,)))


def next_of_kind(kind: str, project_id: int | None, organisation_id: int, pack: str) -> int:
    """The number of the next subject of a kind in its project, or in its unit or office."""
    if project_id is not None:
        found = _one(_HIGHEST + "project_id = %s", (kind, project_id))
    else:
        found = _one(
            _HIGHEST + "project_id IS NULL AND organisation_id = %s AND pack = %s", (kind, organisation_id, pack)
        )
    return int(found or 0) + 1


def texts(row: Row) -> tuple[str, str, str, str]:
    """State, facts, papers and events of a row as they are to be stored; what did not change stays as it was read."""
    facts, papers, events = row.stored
    if "facts" in row.fresh:
        facts = stored.dumps(row.node.facts)
    if "papers" in row.fresh:
        papers = _papers(row.node)
    added = row.node.events[row.known :]
    if added:
        told = ",".join([stored.dumps(stored.event(one)) for one in added])
        events = f"{events[:-1]},{told}]" if row.known else f"[{told}]"
    row.stored, row.known, row.fresh = (facts, papers, events), len(row.node.events), set()
    return row.node.state, facts, papers, events


def _papers(node: Subject) -> str:
    told: dict[str, Any] = {}
    if node.papers:
        told["has"] = {paper: sorted(parts) for paper, parts in node.papers.items()}
    if node.not_applicable:
        told["not_applicable"] = node.not_applicable
    return stored.dumps(told)


def insert_subject(row: Row, pack: str) -> None:
    """Store a subject that has just been begun; gives the row its id."""
    row.fresh = {"facts", "papers"}
    state, facts, papers, events = texts(row)
    row.id = _one(
        _SUBJECT_INSERT,
        (
            row.project_id,
            row.organisation_id,
            pack,
            row.kind,
            row.number,
            row.parent_id,
            state,
            facts,
            papers,
            events,
            row.answers,
        ),
    )
    row.text = "\n".join((state, facts, papers, events, row.answers))


def update_subject(row: Row) -> None:
    """Store a subject's new state; `Stale` if somebody else wrote it since it was read."""
    sql, values = subject_update(row)
    subject_stored(row, run(sql, values))


def subject_update(row: Row) -> tuple[str, Sequence[Any]]:
    """The statement that stores a subject's new state, to be run with others."""
    found = texts(row)
    row.text = "\n".join((*found, row.answers))
    return _SUBJECT_UPDATE, (*found, row.answers, row.id, row.revision)


def subject_stored(row: Row, cursor: Any) -> None:
    """Take note that `subject_update` ran; `Stale` if somebody else wrote the row since it was read."""
    subject_counted(row, cursor.rowcount)


def subject_counted(row: Row, count: int) -> None:
    """The same, given how many rows it found."""
    if count != 1:
        raise Stale(row.revision)
    row.revision += 1


def insert_project(project: ProjectRow, created_on: date, created_by: int | None, at: datetime) -> None:
    """Store a project that has just been begun; gives the row its id."""
    project.id = _one(
        _PROJECT_INSERT,
        (
            project.code,
            project.title,
            project.organisation_id,
            project.pack,
            project.track,
            False,
            day(created_on),
            created_by,
            moment(at),
        ),
    )


def update_project(project: ProjectRow, at: datetime) -> bool:
    """Count the act, and store the copies that lists sort by where one has changed; whether one has."""
    return project_stored(project, run(*project_update(project, at)))


def project_update(project: ProjectRow, at: datetime) -> tuple[str, Sequence[Any]]:
    """The statement that counts an act on a project, to be run with others.

    One that names an indexed column costs that index a write even when the value stays: so only what changed.
    """
    told = project.copies()
    if told == project.read:
        return _PROJECT_COUNT, (moment(at), project.id, project.revision)
    return _PROJECT_UPDATE, (*told[:-1], day(project.due_on), moment(at), project.id, project.revision)


def project_stored(project: ProjectRow, cursor: Any) -> bool:
    """Take note that `project_update` ran; whether a copy changed. `Stale` if somebody else acted since it was read."""
    return project_counted(project, cursor.rowcount)


def project_counted(project: ProjectRow, count: int) -> bool:
    """The same, given how many rows it found."""
    if count != 1:
        raise Stale(project.revision)
    told = project.copies()
    changed = told != project.read
    project.revision += 1
    project.read = told
    return changed


def insert_decision(values: Sequence[Any], waiting: Sequence[Row]) -> int:
    """Store a decision (values in the order of DECISION_COLUMNS) and the subjects it changed; the decision's number."""
    done = run_all([*(subject_update(row) for row in waiting), (_DECISION_INSERT, values)])
    for row, cursor in zip(waiting, done, strict=False):
        subject_stored(row, cursor)
    return int(done[-1].fetchone()[0])


def insert_alone(
    project: ProjectRow, at: datetime, values: Sequence[Any], waiting: Sequence[Row]
) -> tuple[int, bool, tuple[int, str] | None]:
    """Store an act from which nothing follows but its own rows, and read the ledger's end: the decision's number,
    whether a copy of the project changed, the end. PostgreSQL gets one statement: its driver waits once.
    """
    updates = [*(subject_update(row) for row in waiting), project_update(project, at)]
    if database().vendor == "postgresql":
        row = run(_together(tuple(sql for sql, _ in updates)), [*(v for _, told in updates for v in told), *values])
        found = row.fetchone()
        if found is None:
            return 0, False, None
        number, end, counts = int(found[0]), (found[1], found[2]), found[3:]
    else:
        done = run_all([*updates, (_DECISION_INSERT, values), (head_statement(), ())])
        counts = [cursor.rowcount for cursor in done[: len(updates)]]
        number, end = int(done[-2].fetchone()[0]), done[-1].fetchone()
    for one, count in zip(waiting, counts, strict=False):
        subject_counted(one, count)
    return number, project_counted(project, counts[-1]), end


@lru_cache(maxsize=64)
def _together(updates: tuple[str, ...]) -> str:
    parts = [f"u{n} AS ({sql} RETURNING 1)" for n, sql in enumerate(updates)]
    counts = "".join(f", (SELECT COUNT(*) FROM u{n})" for n in range(len(updates)))
    parts += [f"d AS ({_DECISION_INSERT})", f"h AS ({head_statement()})"]
    return f"WITH {', '.join(parts)} SELECT d.id, h.seq, h.digest{counts} FROM d, h"


def _one(sql: str, values: Sequence[Any]) -> Any:
    row = run(sql, values).fetchone()
    return row[0] if row else None
