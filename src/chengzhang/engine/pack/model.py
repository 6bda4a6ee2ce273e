"""The model of a pack: what the YAML of pack-format sections 4 and 5 becomes once loaded, typed and checked.

All frozen; names are the format's own keys. Trees are parsed (`rules.ast`), literals typed. `mark` is file and line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

from chengzhang.engine.rules.ast import ALWAYS, Derivation, Due, Mark, Moment, Test, Tree

Cite = tuple[str, ...]  # clause ids as written: "9-5", or "<measure>:<id>"


@dataclass(frozen=True, slots=True)
class WordList:
    id: str
    words: dict[str, str]  # word -> zh
    more: bool = False


@dataclass(frozen=True, slots=True)
class FactDef:
    """A declared or recorded fact. `name` is full ("review.held_on", "title"); `owner` the subject kind it lives on."""

    name: str
    zh: str
    type: str  # pack-format section 2; a word list's id; "set of X"
    source: str  # declared | recorded
    owner: str
    key: str  # the name on its owner ("held_on")
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class DerivedFact:
    name: str
    zh: str
    type: str
    cite: Cite
    derivation: Derivation | None = None  # `is`
    when: Tree | None = None  # a term of art
    where: Tree | None = None
    over: str | None = None
    question: str | None = None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Always:
    test: Test
    cite: Cite
    say: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """`by`: None = fixed by the text; ("question", id) = given by a reading; ("office", role) = set by the office."""

    id: str
    zh: str
    type: str
    value: Any  # typed; UNSET for `unset`
    cite: Cite
    by: tuple[str, str] | None = None
    least: Any = None
    most: Any = None
    question: str | None = None
    mark: Mark | None = None


class _Unset:
    def __repr__(self) -> str:
        return "unset"


UNSET = _Unset()


@dataclass(frozen=True, slots=True)
class SubjectType:
    """From the vocabulary: what kind of thing, whose child, one or many, of which members (a batch)."""

    id: str
    zh: str
    parent: str | None
    many: bool = False
    members: str | None = None
    key: str | None = None
    at_least: int = 0
    root: bool = False
    links: dict[str, str] = field(default_factory=dict)  # link name -> subject kind


@dataclass(frozen=True, slots=True)
class Party:
    """One row of `with`. `part`: opinion | sign | join | witness | advice."""

    role: str
    part: str
    cite: Cite = ()
    at_least: int = 1
    refusal: str = "recorded"  # recorded | stops
    within: Any = None  # period
    silence: str = "waits"  # waits | agrees
    each_member: bool = False


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One row of `then`."""

    act: str
    when: Tree = ALWAYS


@dataclass(frozen=True, slots=True)
class Bar:
    """What an act puts on a holder: from its day on the acts in `stops` are refused below that holder.

    It ends on the last day of `until` (`act_day` in it is the day of the raising act) or with an act of `ends`.
    """

    id: str  # `bar`
    zh: str
    holder: str  # the subject kind that bears it: project, unit, or the subject acted on
    stops: tuple[str, ...]
    until: Moment | None = None
    ends: tuple[str, ...] = ()
    when: Tree = ALWAYS  # sees the facts after `sets`
    cite: Cite = ()
    say: str = ""


@dataclass(frozen=True, slots=True)
class DutyWindow:
    """A duty that may only be done from a day on; `early`: refuse | warn; `due` overrides the duty's own."""

    opens: Moment
    due: Moment | None = None
    early: str = "refuse"


@dataclass(frozen=True, slots=True)
class Action:
    """`subject.verb`. `to` is a state, or the field and the state each of its words leads to."""

    id: str
    subject: str
    verb: str
    zh: str
    by: str
    cite: Cite
    entered_by: str | None
    from_states: tuple[str, ...]
    to: str | None
    to_by: str | None = None  # field of the form or fact whose word decides the state
    to_words: dict[str, str] = field(default_factory=dict)
    with_: tuple[Party, ...] = ()
    form: str | None = None
    papers: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    reason: bool = False
    sets: dict[str, Any] = field(default_factory=dict)  # own fact name -> ast.Name or ast.Literal
    then: tuple[FollowUp, ...] = ()
    members: str = "all"  # all | some
    only_through: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()
    addressed_to: str | None = None
    same_holder: str = "refused"
    baseline: bool = False
    question: str | None = None
    raises: tuple[Bar, ...] = ()
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Lapse:
    """A state that ends by the clock: after which moments (any of them), unless what, and what it becomes."""

    any: tuple[tuple[Moment, Tree | None], ...]  # (moment, unless)
    to: str
    from_states: tuple[str, ...] = ()
    cite: Cite = ()
    question: str | None = None


@dataclass(frozen=True, slots=True)
class SubjectDef:
    """What this pack says of a subject: states, actions, where it may rest for ever."""

    id: str
    parent: str | None
    ends: tuple[str, ...]
    actions: dict[str, Action]  # verb -> action
    states: tuple[str, ...]
    lapses: tuple[Lapse, ...] = ()
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class RulePaper:
    paper: str
    when: Tree = ALWAYS
    cite: Cite = ()
    or_not_applicable: bool = False
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lift:
    by: str  # role, or "unnamed"
    reason: bool = False
    paper: str | None = None
    question: str | None = None
    when: Tree = ALWAYS
    makes: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A gate at one or more acts."""

    id: str
    at: tuple[str, ...]
    cite: Cite
    say: str
    when: Tree = ALWAYS
    level: str = "must"  # must | in_principle | advise
    lift: Lift | None = None
    require: Tree | None = None
    papers: tuple[RulePaper, ...] = ()
    more: bool | str = False
    judged_by: str | None = None
    mend: str | None = None
    question: str | None = None
    reading: tuple[str, ...] = ()
    not_before: Moment | None = None
    makes: str | None = None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: `then` is a word, or column -> word; or `ask`, with the value under each reading."""

    when: Tree
    then: str | dict[str, str] | None
    cite: Cite = ()
    say: str = ""
    question: str | None = None
    ask: str | None = None
    readings: dict[str, str | dict[str, str]] = field(default_factory=dict)
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table: exactly one row is met for every possible case."""

    id: str
    zh: str
    columns: dict[str, dict[str, str]]  # column ("" = the table itself) -> word -> zh
    rows: tuple[Row, ...]
    cite: Cite = ()
    question: str | None = None
    types: dict[str, str] = field(default_factory=dict)  # column -> type (a word list, or "period" and so on)
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a duty: an act, under a condition, or one duty a row of a form field."""

    act: str
    when: Tree = ALWAYS
    rows: str | None = None


@dataclass(frozen=True, slots=True)
class Late:
    notify: tuple[str, ...] = ()
    say: str = ""
    may: str | None = None
    does: str | None = None
    opens: str | None = None  # another duty
    cite: Cite = ()


@dataclass(frozen=True, slots=True)
class Pause:
    from_act: str
    until_act: str
    cite: Cite = ()


@dataclass(frozen=True, slots=True)
class Extension:
    """`grant` moves the day; with `ask` and `pending: holds` the duty isn't late while the request is undecided."""

    grant: tuple[str, ...]
    ask: str | None = None
    before_due: bool = False
    pending: str = "runs"  # runs | holds


@dataclass(frozen=True, slots=True)
class Duty:
    id: str
    of: str
    who: str
    cite: Cite
    say: str
    opens: tuple[Opening, ...] = ()
    every: Any = None  # "month" | "year" | ... | period | ast.Name of a parameter or table
    from_: str | None = None  # act or state moment that starts the recurrence
    until: str | None = None
    due: Due | None = None
    remind: Moment | None = None
    done_by: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    extended_by: Extension | None = None
    pauses: tuple[Pause, ...] = ()
    only: Tree = ALWAYS
    level: str = "must"
    late: Late | None = None
    to: tuple[str, ...] = ()
    stops: tuple[tuple[str, ...], str] | None = None  # (acts, "open" | "late")
    window: DutyWindow | None = None
    question: str | None = None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    id: str
    zh: str
    kind: str  # file | record | custody | made
    of: str = "project"
    cite: Cite = ()
    form: str | None = None
    template: str | None = None
    outline: str | None = None
    also: tuple[str, ...] = ()
    deduced: bool = False
    gives: str | None = None
    takes: str | None = None
    stores: str = "nothing"
    keep: str | None = None
    parts: dict[str, str] = field(default_factory=dict)  # part id -> zh
    or_: str | None = None  # another paper for the same slot
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. Exactly one of `fact`, `show`, or (`id` with its own `type`)."""

    id: str
    zh: str
    type: str
    fact: str | None = None
    show: str | None = None
    required: bool | Tree = False
    least: Any = None
    most: Any = None
    latest: Any = None  # ast operand
    earliest: Any = None
    only: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    columns: tuple[Field, ...] = ()
    at_least_one_of: dict[str, Any] | None = None
    adds_up: str | None = None
    help: str = ""
    deduced: bool = False
    cite: Cite = ()
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Section:
    zh: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Form:
    id: str
    zh: str
    sections: tuple[Section, ...]  # a form without sections has one, unnamed; a `rows` form one field of type rows
    cite: Cite = ()
    deduced: bool = False
    more: bool = False
    note: str = ""
    mark: Mark | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(f for s in self.sections for f in s.fields)


@dataclass(frozen=True, slots=True)
class Reading:
    id: str
    zh: str
    gives: dict[str, Any] = field(default_factory=dict)  # parameter -> typed value


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    asks: str
    why: str  # silent | vague | conflict
    cite: Cite
    readings: dict[str, Reading]
    default: str | None
    because: str
    who: tuple[str, ...]
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """`holder`: "unit", an organisation's name, a fact's name, a table of roles/facts, or None for a pool."""

    id: str
    zh: str
    holder: str | Table | None
    cite: Cite
    holder_kind: str  # unit | organisation | fact | table | pool | system
    reads: tuple[str, ...] = ()  # ("all",) or subject kinds
    pool: bool = False
    apart_from: tuple[str, ...] = ()
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """What lives on a track: subject kinds ("all" less `except_`), and which form fields exist at all."""

    id: str
    subjects: tuple[str, ...]
    except_: tuple[str, ...] = ()
    hide_all: bool = False
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    table: Table | None
    tracks: dict[str, Track]


@dataclass(frozen=True, slots=True)
class Stage:
    id: str
    zh: str
    subjects: tuple[str, ...]
    reached: Tree
    beside: str | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    id: str
    zh: str
    of: str
    measure: Derivation
    where: Tree
    by: tuple[str, ...]
    cite: Cite
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Article:
    id: str
    zh: str  # own words
    declaratory: Cite = ()
    person: Cite = ()
    outside: Cite = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    id: str
    title: str
    number: str | None  # None = unknown
    issued_on: date | None
    in_force_on: date | None
    trial: bool
    interpreters: tuple[str, ...]
    cite: Cite
    rank: int = 1


@dataclass(frozen=True, slots=True)
class Edge:
    """Lineage: repeals | partly_replaces | displaces_by_conflict | child_of | parent_of."""

    edge: str
    pack: str | None = None
    measure: str | None = None
    level: str | None = None
    loaded: bool = True
    where: Tree = ALWAYS
    cite: Cite = ()
    question: str | None = None
    applies_down: bool = True


@dataclass(frozen=True, slots=True)
class Keep:
    """A transition exception: this subject stays under the older release when the tree is met."""

    keep: str
    when: Tree
    question: str | None = None
    cite: Cite = ()


@dataclass(frozen=True, slots=True)
class CalendarSetting:
    days: str = "cn"
    roll: str = "none"  # next_working_day | none
    fixed_dates_roll: bool = False
    question: str | None = None


@dataclass(frozen=True, slots=True)
class ResidualItem:
    item: str  # "duties.monthly_progress"
    cite: Cite
    zh: str
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Residual:
    pack: str
    question: str
    items: tuple[ResidualItem, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two rules of one pack that disagree, and the question that this leaves."""

    rules: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A whole pack, checked. Vocabulary included: what the place uses of it and what it adds."""

    id: str
    release: str
    zh: str
    status: str  # draft | in_force | displaced_in_part | repealed
    calls: dict[str, str]
    measures: dict[str, Measure]  # in order; the first is the one bare citations mean
    lineage: tuple[Edge, ...]
    calendar: CalendarSetting
    transition: tuple[Keep, ...]
    scope: Scope
    roles: dict[str, Role]
    stages: tuple[Stage, ...]
    types: dict[str, WordList]
    role_names: dict[str, str]  # vocabulary: role -> zh
    subject_types: dict[str, SubjectType]
    facts: dict[str, FactDef]
    derived: dict[str, DerivedFact]
    always: tuple[Always, ...]
    parameters: dict[str, Parameter]
    subjects: dict[str, SubjectDef]
    rules: dict[str, Rule]
    tables: dict[str, Table]
    duties: dict[str, Duty]
    papers: dict[str, Paper]
    forms: dict[str, Form]
    questions: dict[str, Question]
    indicators: dict[str, Indicator]
    articles: dict[str, Article]
    residual: Residual | None
    conflicts: tuple[Conflict, ...]
    digest: str  # SM3 hex of the canonical content of all its files and the vocabulary it uses
    root: PurePath
    silent: dict[str, str] = field(default_factory=dict)  # act or "*" -> role to ask

    @property
    def valid_from(self) -> date | None:
        return next(iter(self.measures.values())).in_force_on

    @property
    def actions(self) -> dict[str, Action]:
        """All actions by id ("trial.start")."""
        return {a.id: a for s in self.subjects.values() for a in s.actions.values()}

    def call(self, name: str) -> str:
        """This place's word for a shared name (role, subject)."""
        if name in self.calls:
            return self.calls[name]
        if name in self.roles:
            return self.roles[name].zh
        if name in self.subject_types:
            return self.subject_types[name].zh
        return self.role_names.get(name, name)
