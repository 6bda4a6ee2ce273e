"""The syntax tree of the rule language (pack-format section 3), one node class a shape of test.

Every reading of a rule (run, sentence, JSON, SQL, SMT) walks these nodes; nothing else interprets rule text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal as OneOf


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a thing stands in a pack: file (relative to the pack) and line, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


# ---------------------------------------------------------------- operands


@dataclass(frozen=True, slots=True)
class Literal:
    """A typed value written in the rule. `type` is a value type name (`money`, `ratio`, `date`, `word` ...)."""

    type: str
    value: object
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, parameter, table (or `table.column`), derived fact, `act_day`, or `form.field`."""

    text: str


@dataclass(frozen=True, slots=True)
class Shifted:
    """A date moved by a period: `trial.started_on + trial_at_least`, `session_day - 6 working_days`."""

    base: Operand
    sign: OneOf[1, -1]
    period: Literal | Name


@dataclass(frozen=True, slots=True)
class Call:
    """One closed function over operands, only where a moment is allowed: `later(a, b)`, `year_end(x)`."""

    function: str
    args: tuple[Operand, ...]


Operand = Literal | Name | Shifted | Call

# ---------------------------------------------------------------- tests


@dataclass(frozen=True, slots=True)
class Compare:
    left: Operand
    op: OneOf["==", "!=", "<", "<=", ">", ">="]
    right: Operand
    source: str
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Among:
    """`unit.type in party|institution`, or `not_in`."""

    name: Name
    words: tuple[str, ...]
    negated: bool
    source: str
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Holds:
    """`services has supervision`, `papers lacks design`, `tide_survey has readings` (a part of a paper)."""

    name: Name
    word: str
    negated: bool
    source: str
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Within:
    """A date inside a yearly window, both ends included."""

    left: Operand
    window: Name | Literal
    source: str
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class StateIs:
    subject: str
    states: tuple[str, ...]
    negated: bool
    source: str
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class DutyIs:
    """`duty.rectify is overdue`; statuses `open`, `done`, `overdue`."""

    duty: str
    status: str
    negated: bool
    source: str
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Presence:
    name: Name
    present: bool
    source: str
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Parity:
    name: Name
    odd: bool
    source: str
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Each:
    """`every buoy: inspected is yes`, `some`, `no`: one test over the rows of a many-subject (Kleene)."""

    quantifier: OneOf["every", "some", "no"]
    subject: str
    test: Test
    source: str
    mark: Mark | None = field(default=None, compare=False)


Test = Compare | Among | Holds | Within | StateIs | DutyIs | Presence | Parity | Each


@dataclass(frozen=True, slots=True)
class All:
    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Any:
    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    items: tuple[Tree, ...]


Tree = All | Any | NoneOf | Test

ALWAYS = All(())  # the only empty tree: what an omitted `when` means


# ---------------------------------------------------------------- derived facts and moments


@dataclass(frozen=True, slots=True)
class Derivation:
    """`is:` of a derived fact: one closed function over names, e.g. `sum(payment.amount)`, `first_of(a, b)`.

    `index` is the n of `nth(3, visit.held_on)`. Function `date` has no args: its value is the day `moment` names,
    e.g. `year_end(plan_line.year) + 2 years`.
    """

    function: str
    args: tuple[Name | Literal, ...]
    index: int | None = None
    moment: Moment | None = None


@dataclass(frozen=True, slots=True)
class OfPeriod:
    """`07-31 of period`, `declaration_window of next_period`, `10-31 of season - 1` (base names a year fact)."""

    anchor: Literal | Name
    base: str  # "period" | "next_period" | a year name
    years: int = 0


@dataclass(frozen=True, slots=True)
class DayOfPeriod:
    """`day 20 of period`."""

    day: int
    base: str


@dataclass(frozen=True, slots=True)
class PeriodEnd:
    """`period_end`."""


@dataclass(frozen=True, slots=True)
class Undated:
    """The text gives no time: never late, only reminded."""


@dataclass(frozen=True, slots=True)
class WithAct:
    """`with_act`: due together with the act that opens it."""


Moment = Operand | OfPeriod | DayOfPeriod | PeriodEnd
Due = Moment | Undated | WithAct
