"""situation(): how things stand on a day without any act: duties, windows, lapses, bars, tables, questions, actions.

From recorded past events alone; the same question on an earlier day sees only what had happened by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chengzhang.engine.case import Act, Bench, Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.decide import decide
from chengzhang.engine.deciding.barring import BarView, LapseView, bars, lapses
from chengzhang.engine.deciding.places import is_many, parent_kind, reach, rows_below
from chengzhang.engine.deciding.plan import plan_of
from chengzhang.engine.deciding.questions import question_view
from chengzhang.engine.decision import Citation, Decision, DutyView, QuestionView, TableView
from chengzhang.engine.duties import duties
from chengzhang.engine.pack.model import Action, Pack, Table
from chengzhang.engine.rules.ast import Literal, Name, Operand, Within
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.run import value_of
from chengzhang.engine.rules.tables import evaluate
from chengzhang.engine.rules.touch import leaves
from chengzhang.engine.values import Window

ANYBODY = frozenset({"system"})


@dataclass(frozen=True, slots=True)
class WindowView:
    """A yearly window that acts must fall into: whether it is open, when it opens next, its last day."""

    id: str
    zh: str
    acts: tuple[str, ...]
    open: bool
    opens_on: date
    closes_on: date
    cite: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action of the moment. `may` = one of the roles asked for may do it; `open` = nothing but its form, papers
    handed in with it or other parties is still wanted. `decision` is a look ahead, without answers."""

    action: str
    zh: str
    subject_kind: str
    subject_id: str
    by: str
    by_zh: str
    may: bool
    open: bool
    decision: Decision


@dataclass(frozen=True, slots=True)
class Situation:
    on: date
    duties: tuple[DutyView, ...]
    windows: tuple[WindowView, ...]
    lapses: tuple[LapseView, ...]
    bars: tuple[BarView, ...]
    tables: tuple[TableView, ...]
    questions: tuple[QuestionView, ...]
    actions: tuple[ActionView, ...]


def situation(
    pack: Pack,
    subject: Subject,
    on: date,
    calendar: Calendar | None,
    bench: Bench | None = None,
    roles: frozenset[str] | None = None,
) -> Situation:
    """Everything that holds on a day for the case of `subject`. `roles` None = actions of all roles."""
    bench = bench or Bench()
    top = subject.root()
    return Situation(
        on=on,
        duties=duties(pack, top, on, calendar, bench),
        windows=tuple(_windows(pack, subject, on, calendar, bench)),
        lapses=lapses(pack, top, on, calendar, bench),
        bars=bars(pack, top, on, calendar, bench),
        tables=tuple(_tables(pack, subject, on, calendar, bench)),
        questions=tuple(question_view(pack, q, on, bench) for q in sorted(pack.questions)),
        actions=tuple(_actions(pack, subject, on, calendar, bench, roles)),
    )


# ---------------------------------------------------------------- windows


def _windows(pack: Pack, subject: Subject, on: date, calendar: Calendar | None, bench: Bench) -> Iterator[WindowView]:
    """Each window that a rule tests the day of the act against, with the acts it holds for."""
    found: dict[str, tuple[Window, str, list[str], list[str]]] = {}
    for rule in pack.rules.values():
        for test in leaves(rule.require) if rule.require is not None else ():
            if not isinstance(test, Within):
                continue
            window, id, zh = _window(pack, test.window, subject, on, calendar, bench)
            if window is None:
                continue
            kept = found.setdefault(id, (window, zh, [], []))
            kept[2].extend(act for act in rule.at if act not in kept[2])
            kept[3].extend(c for c in rule.cite if c not in kept[3])
    for id, (window, zh, acts, cite) in found.items():
        opens, closes = _around(window, on)
        yield WindowView(id, zh, tuple(acts), window.holds(on), opens, closes, citations(pack, tuple(cite)))


def _window(
    pack: Pack, operand: Operand, subject: Subject, on: date, calendar: Calendar | None, bench: Bench
) -> tuple[Window | None, str, str]:
    if isinstance(operand, Literal):
        value = operand.value
        return (value, operand.text, value.zh) if isinstance(value, Window) else (None, "", "")
    if not isinstance(operand, Name):
        return None, "", ""
    value = value_of(Context(pack, subject, on, None, bench, calendar), operand.text)
    named = pack.parameters.get(operand.text)
    return (value if isinstance(value, Window) else None), operand.text, named.zh if named is not None else operand.text


def _around(window: Window, on: date) -> tuple[date, date]:
    """The window the day is in, else the next one."""
    for year in (on.year - 1, on.year, on.year + 1):
        if on <= window.closes(year):
            return window.opens(year), window.closes(year)
    return window.opens(on.year + 1), window.closes(on.year + 1)


# ---------------------------------------------------------------- tables


def _tables(pack: Pack, subject: Subject, on: date, calendar: Calendar | None, bench: Bench) -> Iterator[TableView]:
    """Every table's value on the case; a table of a thing that is many, once for each."""
    listed: list[Table] = [t for t in (pack.scope.table, *pack.tables.values()) if t is not None]
    for table in {t.id: t for t in listed}.values():
        for at in _seen_from(pack, table, subject):
            ctx = Context(pack, at, on, None, bench, calendar)
            try:
                yield evaluate(pack, table, ctx)
            except Unresolved:
                continue
            if at is subject:
                break


def _seen_from(pack: Pack, table: Table, subject: Subject) -> list[Subject]:
    """The subjects a table may be read from: the one asked about, else those at which an act's rules read it."""
    plan = plan_of(pack)
    kinds = {a.subject for a in plan.actions.values() if table.id in plan.of(a.id).touched.tables}
    if not kinds or subject.kind in kinds or any(node.kind in kinds for node in _up(subject)):
        return [subject]
    rows = [row for kind in sorted(kinds) for row in rows_below(subject.root(), kind)]
    return [subject, *rows]


def _up(node: Subject | None) -> Iterator[Subject]:
    while node is not None:
        yield node
        node = node.parent


# ---------------------------------------------------------------- actions


def _actions(
    pack: Pack, subject: Subject, on: date, calendar: Calendar | None, bench: Bench, roles: frozenset[str] | None
) -> Iterator[ActionView]:
    """Every action, each at the subject it would be done to, with why or why not."""
    for action in plan_of(pack).actions.values():
        if action.by == "system" and not action.entered_by:
            continue
        for at in _at(pack, subject, action):
            yield _view(pack, at, action, on, calendar, bench, roles)


def _at(pack: Pack, subject: Subject, action: Action) -> list[Subject]:
    """The things an action could be done to: those there are, and one more where a new one can be begun."""
    rows = list(rows_below(subject.root(), action.subject))
    fresh = "new" in action.from_states and not any(r.state == "new" for r in rows)
    if rows and (not fresh or not is_many(pack, action.subject)):
        return [row for row in rows if row.state in action.from_states] or rows[-1:]
    above = parent_kind(pack, action.subject)
    home = reach(subject, above) if above else None
    ready = [row for row in rows if row.state in action.from_states]
    return [*ready, Subject(action.subject, parent=home)] if home is not None or not above else ready


def _view(
    pack: Pack,
    at: Subject,
    action: Action,
    on: date,
    calendar: Calendar | None,
    bench: Bench,
    roles: frozenset[str] | None,
) -> ActionView:
    held = roles if roles is not None else frozenset(r for r in (action.by, action.entered_by) if r)
    if action.only_through:
        held |= {"system:then"}
    decision = decide(pack, at, Act(action.id, on, held), calendar, bench, sealed=False)
    may = not any(f.kind == "role" and f.truth == "unmet" for f in decision.findings)
    return ActionView(
        action.id, action.zh, at.kind, at.id, action.by, pack.call(action.by), may, decision.open_but_for_form, decision
    )
