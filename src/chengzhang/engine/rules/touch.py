"""What a tree rests on: the names it writes, and through derived facts and tables all that these rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chengzhang.engine.rules.ast import (
    All,
    Among,
    Call,
    Compare,
    Derivation,
    DutyIs,
    Each,
    Holds,
    Literal,
    Moment,
    Name,
    NoneOf,
    OfPeriod,
    Parity,
    Presence,
    Shifted,
    StateIs,
    Test,
    Tree,
    Within,
)
from chengzhang.engine.rules.ast import Any as AnyOf
from chengzhang.engine.rules.names import (
    Answer,
    DerivedOf,
    FactAt,
    Papers,
    ParameterOf,
    Scope,
    TableOf,
    Unresolved,
)
from chengzhang.engine.rules.operand_text import AGGREGATES


@dataclass(slots=True)
class Touched:
    """Sets of ids; `facts` are full names, `states` kinds of subject, `fields` of the act's own form."""

    facts: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    derived: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    duties: set[str] = field(default_factory=set)
    papers: set[str] = field(default_factory=set)


def leaves(tree: Tree) -> Iterator[Test]:
    """The tests of a tree, in order."""
    if isinstance(tree, All | AnyOf | NoneOf):
        for item in tree.items:
            yield from leaves(item)
    else:
        yield tree


def names_in_moment(moment: Moment) -> Iterator[Name]:
    match moment:
        case Name():
            yield moment
        case Shifted(base, _, period):
            yield from names_in_moment(base)
            if isinstance(period, Name):
                yield period
        case Call(_, args):
            for arg in args:
                yield from names_in_moment(arg)
        case OfPeriod(anchor, base, _):
            if isinstance(anchor, Name):
                yield anchor
            if base not in ("period", "next_period"):
                yield Name(base)


def names_in_test(test: Test) -> Iterator[Name]:
    """The names a line reads, left to right. A bare word beside a word list is among them; the scope knows better."""
    match test:
        case Compare(left, _, right):
            yield from names_in_moment(left)
            yield from names_in_moment(right)
        case Within(left, window):
            yield from names_in_moment(left)
            if not isinstance(window, Literal):
                yield window
        case Among(name) | Holds(name) | Presence(name) | Parity(name):
            yield name
        case Each(_, _, inner):
            yield from names_in_test(inner)


def names_of(tree: Tree) -> tuple[str, ...]:
    """Names, `<subject> is` and `duty.<id>` of a tree, each once, in order."""
    found: dict[str, None] = {}
    for test in leaves(tree):
        for name in names_in_test(test):
            found[name.text] = None
        inner = test.test if isinstance(test, Each) else test
        if isinstance(inner, StateIs):
            found[inner.subject] = None
        elif isinstance(inner, DutyIs):
            found[f"duty.{inner.duty}"] = None
    return tuple(found)


def touched(scope: Scope, tree: Tree) -> Touched:
    found = Touched()
    _Walk(scope, found).tree(tree)
    return found


def touched_by_moment(scope: Scope, moment: Moment) -> Touched:
    found = Touched()
    _Walk(scope, found).names(names_in_moment(moment))
    return found


class _Walk:
    def __init__(self, scope: Scope, found: Touched) -> None:
        self.scope, self.found = scope, found

    def tree(self, tree: Tree) -> None:
        for test in leaves(tree):
            self.test(test)

    def test(self, test: Test) -> None:
        match test:
            case StateIs(path):
                self.found.states.add(path.rpartition(".")[2])
            case DutyIs(duty):
                self.found.duties.add(duty)
            case Each(_, subject, inner):
                rows = self.scope.rows(subject)
                _Walk(self.scope.of(rows.kind, rows), self.found).test(inner)
                return
            case Holds(name, word) if name.text == "papers":
                self.found.papers.add(word)
        self.names(names_in_test(test))

    def names(self, names: Iterable[Name]) -> None:
        for name in names:
            try:
                meaning = self.scope.meaning(name.text)
            except Unresolved:
                continue  # a word
            match meaning:
                case FactAt(_, fact):
                    self.found.facts.add(fact.name)
                case Answer(id, _):
                    self.found.fields.add(id)
                case ParameterOf(parameter):
                    self.found.parameters.add(parameter.id)
                    self.question(parameter.question)
                    if parameter.by is not None and parameter.by[0] == "question":
                        self.question(parameter.by[1])
                case Papers(paper) if paper is not None:
                    self.found.papers.add(paper)
                case DerivedOf(fact) if fact.name not in self.found.derived:
                    self.found.derived.add(fact.name)
                    self.question(fact.question)
                    self.derived(fact.name)
                case TableOf(table) if table.id not in self.found.tables:
                    self.found.tables.add(table.id)
                    self.question(table.question)
                    for row in table.rows:
                        self.question(row.question)
                        self.question(row.ask)
                        self.tree(row.when)

    def question(self, question: str | None) -> None:
        if question is not None:
            self.found.questions.add(question)

    def derived(self, name: str) -> None:
        fact = self.scope.pack.derived[name]
        if fact.when is not None:
            self.tree(fact.when)
        if fact.derivation is None:
            return
        rows = aggregate_rows(self.scope, fact.derivation, fact.over)
        if rows is None:
            moment = fact.derivation.moment
            self.names(names_in_moment(moment) if moment else [a for a in fact.derivation.args if isinstance(a, Name)])
            return
        inside = _Walk(rows, self.found)
        if fact.derivation.function != "count":
            inside.names([a for a in fact.derivation.args if isinstance(a, Name)])
        if fact.where is not None:
            inside.tree(fact.where)


def aggregate_rows(scope: Scope, derivation: Derivation, over: str | None) -> Scope | None:
    """The perspective of an aggregate's rows; None for the other functions."""
    if derivation.function not in AGGREGATES or derivation.moment is not None:
        return None
    rows = scope.aggregate(derivation.function, str(getattr(derivation.args[0], "text", "")), over)
    return scope.of(rows.kind, rows)
