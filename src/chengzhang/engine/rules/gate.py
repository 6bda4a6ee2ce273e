"""The quick answer: all trees of an act as one generated Python function over the facts of a case.

A test over plain facts, states and fixed values becomes a bare comparison; anything else calls its closure. As soon as
a declared fact is missing, or a closure is not settled, the whole list is read again by the closures, three-valued.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from chengzhang.engine.case import Subject
from chengzhang.engine.rules.ast import (
    All,
    Among,
    Compare,
    Holds,
    Literal,
    Name,
    NoneOf,
    Operand,
    Presence,
    StateIs,
    Test,
    Tree,
)
from chengzhang.engine.rules.ast import Any as AnyOf
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.lines import Check, check_of_test, settled
from chengzhang.engine.rules.names import Answer, FactAt, ParameterOf, Place, Scope, Today
from chengzhang.engine.rules.run import Library, library_of
from chengzhang.engine.rules.truth import Unknown, Verdict

if TYPE_CHECKING:
    from chengzhang.engine.pack.model import Pack

Gate = Callable[[Subject, Context], tuple[Verdict, ...]]


class NotSettled(Exception):
    """A closure called from the quick path can't say met or unmet."""


def compile_gate(pack: Pack, kind: str, trees: Sequence[Tree], forms: tuple[str, ...] | None = None) -> Gate:
    """One verdict a tree, in order; equal to what `compile_tree` of each says. Compiled once for a list of trees."""
    library = library_of(pack)
    key = (kind, forms, tuple(map(id, trees)))
    found = library.gates.get(key)
    if found is None:
        found = library.gates[key] = (tuple(trees), _gate(library, library.scope(kind, forms), trees))
    gate: Gate = found[1]
    return gate


def _gate(library: Library, scope: Scope, trees: Sequence[Tree]) -> Gate:
    checks = [library.verdict(scope, tree) for tree in trees]
    quick = _Writer(library, scope).function(trees)

    def slow(subject: Subject, ctx: Context) -> tuple[Verdict, ...]:
        return tuple([check(ctx, subject) for check in checks])

    def gate(subject: Subject, ctx: Context) -> tuple[Verdict, ...]:
        if ctx.overlay:
            return slow(subject, ctx)
        try:
            return quick(subject, ctx)
        except (KeyError, NotSettled):
            return slow(subject, ctx)

    return gate


def _decided(check: Check) -> Callable[[Context, Subject], bool]:
    def decided(ctx: Context, subject: Subject) -> bool:
        verdict = check(ctx, subject)
        if isinstance(verdict, Unknown):
            raise NotSettled
        return verdict

    return decided


def among_op(negated: bool) -> str:
    return "not in" if negated else "in"


class _Writer:
    """Writes the body of one function. Constants and closures are bound as default arguments: local, so quick."""

    def __init__(self, library: Library, scope: Scope) -> None:
        self.library, self.scope = library, scope
        self.bound: dict[str, Any] = {}
        self.homes: dict[tuple[tuple[str, str], ...], str] = {}
        self.lines: list[str] = []
        self.walrus = 0

    def function(self, trees: Sequence[Tree]) -> Callable[[Subject, Context], tuple[Verdict, ...]]:
        results = [self.tree(tree) for tree in trees]
        body = "\n    ".join([*self.lines, f"return ({', '.join(results)}{',' if results else ''})"])
        names = "".join(f", {name}={name}" for name in self.bound)
        source = f"def gate(subject, ctx{names}):\n    {body}\n"
        space: dict[str, Any] = dict(self.bound)
        exec(compile(source, "<gate>", "exec"), space)
        made: Callable[[Subject, Context], tuple[Verdict, ...]] = space["gate"]
        return made

    def bind(self, value: Any) -> str:
        name = f"k{len(self.bound)}"
        self.bound[name] = value
        return name

    # -------------------------------------------------------------- places

    def home(self, place: Place) -> str:
        """A local variable that holds the subject at a place, or None."""
        if not place.steps:
            return "subject"
        found = self.homes.get(place.steps)
        if found is None:
            before = self.home(Place("", place.steps[:-1]))
            found = self.homes[place.steps] = f"s{len(self.homes)}"
            step, name = place.steps[-1]
            self.lines.append(f"{found} = {self.step(before, step, name)}")
        return found

    def step(self, before: str, step: str, name: str) -> str:
        guard = "" if before == "subject" else f"None if {before} is None else "
        if step == "up":
            return f"{guard}{before}.up({name!r})"
        if step == "child":
            rows = f"{before}.children.get({name!r})"
            self.lines.append(f"rows = {guard}{rows}")
            return "rows[-1] if rows else None"
        return f"{guard}{before}.links.get({name!r})"

    def facts(self, place: Place) -> str:
        """A local variable that holds the facts at a place (none, if the subject is not begun)."""
        key = (*place.steps, ("facts", ""))
        found = self.homes.get(key)
        if found is None:
            home = self.home(place)
            found = self.homes[key] = f"f{len(self.homes)}"
            if home == "subject":
                self.lines.append(f"{found} = subject.facts")
            else:
                empty = self.bind({})
                self.lines.append(f"{found} = {empty} if {home} is None else {home}.facts")
        return found

    # -------------------------------------------------------------- trees and tests

    def tree(self, tree: Tree) -> str:
        match tree:
            case All(items):
                return "(" + (" and ".join(map(self.tree, items)) or "True") + ")"
            case AnyOf(items):
                return "(" + (" or ".join(map(self.tree, items)) or "False") + ")"
            case NoneOf(items):
                return "(not (" + (" or ".join(map(self.tree, items)) or "False") + "))"
            case _:
                return self.test(tree)

    def test(self, test: Test) -> str:
        return self.plain(test) or f"{self.bind(_decided(check_of_test(self.library, self.scope, test)))}(ctx, subject)"

    def plain(self, test: Test) -> str | None:
        """A bare expression, or None where only the closure knows."""
        match test:
            case Compare(left, op, right):
                a, b = self.operand(left), self.operand(settled(self.scope, left, right))
                return f"({' and '.join([*a[1], *b[1], f'{a[0]} {op} {b[0]}'])})" if a and b else None
            case Among(name, words, negated):
                a = self.operand(name)
                if a is None:
                    return None
                among = f"{a[0]} {among_op(negated)} {self.bind(frozenset(words))}"
                return f"({' and '.join([*a[1], among])})"
            case Holds(name, word, negated):
                a = self.operand(name)
                if a is None:
                    return None
                return f"({' and '.join([*a[1], f'{word!r} {among_op(negated)} {a[0]}'])})"
            case StateIs(path, states, negated):
                return self.state(self.scope.place(path), states, negated)
            case Presence():
                return None
        return None

    def state(self, place: Place, states: tuple[str, ...], negated: bool) -> str:
        home = self.home(place)
        state = "subject.state" if home == "subject" else f"('new' if {home} is None else {home}.state)"
        if len(states) == 1:
            return f"({state} {'!=' if negated else '=='} {states[0]!r})"
        return f"({state} {among_op(negated)} {self.bind(frozenset(states))})"

    def operand(self, operand: Operand) -> tuple[str, list[str]] | None:
        """An expression and the guards before it; a missing declared fact raises KeyError."""
        if isinstance(operand, Literal):
            return self.bind(operand.value), []
        if not isinstance(operand, Name):
            return None
        match self.scope.meaning(operand.text):
            case FactAt(place, fact) if fact.source == "recorded":
                self.walrus += 1
                variable = f"v{self.walrus}"
                return variable, [f"({variable} := {self.facts(place)}.get({fact.key!r})) is not None"]
            case FactAt(place, fact):
                return f"{self.facts(place)}[{fact.key!r}]", []
            case ParameterOf(parameter) if parameter.by is None:
                return self.bind(parameter.value), []
            case Today("act_day"):
                return "ctx.on", []
            case Answer():
                return None
        return None
