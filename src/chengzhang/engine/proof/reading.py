"""What a name or operand is worth: the twin of `rules.operands`, `rules.derived` and `rules.tables`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from chengzhang.engine.pack.model import DerivedFact, Table
from chengzhang.engine.proof.nodes import Node
from chengzhang.engine.proof.summing import Summing
from chengzhang.engine.proof.symbols import (
    Beyond,
    Bool,
    Says,
    Sym,
    both,
    chosen,
    constant,
    either,
    no,
    when,
)
from chengzhang.engine.proof.world import World
from chengzhang.engine.rules.ast import (
    Call,
    Derivation,
    Literal,
    Moment,
    Name,
    OfPeriod,
    Operand,
    Shifted,
    Tree,
)
from chengzhang.engine.rules.names import (
    Answer,
    DerivedOf,
    FactAt,
    Meaning,
    ParameterOf,
    Scope,
    TableOf,
    Today,
)
from chengzhang.engine.rules.operand_text import AGGREGATES
from chengzhang.engine.rules.tables import typed_as
from chengzhang.engine.values import Days, Months, WorkingDays


class Reader(Summing):
    """Operands over one world."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._known: dict[tuple[Any, ...], Any] = {}

    # -------------------------------------------------------------- operands

    def operand(self, operand: Operand, scope: Scope, node: Node) -> Sym:
        match operand:
            case Literal(_, value, _):
                return constant(value, self.world.codes)
            case Name(text):
                return self.meaning(scope.meaning(text), scope, node)
            case Shifted(base, sign, period):
                return self._shifted(self.operand(base, scope, node), sign, self.operand(period, scope, node))
            case Call(function, args):
                if function in AGGREGATES:
                    names = tuple(arg for arg in args if isinstance(arg, Name))
                    return self.derivation(Derivation(function, names), scope, node)
                return self.choice(function, [self.operand(arg, scope, node) for arg in args])

    def today(self) -> Sym:
        return Sym("int", self.world.act_day)

    def moment(self, moment: Moment, scope: Scope, node: Node) -> Sym:
        if isinstance(moment, OfPeriod):
            if moment.base in ("period", "next_period"):
                raise Beyond("按期的日期")
            year = self.operand(Name(moment.base), scope, node)
            anchor = self.operand(moment.anchor, scope, node)
            if anchor.shape != "pick":
                raise Beyond("月日不能写成公式")
            term = self._calendar_year(moment.base, scope, year)
            options = [(g, Sym("int", self.world.almanac.anchored(v, term + moment.years))) for g, v in anchor.term]
            found = chosen(options)
            return Sym("int", found.term, either(anchor.unknown, year.unknown), either(anchor.absent, year.absent))
        if isinstance(moment, Name | Literal | Shifted | Call):
            return self.operand(moment, scope, node)
        raise Beyond("按期的日期")

    def _calendar_year(self, name: str, scope: Scope, value: Sym) -> Any:
        is_date = scope.type_of_meaning(scope.meaning(name)) == "date"
        return self.world.almanac.year(value.term) if is_date else value.term

    def meaning(self, meaning: Meaning, scope: Scope, node: Node) -> Sym:
        match meaning:
            case FactAt(place, fact):
                return self.world.fact(self.walk(place, node), fact)
            case Answer(id, asked):
                if asked is not None and asked.fact in self.world.pack.facts:
                    fact = self.world.pack.facts[asked.fact]
                    if fact.source == "declared":  # the act's own form says the fact itself
                        return self.world.fact(self.walk(scope.place(fact.owner), node), fact)
                return self.world.answer(id, asked)
            case Today(id):
                year = self.world.almanac.year(self.world.act_day) if id != "act_day" else 0
                return Sym("int", {"act_day": self.world.act_day, "this_year": year, "next_year": year + 1}[id])
            case ParameterOf(parameter):
                return self.world.parameter(parameter)
            case DerivedOf(fact):
                derived: Sym = self.once((fact.name, node), lambda: self._derived(fact, scope, node))
                return derived
            case TableOf(table, column):
                return self._column(table, column, scope, node)
        raise Beyond("材料的清单")

    def once(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """A formula made once a world; nodes of the key are told apart by identity."""
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def _shifted(self, day: Sym, sign: int, period: Sym) -> Sym:
        gone = either(day.absent, period.absent)
        unknown = both(no(gone), either(day.unknown, period.unknown))
        if True in (day.absent, day.unknown, period.unknown, period.absent):
            return Sym("int", 0, unknown, gone)
        if period.shape == "span":
            kind, n = period.term
            return Sym("int", self._moved_by(kind, day.term, n * sign, sign), unknown, gone)
        if period.shape != "pick":
            raise Beyond("期间不能写成公式")
        moved = [(guard, Sym("int", self.world.almanac.moved(day.term, value, sign))) for guard, value in period.term]
        return Sym("int", chosen(moved).term, unknown, gone)

    def _moved_by(self, kind: type, day: Any, n: Any, sign: int) -> Any:
        if kind is Days:
            return day + n
        if kind is Months:
            return self.world.almanac.add_months(day, n)
        if kind is WorkingDays and sign == 1:
            return self.world.almanac.add_working_days(day, n)
        raise Beyond("倒计的可变工作日")

    # -------------------------------------------------------------- derived facts

    def _derived(self, fact: DerivedFact, scope: Scope, node: Node) -> Sym:
        if fact.when is not None:
            says = self.tree(fact.when, scope, node)
            return Sym("truth", says.met, says.unknown)
        if fact.derivation is None:
            raise Beyond(f"“{fact.name}”没有算式")
        return self.derivation(fact.derivation, scope, node, fact.where, fact.over)

    def derivation(
        self, derivation: Derivation, scope: Scope, node: Node, where: Tree | None = None, over: str | None = None
    ) -> Sym:
        if derivation.moment is not None:
            return self.moment(derivation.moment, scope, node)
        if derivation.function in AGGREGATES:
            return self.aggregate(derivation, scope, node, where, over)
        return self.choice(derivation.function, [self.operand(arg, scope, node) for arg in derivation.args])

    def choice(self, function: str, values: Sequence[Sym]) -> Sym:
        """A function over single values."""
        if function == "first_of":
            return _first_of(values)
        if function in ("later", "earlier"):
            return _picked(values, function == "later")
        unknown = either(*(value.unknown for value in values))
        absent = both(no(unknown), either(*(value.absent for value in values)))
        if any(True in (value.unknown, value.absent) for value in values):
            return Sym("int", 0, unknown, absent)
        if function in ("share", "share_of"):
            part, whole = (value.term for value in values)
            empty = both(no(unknown), whole == 0)
            return Sym("ratio", (part, when(whole == 0, 1, whole)), unknown, either(absent, empty))
        if any(value.shape != "int" for value in values):
            raise Beyond(f"{function} 的各项不是整数")
        return Sym("int", self._worked(function, [value.term for value in values]), unknown, absent)

    def _worked(self, function: str, terms: list[Any]) -> Any:
        almanac = self.world.almanac
        match function, terms:
            case "plus", [a, b]:
                return a + b
            case "minus", [a, b]:
                return a - b
            case "distance", [a, b]:
                return when(a >= b, a - b, b - a)
            case "year_end", [a]:
                return almanac.year_end(when(a > 3000, almanac.year(a), a))
            case "year_of", [a]:
                return when(a > 3000, almanac.year(a), a)
            case "days_between", [a, b]:
                return b - a
            case "months_between", [a, b]:
                return almanac.months_between(a, b)
            case "working_days_between", [a, b]:
                return almanac.working_days_between(a, b)
        raise Beyond(f"函数 {function}")

    # -------------------------------------------------------------- tables

    def table(self, table: Table, scope: Scope, node: Node) -> list[Says]:
        """The verdict of each row."""
        found: list[Says] = self.once(
            ("table", table.id, node), lambda: [self.tree(row.when, scope, node) for row in table.rows]
        )
        return found

    def _column(self, table: Table, column: str, scope: Scope, node: Node) -> Sym:
        def read() -> Sym:
            verdicts = self.table(table, scope, node)
            typed = typed_as(scope.type_of_meaning(TableOf(table, column)))
            options: list[tuple[Bool, Sym]] = []
            for at, (row, says) in enumerate(zip(table.rows, verdicts, strict=True)):
                alone = both(says.met, *(no(other.met) for n, other in enumerate(verdicts) if n != at))
                options += [(both(alone, guard), self._then(then, column, typed)) for guard, then in self._rows(row)]
            one = either(*(guard for guard, _ in options))
            found = chosen(options) if options else Sym("int", 0, True)
            return Sym(found.shape, found.term, either(found.unknown, no(one)), both(one, found.absent))

        sym: Sym = self.once(("column", table.id, column, node), read)
        return sym

    def _rows(self, row: Any) -> list[tuple[Bool, Any]]:
        """What a row gives, under each reading of the question it asks."""
        if row.ask is None:
            return [(True, row.then)] if row.then is not None else []
        known = self.world.pack.questions.get(row.ask)
        listed = tuple(known.readings) if known is not None else tuple(row.readings)
        self.world.reading(row.ask, listed)
        return [(self.world.reads(row.ask, reading), then) for reading, then in row.readings.items()]

    def _then(self, then: Any, column: str, typed: Callable[[Any], Any]) -> Sym:
        value = then.get(column) if isinstance(then, dict) else then
        return Sym("int", 0, False, True) if value is None else constant(typed(value), self.world.codes)


def _first_of(values: Sequence[Sym]) -> Sym:
    """The first that is not absent, known or not."""
    earlier_gone: Bool = True
    options: list[tuple[Bool, Sym]] = []
    for value in values:
        options.append((both(earlier_gone, no(value.absent)), Sym(value.shape, value.term, value.unknown)))
        earlier_gone = both(earlier_gone, value.absent)
    alive = [(guard, value) for guard, value in options if guard is not False]
    if not alive:
        return Sym("int", 0, False, True)
    found = chosen(alive)
    return Sym(found.shape, found.term, found.unknown, earlier_gone)


def _picked(values: Sequence[Sym], later: bool) -> Sym:
    """The latest (or earliest) of those present; absent if none is."""
    unknown = either(*(value.unknown for value in values))
    gone = both(*(value.absent for value in values))
    term, there = values[0].term, no(values[0].absent)
    for value in values[1:]:
        better = value.term > term if later else value.term < term
        term = when(both(no(value.absent), either(no(there), better)), value.term, term)
        there = either(there, no(value.absent))
    return Sym("int", term, unknown, both(no(unknown), gone))
