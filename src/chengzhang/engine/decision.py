"""What the engine answers: frozen, JSON-able, and complete enough to be shown, stored and replayed.

Nothing here decides; `decide.py`, `situation.py` and `change.py` fill these records.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """In order of precedence when several findings speak: the first that applies is the outcome."""

    OUT_OF_SCOPE = "out_of_scope"
    BLOCKED = "blocked"
    NEEDS_RULING = "needs_ruling"
    BLOCKED_IN_PRINCIPLE = "blocked_in_principle"
    NEEDS_FACTS = "needs_facts"
    WAITS_FOR_PARTS = "waits_for_parts"  # nothing stands against a joint act, but other parties have not spoken yet
    ALLOWED_WITH_RECORD = "allowed_with_record"
    ALLOWED = "allowed"

    @property
    def allows(self) -> bool:
        return self in (Outcome.ALLOWED, Outcome.ALLOWED_WITH_RECORD)


class Truth(StrEnum):
    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Citation:
    """`measure` id, clause id ("9-5"), and how it is printed ("第九条")."""

    measure: str
    clause: str
    zh: str


@dataclass(frozen=True, slots=True)
class TestResult:
    """One line of trace: the test as written, said in Chinese, its truth, the values it saw and the facts it lacked."""

    source: str
    zh: str
    truth: Truth
    values: dict[str, str] = field(default_factory=dict)  # name -> literal text
    lacks: tuple[str, ...] = ()
    opens_on: date | None = None  # a minimum time: the first day on which it is met


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule (or the role, the state, the form, a question, a paper list) and how it came out.

    kind: scope | role | apart | state | question | parameter | form | papers | rule | part | duty | bar | lapse
    """

    kind: str
    id: str
    truth: Truth
    level: str  # must | in_principle | advise
    say: str
    cite: tuple[Citation, ...] = ()
    tests: tuple[TestResult, ...] = ()
    lacks: tuple[str, ...] = ()  # facts
    missing_papers: tuple[str, ...] = ()
    lift_by: str | None = None  # role that may lift an in-principle finding; "unnamed" when the text names nobody
    lifted: bool = False
    question: str | None = None
    mend: str | None = None  # the act that mends it
    opens_on: date | None = None
    rulings: tuple[str, ...] = ()  # what must be ruled on or set first: question:x, parameter:x, table:x, calendar:x
    awaits_form: bool = False  # a look ahead: only the act's own form, not filled in yet, would settle it
    who: tuple[str, ...] = ()  # the roles that could do something about it


@dataclass(frozen=True, slots=True)
class PaperNeed:
    """A paper the act asks for: whether it is there, why it is asked, whether it may be declared not applicable."""

    paper: str
    zh: str
    kind: str  # file | record | custody | made
    present: bool
    cite: tuple[Citation, ...] = ()
    may_skip: bool = False
    skipped: str | None = None
    missing_parts: tuple[str, ...] = ()
    unknown: bool = False  # whether it is asked for hangs on a missing fact


@dataclass(frozen=True, slots=True)
class DueStep:
    """One step of a count: start | rule | count | holiday | makeup | suspended | roll | provisional | result."""

    kind: str
    zh: str
    on: date | None = None
    until: date | None = None
    cite: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class DueDay:
    """A due date that explains itself. `latest` differs from `on` while provisional. None = undated or suspended."""

    on: date | None
    latest: date | None = None
    provisional: bool = False
    undated: bool = False
    steps: tuple[DueStep, ...] = ()

    @property
    def zh(self) -> str:
        return "；".join(step.zh for step in self.steps)


@dataclass(frozen=True, slots=True)
class DutyView:
    """A duty on a day. status: open | late | done | done_late | suspended | lapsed | dropped."""

    id: str
    key: str  # stable within a project: duty id, subject id, opening number or period
    subject: str  # subject id it lives on
    who: str  # role
    to: tuple[str, ...]
    say: str
    status: str
    opened_on: date | None
    due: DueDay
    remind_on: date | None = None
    done_on: date | None = None
    done_by: tuple[str, ...] = ()
    level: str = "must"
    cite: tuple[Citation, ...] = ()
    question: str | None = None
    late_may: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()  # facts without which the duty isn't known to exist; never late while they lack
    opens_on: date | None = None  # a window after an event: the first day on which it may be done
    held: bool = False  # a request for more time is undecided: not late while it is
    late_say: str = ""


@dataclass(frozen=True, slots=True)
class TableView:
    """A decision table's value: word (or words), citation of the row, trace. `value` None = unknown."""

    id: str
    zh: str
    value: str | dict[str, str] | None
    value_zh: str | None
    truth: Truth
    cite: tuple[Citation, ...] = ()
    tests: tuple[TestResult, ...] = ()
    lacks: tuple[str, ...] = ()
    question: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """An open question that bears on the answer: the reading in force, whether by default or ruling, who may rule."""

    id: str
    asks: str
    reading: str | None
    reading_zh: str | None
    ruled: bool
    who: tuple[str, ...]
    cite: tuple[Citation, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an allowed act does to one subject. `created` = the subject is begun by this act."""

    subject_kind: str
    subject_id: str
    action: str
    on: date
    before: str
    after: str
    sets: dict[str, Any] = field(default_factory=dict)  # recorded facts, typed, own names
    declared: dict[str, tuple[str, Any]] = field(default_factory=dict)  # full fact name -> (owner subject kind, value)
    answers: dict[str, Any] = field(default_factory=dict)  # the form's own fields, typed
    form: str | None = None
    makes: tuple[str, ...] = ()
    freezes: tuple[str, ...] = ()  # papers fixed by digest
    baseline: bool = False
    created: bool = False
    parent_id: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is needed to get the same answer years later. Digests are SM3 hex of canonical JSON."""

    pack: str
    release: str
    pack_digest: str
    calendar_digest: str
    engine: str
    action: str
    on: date
    facts_digest: str
    digest: str


@dataclass(frozen=True, slots=True)
class Decision:
    action: str
    action_zh: str
    subject_kind: str
    subject_id: str
    outcome: Outcome
    on: date
    findings: tuple[Finding, ...]  # every rule at the act, met ones too; nothing stops at the first
    papers: tuple[PaperNeed, ...] = ()
    tables: tuple[TableView, ...] = ()  # routes and other tables that spoke
    questions: tuple[QuestionView, ...] = ()
    next_state: str | None = None
    effects: tuple[Effect, ...] = ()  # this act's and its follow-ups', in order; empty unless allowed
    then: tuple[Decision, ...] = ()
    duties_opened: tuple[DutyView, ...] = ()
    duties_closed: tuple[DutyView, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()  # members of a batch left out: (id, sentence)
    receipt: Receipt | None = None

    @property
    def open_but_for_form(self) -> bool:
        """A look ahead: allowed, or nothing stands against it but what its own form and other parties will say."""
        return self.outcome.allows or (
            self.outcome is not Outcome.OUT_OF_SCOPE
            and all(f.awaits_form or (f.kind == "part" and f.truth is Truth.UNKNOWN) for f in self.against)
        )

    @property
    def against(self) -> tuple[Finding, ...]:
        """The findings that stand against the act, in order, advice excluded."""
        return tuple(
            f for f in self.findings if f.level != "advise" and f.truth in (Truth.UNMET, Truth.UNKNOWN) and not f.lifted
        )
