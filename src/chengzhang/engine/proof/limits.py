"""Every numeric limit is tried by the pack's scenarios: at it, just under it and just over it.

Found by reading the scenarios' own cases through the evaluator's operands; nothing has to be declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from chengzhang.engine.case import Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.decide import hear
from chengzhang.engine.deciding.journal import Journal
from chengzhang.engine.deciding.plan import plan_of
from chengzhang.engine.deciding.typed import FactsError
from chengzhang.engine.pack.model import Cite, Pack
from chengzhang.engine.pack.scenarios.build import act_of, build, subject_of
from chengzhang.engine.pack.scenarios.perspective import perspective
from chengzhang.engine.pack.scenarios.read import Case
from chengzhang.engine.proof.claims import Claim, refuted
from chengzhang.engine.rules.ast import Compare, Each, Literal, Mark, Name, Operand, Shifted, Test, Tree, Within
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.derived import row_finder
from chengzhang.engine.rules.names import DerivedOf, ParameterOf, Scope, TableOf, Unresolved
from chengzhang.engine.rules.operand_text import AGGREGATES
from chengzhang.engine.rules.operands import read_operand
from chengzhang.engine.rules.run import Library, library_of
from chengzhang.engine.rules.sentence import say_test
from chengzhang.engine.rules.touch import leaves, names_of
from chengzhang.engine.values import Days, Money, Months, Period, Window, WorkingDays, Year

SIDES = {"at": "恰为", "under": "略低于", "over": "略高于"}
DAY_SIDES = {"at": "当日", "under": "前一日", "over": "后一日"}


@dataclass
class Limit:
    """One line with a number in one entry. `seen`: on which sides a scenario has tried it."""

    entry: str
    test: Test
    scope: Scope
    cite: Cite
    mark: Mark | None
    seen: set[str] = field(default_factory=set)
    wanted: tuple[str, ...] = ("at", "under", "over")


def prove_limits(pack: Pack, cases: Iterable[Case], calendar: Calendar) -> Iterator[Claim]:
    watch = _Watch(pack, calendar)
    for case in cases:
        watch.case(case)
    for limit in watch.all_limits():
        missing = [side for side in limit.wanted if side not in limit.seen]
        said = say_test(pack, limit.scope.kind, limit.test, limit.scope)
        claim = Claim("limit.tried", limit.entry, f"“{said}”有情形试过边界", mark=limit.mark, cite=limit.cite)
        if missing:
            words = DAY_SIDES if _is_day(limit) else SIDES
            named = "、".join(words[side] for side in missing)
            what = f"“{said}”没有情形试{named}的一例"
            claim = refuted(claim, what, "在 scenarios 里补上，写明期望的结果")
        yield claim


def _is_day(limit: Limit) -> bool:
    return isinstance(limit.test, Within) or (
        isinstance(limit.test, Compare) and any(isinstance(s, Shifted) for s in (limit.test.left, limit.test.right))
    )


class _Watch:
    """The limits of a pack by the line they stand on, and what the scenarios show of them."""

    def __init__(self, pack: Pack, calendar: Calendar) -> None:
        self.pack, self.calendar = pack, calendar
        self.library = library_of(pack)
        self.limits: dict[tuple[str, str], Limit] = {}
        self._declare()

    def all_limits(self) -> list[Limit]:
        return list(self.limits.values())

    # -------------------------------------------------------------- which limits there are

    def _declare(self) -> None:
        pack = self.pack
        for rule in pack.rules.values():
            kinds = dict.fromkeys(pack.actions[act].subject for act in rule.at)
            trees = [rule.when, rule.require, *(paper.when for paper in rule.papers)]
            self._add(f"rules.{rule.id}", trees, list(kinds), rule.cite, rule.mark)
        for table in pack.tables.values():
            for row in table.rows:
                self._add(
                    f"tables.{table.id}",
                    [row.when],
                    list(pack.subjects),
                    row.cite or table.cite,
                    row.mark or table.mark,
                )
        for fact in pack.derived.values():
            self._add(f"facts.{fact.name}", [fact.when, fact.where], list(pack.subjects), fact.cite, fact.mark)

    def _add(self, entry: str, trees: Iterable[Tree | None], kinds: list[str], cite: Cite, mark: Mark | None) -> None:
        for test in (test for tree in trees if tree is not None for test in leaves(tree)):
            inner = test.test if isinstance(test, Each) else test
            for kind in ("project", *kinds):
                scope = Scope(self.pack, kind)
                try:
                    limited = _limited(scope, inner)
                except Unresolved:
                    continue
                if limited:
                    self.limits.setdefault((entry, inner.source), Limit(entry, inner, scope, cite, inner.mark or mark))
                break

    # -------------------------------------------------------------- what a scenario shows

    def case(self, case: Case) -> None:
        try:
            file = build(case, self.pack)
            if case.at is not None:
                self._act(case, file)
            elif case.ask is not None:
                subject = perspective(self.pack, case, file)
                ctx = Context(self.pack, subject, file.on, {}, file.bench, self.calendar)
                self._name(case.ask.partition(".")[0], self.library.scope(subject.kind), ctx, subject, set())
        except FactsError:
            return  # said by `pack test`

    def _act(self, case: Case, file: Any) -> None:
        subject = subject_of(case, file, self.pack)
        act = act_of(case, subject, file, self.pack)
        plan = plan_of(self.pack).of(act.action)
        forms = (plan.action.form,) if plan.action.form else None
        with Journal() as journal:
            hearing = hear(plan, subject, act, self.calendar, file.bench, journal)
            scope, ctx = self.library.scope(subject.kind, forms), hearing.ctx
            ctx.memo.clear()
            for rule_plan in plan.rules:
                rule = rule_plan.rule
                for tree in (rule.when, rule.require, *(paper.when for paper in rule.papers)):
                    if tree is not None:
                        self._tree(f"rules.{rule.id}", tree, scope, ctx, subject, set())

    def _tree(
        self, entry: str, tree: Tree, scope: Scope, ctx: Context, subject: Subject, seen: set[tuple[str, int]]
    ) -> None:
        for test in leaves(tree):
            if isinstance(test, Each):
                rows = scope.rows(test.subject)
                self._rows(entry, test.test, scope.of(rows.kind, rows), row_finder(rows), ctx, subject, seen)
                continue
            limit = self.limits.get((entry, test.source))
            if limit is not None and len(limit.seen) < 3:
                limit.seen |= _sides(self.library, scope, test, ctx, subject)
            for name in names_of(test):
                self._name(name, scope, ctx, subject, seen)

    def _rows(
        self,
        entry: str,
        tree: Tree,
        inside: Scope,
        find: Callable[[Context, Subject], Any],
        ctx: Context,
        subject: Subject,
        seen: set[tuple[str, int]],
    ) -> None:
        listed = find(ctx, subject)
        for row in listed if isinstance(listed, list) else ():
            self._tree(entry, tree, inside, ctx, row, seen)

    def _name(self, name: str, scope: Scope, ctx: Context, subject: Subject, seen: set[tuple[str, int]]) -> None:
        """What a derived fact or a table rests on, seen from the same subject."""
        if (name, id(subject)) in seen:
            return
        seen.add((name, id(subject)))
        if name in self.pack.tables:
            for row in self.pack.tables[name].rows:
                self._tree(f"tables.{name}", row.when, scope, ctx, subject, seen)
            return
        try:
            meaning = scope.meaning(name)
        except Unresolved:
            return
        if isinstance(meaning, TableOf):
            self._name(meaning.table.id, scope, ctx, subject, seen)
        if not isinstance(meaning, DerivedOf):
            return
        fact, derivation = meaning.fact, meaning.fact.derivation
        if fact.when is not None:
            self._tree(f"facts.{fact.name}", fact.when, scope, ctx, subject, seen)
        elif derivation is not None and derivation.function not in AGGREGATES:
            for arg in derivation.args:
                self._name(getattr(arg, "text", ""), scope, ctx, subject, seen)
        elif derivation is not None and fact.where is not None:
            rows = scope.aggregate(derivation.function, getattr(derivation.args[0], "text", ""), fact.over)
            inside = scope.of(rows.kind, rows)
            self._rows(f"facts.{fact.name}", fact.where, inside, row_finder(rows), ctx, subject, seen)


# ---------------------------------------------------------------- which lines hold a number


def _limited(scope: Scope, test: Test) -> bool:
    """A line that compares with an amount, share, number, day or period that the text or a reading fixes."""
    if isinstance(test, Within):
        return _number(scope, test.window) is not None
    if not isinstance(test, Compare):
        return False
    for side in (test.left, test.right):
        value = _number(scope, side.period if isinstance(side, Shifted) else side)
        if value is not None and not (isinstance(value, int) and value in (0, 1)):  # 0 and 1: is there any at all
            return True
    return False


def _number(scope: Scope, operand: Operand) -> Any:
    value: Any = None
    if isinstance(operand, Literal):
        value = operand.value
    elif isinstance(operand, Name):
        meaning = scope.meaning(operand.text)
        value = meaning.parameter.value if isinstance(meaning, ParameterOf) else None
    plain = isinstance(value, Money | int | Fraction | date | Days | Months | WorkingDays | Window)
    return value if plain and not isinstance(value, bool | Year) else None


# ---------------------------------------------------------------- on which side a case lies


def _sides(library: Library, scope: Scope, test: Test, ctx: Context, subject: Subject) -> set[str]:
    if isinstance(test, Within):
        day = read_operand(library, scope, test.left)(ctx, subject)
        window = read_operand(library, scope, test.window)(ctx, subject)
        return _in_window(day, window) if isinstance(day, date) and isinstance(window, Window) else set()
    assert isinstance(test, Compare)
    left, right = (read_operand(library, scope, side)(ctx, subject) for side in (test.left, test.right))
    if isinstance(test.left, Literal | Shifted):
        left, right = right, left
    period = next((s.period for s in (test.left, test.right) if isinstance(s, Shifted)), None)
    unit = _number(scope, period) if period is not None else None
    side = _side(left, right, unit, ctx.calendar)
    return {side} if side else set()


def _in_window(day: date, window: Window) -> set[str]:
    """At an end, or a day outside one: `at` needs an end, `under` the day before the first, `over` after the last."""
    found = set()
    for year in (day.year - 1, day.year, day.year + 1):
        first, last = window.opens(year), window.closes(year)
        found |= {"at"} if day in (first, last) else set()
        found |= {"under"} if (first - day).days == 1 else set()
        found |= {"over"} if (day - last).days == 1 else set()
    return found


def _side(value: Any, limit: Any, unit: Period | None, calendar: Calendar | None) -> str | None:
    if isinstance(value, date) and isinstance(limit, date):
        return _day_side(value, limit, unit, calendar)
    if isinstance(value, bool) or not isinstance(value, int | Fraction) or not isinstance(limit, int | Fraction):
        return None
    gap: Fraction = value - Fraction(limit) if isinstance(value, Fraction) else int(value) - Fraction(limit)
    if gap == 0:
        return "at"
    if isinstance(value, Money):
        near: Fraction | int = max(abs(Fraction(limit)) / 100, Fraction(1))
    elif isinstance(value, Fraction):
        near = Fraction(1, 100)
    else:
        near = 1
    return None if abs(gap) > near else "under" if gap < 0 else "over"


def _day_side(value: date, limit: date, unit: Period | None, calendar: Calendar | None) -> str | None:
    if value == limit:
        return "at"
    near = abs((value - limit).days) == 1
    if not near and isinstance(unit, WorkingDays) and calendar is not None:
        first, last = sorted((value, limit))
        near = (
            calendar.announces(first) and calendar.announces(last) and calendar.working_days_between(first, last) <= 1
        )
    return None if not near else "under" if value < limit else "over"
