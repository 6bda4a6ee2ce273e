"""What the pages are told: frozen records, complete enough to be drawn without another question.

Engine records (`Decision`, `DueDay`, `Citation`, `PaperNeed`, `TableView`, pack `Form`) are passed on as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chengzhang.engine.decision import Citation, Decision, DueDay, PaperNeed, TableView
from chengzhang.engine.pack.model import Action, Form
from chengzhang.engine.values import Money


@dataclass(frozen=True, slots=True)
class PackLine:
    """Which rules speak on a page: pack id, release, its name, and the first measure's title and number."""

    id: str
    release: str
    zh: str
    measure: str
    number: str | None


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project in a list. `state_zh` says where it stands: its last stage; `late` counts duties past their day."""

    id: int
    code: str
    title: str
    unit: str
    track: str
    stage: str
    stage_zh: str
    year: int | None
    amount: Money | None
    due_on: date | None
    late: bool
    closed: bool
    revision: int


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty as a person meets it. `acts` = (action id, name) that fulfil it.

    `days_left` counts calendar days to the due day (negative = late), None without a day.
    """

    id: int
    key: str
    duty: str
    project: str | None  # code
    title: str
    unit: str
    subject: str  # "acceptance.1"
    subject_zh: str
    say: str
    who: str
    who_zh: str
    mine: bool
    status: str
    level: str
    due: DueDay
    days_left: int | None
    remind_on: date | None
    done_on: date | None
    cite: tuple[Citation, ...]
    acts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A part of a joint act that waits for this actor (or, in `waiting`, for somebody else)."""

    project: str | None
    title: str
    subject: str
    action: str
    action_zh: str
    role: str
    role_zh: str
    part: str  # opinion | sign | join | witness | advice
    organisation: str
    since_on: date
    due_on: date | None


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """Something another body sent back, with its reason, that now lies with this actor."""

    project: str | None
    title: str
    subject: str
    subject_zh: str
    action: str
    action_zh: str
    by: str
    on: date
    reason: str
    cite: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class DraftLine:
    project: str | None
    title: str
    subject: str | None
    action: str
    action_zh: str
    saved_at: datetime
    filled: int
    fields: int


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
class StageLine:
    """state: done | now | ahead. `on` the day it was reached; `beside` = runs beside that stage.

    `due_on`: of a stage to come, the first day by which something of it is due.
    """

    id: str
    zh: str
    state: str
    on: date | None
    beside: str | None
    cite: tuple[Citation, ...] = ()
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """An act of the moment: may this actor do it, why or why not, and whose it is otherwise.

    how: do | part (its share in a joint act) | others (another role's) | system.
    """

    action: str
    zh: str
    subject: str  # "contract.2"; a kind alone = would begin a new one
    subject_zh: str
    how: str
    by_zh: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper of the archive. kind: file | record | custody | made; `parts` that are there; a custody has both days."""

    id: int
    paper: str
    zh: str
    kind: str
    subject: str
    subject_zh: str
    part: str
    part_zh: str
    title: str
    version: int | None  # foundation Version id, for the download
    digest: str
    handed_on: date
    handed_by: str
    given_on: date | None
    taken_on: date | None
    not_applicable: str
    frozen: bool
    replaced: bool
    may_replace: bool
    may_confirm: str  # "" | gives | takes
    cite: tuple[Citation, ...] = ()
    printed: bool = False  # by an act: `queries.printed` shows it


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
class PaperGroup:
    stage: str
    zh: str
    papers: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the timeline: a decision, allowed or not."""

    decision: int
    on: date
    at: datetime
    action: str
    zh: str
    subject: str
    subject_zh: str
    by: str
    organisation: str
    outcome: str
    allowed: bool
    before_zh: str
    after_zh: str
    reason: str
    cite: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A subject and what is known of it: (label, value in Chinese, where from)."""

    id: str
    kind: str
    zh: str
    number: int
    state: str
    known: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """An amount with its name; `part` = what it is in the whole: planned | committed | paid, empty for the rest."""

    zh: str
    amount: Money | None
    note: str = ""
    cite: tuple[Citation, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class BaselineLine:
    number: int
    on: date
    amount: Money | None
    decision: int


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
class Known:
    """A field already known: typed value, literal text for the input, Chinese text, where from and since when."""

    value: Any
    text: str
    zh: str
    origin: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it was given: label and value in Chinese; rows as a table of texts under `columns`."""

    label: str
    zh: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """An act that went before on the same thing: who did it and when, what it told, and the papers it put on file."""

    decision: int
    zh: str
    subject_zh: str
    on: date
    by: str
    organisation: str
    mine: bool  # done by the actor's own body
    reason: str
    told: tuple[Told, ...]
    papers: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party of a joint act and what it said. `mine` = this actor may speak for it now."""

    role: str
    role_zh: str
    part: str
    organisation: str
    at_least: int
    refusal: str
    given: tuple[GivenPart, ...]
    due_on: date | None
    mine: bool
    cite: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenPart:
    id: int
    person: str
    organisation: str
    favour: bool
    text: str
    on: date
    may_withdraw: bool
    score: int | None = None


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member of a batch, or a candidate for it, and how the act stands for it."""

    id: str  # "2026-0031/review.1"
    project: str
    title: str
    unit: str
    amount: Money | None
    state: str
    chosen: bool
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A paper an act asks for, with what is already in the file for it; `confirms`: sides of a hand-over still mine."""

    need: PaperNeed
    parts: tuple[tuple[str, str, bool], ...]  # part id, zh, there?
    handed: tuple[PaperLine, ...]
    may_hand: bool
    gives_zh: str = ""
    takes_zh: str = ""
    confirms: tuple[str, ...] = ()


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
