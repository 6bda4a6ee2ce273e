"""The rows that pages are made of: frozen records, passed on as they are and drawn without another question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chengzhang.engine.decision import Citation, Decision, DueDay, PaperNeed
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
