"""Trees compiled once a pack: truth, trace and what is lacking, in a context.

`compile_tree` serves the pages and the trace; `gate.compile_gate` the quick answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chengzhang.engine.case import Subject
from chengzhang.engine.decision import TestResult, Truth
from chengzhang.engine.pack.model import DerivedFact, Pack, Table
from chengzhang.engine.rules import derived, lines, tables
from chengzhang.engine.rules.ast import Derivation, Moment, Test, Tree
from chengzhang.engine.rules.between import Between
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import Scope
from chengzhang.engine.rules.operands import Read, read_meaning, read_moment
from chengzhang.engine.rules.sentence import say_test
from chengzhang.engine.rules.touch import Touched, leaves, names_of, touched
from chengzhang.engine.rules.trace import opens_of, reads_of, shown
from chengzhang.engine.rules.truth import ABSENT, Unknown, Verdict, needs_ruling, truth_of

_KEPT = 32  # packs whose compiled rules are kept; an office runs a handful


@dataclass(slots=True)
class Line:
    """One leaf of a tree, ready to be traced."""

    test: Test
    zh: str
    check: lines.Check
    reads: dict[str, Read]
    opens: Callable[[Context, Subject], date | None] | None

    def result(self, ctx: Context) -> TestResult:
        subject = ctx.subject
        verdict = self.check(ctx, subject)
        unknown = verdict if isinstance(verdict, Unknown) else None
        return TestResult(
            source=self.test.source, zh=self.zh, truth=truth_of(verdict),
            values={name: shown(read(ctx, subject)) for name, read in self.reads.items()},
            lacks=tuple(sorted(unknown.facts)) if unknown is not None else (),
            opens_on=self.opens(ctx, subject) if self.opens is not None and verdict is False else None,
        )


@dataclass(slots=True)
class Compiled:
    """A tree from the perspective of a kind of subject."""

    tree: Tree
    scope: Scope
    check: lines.Check
    library: Library
    _lines: tuple[Line, ...] | None = None
    _touched: Touched | None = None

    def verdict(self, ctx: Context) -> Verdict:
        """True, False, or Unknown with what it lacks."""
        return self.check(ctx, ctx.subject)

    def truth(self, ctx: Context) -> Truth:
        return truth_of(self.check(ctx, ctx.subject))

    def lacks(self, ctx: Context) -> tuple[str, ...]:
        """The facts without which it can't be settled, sorted; empty when settled."""
        verdict = self.check(ctx, ctx.subject)
        return tuple(sorted(verdict.facts)) if isinstance(verdict, Unknown) else ()

    def rulings(self, ctx: Context) -> tuple[str, ...]:
        """What must be ruled on or set first (`parameter:<id>`, `question:<id>`, `table:<id>`), sorted."""
        verdict = self.check(ctx, ctx.subject)
        return tuple(sorted(verdict.rulings)) if isinstance(verdict, Unknown) else ()

    def trace(self, ctx: Context) -> tuple[TestResult, ...]:
        """Every line of the tree, in order, as it came out."""
        return tuple(line.result(ctx) for line in self.lines)

    def opens_on(self, ctx: Context) -> date | None:
        """The first day on which nothing but a minimum time stands in the way; None if other lines are against it."""
        verdict = self.check(ctx, ctx.subject)
        if verdict is not False:
            return None
        days = [result.opens_on for result in self.trace(ctx) if result.truth is Truth.UNMET]
        known = [day for day in days if day is not None]
        return max(known) if days and len(known) == len(days) else None

    @property
    def lines(self) -> tuple[Line, ...]:
        if self._lines is None:
            self._lines = tuple(self.library.line(self.scope, test) for test in leaves(self.tree))
        return self._lines

    @property
    def names(self) -> tuple[str, ...]:
        """The names written in the tree, in order."""
        return names_of(self.tree)

    @property
    def touches(self) -> Touched:
        """Everything the tree rests on, through derived facts and tables: facts, parameters, questions, duties."""
        if self._touched is None:
            self._touched = touched(self.scope, self.tree)
        return self._touched


@dataclass(slots=True)
class Library:
    """The compiled rules of one pack. Derived facts and tables are compiled once for each kind they are seen from."""

    pack: Pack
    scopes: dict[tuple[str, tuple[str, ...] | None], Scope] = field(default_factory=dict)
    trees: dict[tuple[str, tuple[str, ...] | None, int], Compiled] = field(default_factory=dict)
    reads: dict[Any, Read] = field(default_factory=dict)
    gates: dict[Any, Any] = field(default_factory=dict)

    def scope(self, kind: str, forms: tuple[str, ...] | None = None) -> Scope:
        found = self.scopes.get((kind, forms))
        if found is None:
            found = self.scopes[kind, forms] = Scope(self.pack, kind, forms)
        return found

    def compiled(self, kind: str, tree: Tree, forms: tuple[str, ...] | None = None) -> Compiled:
        key = (kind, forms, id(tree))
        found = self.trees.get(key)
        if found is None or found.tree is not tree:
            scope = self.scope(kind, forms)
            found = self.trees[key] = Compiled(tree, scope, self.verdict(scope, tree), self)
        return found

    def verdict(self, scope: Scope, tree: Tree) -> lines.Check:
        return lines.check_of_tree(self, scope, tree)

    def line(self, scope: Scope, test: Test) -> Line:
        return Line(
            test, say_test(self.pack, scope.kind, test, scope), lines.check_of_test(self, scope, test),
            reads_of(self, scope, test), opens_of(self, scope, test),
        )

    def read_derived(self, scope: Scope, fact: DerivedFact) -> Read:
        return self._once(("derived", fact.name, scope), lambda: derived.read_derived(self, scope, fact))

    def read_derivation(self, scope: Scope, derivation: Derivation) -> Read:
        return derived.read_derivation(self, scope, derivation)

    def read_choice(self, function: str, reads: list[Read]) -> Read:
        return derived.read_choice(function, reads)

    def read_table(self, scope: Scope, table: Table, column: str) -> Read:
        return self._once((table.id, column, scope), lambda: tables.read_table(self, scope, table, column))

    def _once(self, key: tuple[Any, ...], make: Callable[[], Read]) -> Read:
        *words, scope = key
        plain = (*words, scope.kind, scope.forms, scope.row.kind if scope.row is not None else None)
        found = self.reads.get(plain)
        if found is None:
            found = self.reads[plain] = make()
        return found


_libraries: dict[int, Library] = {}


def library_of(pack: Pack) -> Library:
    """The compiled rules of a pack, made on first use and kept while the pack is among the last used."""
    found = _libraries.get(id(pack))
    if found is None or found.pack is not pack:
        while len(_libraries) >= _KEPT:
            _libraries.pop(next(iter(_libraries)), None)
        found = _libraries[id(pack)] = Library(pack)
    return found


def compile_tree(pack: Pack, kind: str, tree: Tree, forms: tuple[str, ...] | None = None) -> Compiled:
    """A tree seen from `kind`, compiled once. `forms`: what `form.x` may name (default: the forms of all its acts).

    Raises Unresolved where a name means nothing; a checked pack has none.
    """
    return library_of(pack).compiled(kind, tree, forms)


def value_of(ctx: Context, name: str) -> Any:
    """The value of a name seen from the context's subject; ABSENT or Unknown where there is none."""
    library = library_of(ctx.pack)
    scope = library.scope(ctx.subject.kind)
    read = library.reads.get(("name", name, scope.kind))
    if read is None:
        read = library.reads["name", name, scope.kind] = read_meaning(library, scope, scope.meaning(name))
    return _certain(ctx, read(ctx, ctx.subject))


def day_of(ctx: Context, moment: Moment) -> date | Unknown | None:
    """The day a moment means in a context; None where what it counts from has not happened."""
    library = library_of(ctx.pack)
    found = read_moment(library, library.scope(ctx.subject.kind), moment)(ctx, ctx.subject)
    return None if found is ABSENT else _certain(ctx, found)


def _certain(ctx: Context, value: Any) -> Any:
    """Of a day beyond the announced calendar, the last it can be, if the context's day lies outside of that stretch
    (what is compared with that day then comes out right); else it waits for the calendar."""
    if not isinstance(value, Between):
        return value
    outside = ctx.on < value.first or ctx.on >= value.last
    return value.last if outside and value.last != date.max else needs_ruling(f"calendar:{value.calendar}")
