"""What the pages are told: frozen records, complete enough to be drawn without another question.

Engine records (`Decision`, `DueDay`, `Citation`, `PaperNeed`, `TableView`, pack `Form`) are passed on as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chengzhang.engine.decision import Decision, TableView
from chengzhang.engine.pack.model import Action, Form
from chengzhang.engine.values import Money

from .rows import (
    BaselineLine,
    DraftLine,
    DutyLine,
    Earlier,
    GivenPart,
    Happening,
    Known,
    MemberLine,
    MoneyLine,
    Option,
    PackLine,
    PaperGroup,
    PartyLine,
    ProjectLine,
    ReturnedLine,
    Slot,
    StageLine,
    SubjectLine,
    Told,
    WantedLine,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A person's own work. `duties` are the organisation's, by due day, undated last; the rest by age."""

    pack: PackLine | None
    today: date
    duties: tuple[DutyLine, ...]
    wanted: tuple[WantedLine, ...]
    returned: tuple[ReturnedLine, ...]
    drafts: tuple[DraftLine, ...]
    waiting: tuple[WantedLine, ...]  # I did my share; others have not
    begin: tuple[tuple[str, str], ...]  # (action id, name) that begin a new project or office matter here
    calendar_until: date | None  # last day of the announced calendar


@dataclass(frozen=True, slots=True)
class Filters:
    """What a register is narrowed to; empty = everything. `text` searches code and title."""

    text: str = ""
    stage: str = ""
    year: int | None = None
    unit: int | None = None
    track: str = ""
    closed: bool | None = None
    late: bool | None = None
    due_until: date | None = None
    least: Money | None = None
    most: Money | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """One page of projects: rows, how many in all, the sum of their amounts, and what can be filtered by."""

    rows: tuple[ProjectLine, ...]
    total: int
    amount: Money
    page: int
    pages: int
    per_page: int
    sort: str
    filters: Filters
    stages: tuple[tuple[str, str, int], ...]  # id, zh, count over what this actor sees
    units: tuple[tuple[int, str], ...]
    years: tuple[int, ...]
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)  # all this actor sees, open, late, closed


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """A paper that an act made. `head`: label and value; sections {zh, pairs, tables}; `members` {columns, lines}."""

    id: int
    zh: str
    act: str
    on: date
    decision: int
    by: str
    head: list[list[str]]
    sections: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    members: dict[str, Any]
    cite: list[str]
    digest: str
    replaced: bool


@dataclass(frozen=True, slots=True)
class ProjectPage:
    line: ProjectLine
    pack: PackLine
    mine: bool  # the actor's own unit
    roles: tuple[tuple[str, str], ...]  # of this actor here: id, zh
    stages: tuple[StageLine, ...]
    options: tuple[Option, ...]
    duties: tuple[DutyLine, ...]
    waiting: tuple[WantedLine, ...]
    subjects: tuple[SubjectLine, ...]
    papers: tuple[PaperGroup, ...]
    timeline: tuple[Happening, ...]
    money: tuple[MoneyLine, ...]
    baselines: tuple[BaselineLine, ...]
    tables: tuple[TableView, ...]


@dataclass(frozen=True, slots=True)
class ActionPage:
    """Everything one act's page shows. `how` as in `Option`; `decision` looks ahead with the draft's answers."""

    project: ProjectLine | None
    pack: PackLine
    action: Action
    form: Form | None
    hidden: frozenset[str]  # fields that do not exist on this track
    subject: str
    subject_zh: str
    how: str
    by_zh: str
    revision: int
    draft: dict[str, Any]
    saved_at: datetime | None
    known: dict[str, Known]
    decision: Decision
    papers: tuple[Slot, ...]
    parties: tuple[PartyLine, ...]
    members: tuple[MemberLine, ...] = ()
    liftable: tuple[str, ...] = ()  # in-principle rules this actor may lift here
    previous: tuple[Happening, ...] = field(default=())
    proposed: tuple[Told, ...] = ()  # what its own party sent, while the others have not spoken
    earlier: tuple[Earlier, ...] = ()  # what there is to decide on, newest first


@dataclass(frozen=True, slots=True)
class Preview:
    """What the act would get now, with what has been typed so far. `errors` by field, each with its sentence.

    `tables`: those the form shows, as they stand with these answers; `figures`: all it shows, in Chinese, by field.
    """

    decision: Decision
    errors: dict[str, str]
    papers: tuple[Slot, ...]
    tables: tuple[TableView, ...] = ()
    figures: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DecisionPage:
    id: int
    project: ProjectLine | None
    pack: PackLine
    decision: Decision
    by: str
    organisation: str
    at: datetime
    answers: tuple[Told, ...]
    reason: str
    parts: tuple[GivenPart, ...]
    ledger_seq: int | None
    ledger_digest: str


@dataclass(frozen=True, slots=True)
class OfficePage:
    """A matter of the office or of a unit: a review session, an annual plan, a bundle, a unit's flag."""

    subject: SubjectLine
    pack: PackLine
    options: tuple[Option, ...]
    duties: tuple[DutyLine, ...]
    members: tuple[MemberLine, ...]
    papers: tuple[PaperGroup, ...]
    timeline: tuple[Happening, ...]
    revision: int
