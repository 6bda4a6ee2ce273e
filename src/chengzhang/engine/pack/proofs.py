"""Decision tables tried on many cases around their limits: a case with no row, or with two, is shown as a project.

A bounded search: what it finds is real, what it doesn't find is not proven. A solver can take `try_table`'s place.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from chengzhang.engine.case import Subject
from chengzhang.engine.pack.errors import PackError
from chengzhang.engine.pack.model import DerivedFact, FactDef, Pack, Table
from chengzhang.engine.rules.ast import Compare, Each, Literal, Name, Test, Tree
from chengzhang.engine.rules.check import check_tree
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import Scope, Unresolved
from chengzhang.engine.rules.operand_text import AGGREGATES
from chengzhang.engine.rules.run import Library
from chengzhang.engine.rules.touch import leaves, touched
from chengzhang.engine.rules.truth import Unknown
from chengzhang.engine.values import Money, Year, format_literal

MOST_CASES = 4_000
ORDINARY = date(2026, 3, 2)
_Setting = tuple[tuple[str, ...], Any]  # what is set (fact, state, aggregate ...), its value; None = absent


@dataclass(slots=True)
class _Search:
    """The variables of a table and the values worth trying for each. In `pack` aggregates are facts like others."""

    pack: Pack
    table: Table
    scope: Scope
    library: Library
    domains: dict[tuple[str, ...], list[Any]] = field(default_factory=dict)


def try_tables(pack: Pack) -> list[PackError]:
    """A fault for each table that leaves a case without a row, or gives it two."""
    tables = [*pack.tables.values(), *(r.holder for r in pack.roles.values() if isinstance(r.holder, Table))]
    return [fault for table in tables for fault in try_table(pack, table)]


def try_table(pack: Pack, table: Table) -> list[PackError]:
    """At most one gap and one overlap, each with its case."""
    search = _search(pack, table)
    if search is None:
        return []
    rows = [search.library.verdict(search.scope, row.when) for row in table.rows]
    found: dict[str, PackError] = {}
    for case in _cases(search):
        subject, ctx = _built(search, case)
        if _impossible(search, ctx, subject):
            continue
        verdicts = [row(ctx, subject) for row in rows]
        met = [row for row, verdict in zip(table.rows, verdicts, strict=True) if verdict is True]
        if not met and not any(isinstance(verdict, Unknown) for verdict in verdicts):
            what = f"表“{table.id}”没有一行管到这种情形：{_said(case)}"
            found.setdefault("gap", PackError("table.gap", what, "补上一行，或改正边界", table.mark))
        elif len(met) > 1:
            both = "、".join(str(row.then or row.ask) for row in met)
            what = f"表“{table.id}”有{len(met)}行（{both}）同时管到这种情形：{_said(case)}"
            found.setdefault("overlap", PackError("table.overlap", what, "改正边界，使只有一行成立", met[1].mark))
        if len(found) == 2:
            break
    return list(found.values())


# ---------------------------------------------------------------- what to try


def _search(pack: Pack, table: Table) -> _Search | None:
    """From the first kind of subject that sees all rows; None if none does (said by the loader)."""
    for kind in ("project", *pack.subjects):
        if not any(check_tree(Scope(pack, kind), row.when) for row in table.rows):
            flat = _without_aggregates(pack, kind)
            search = _Search(flat, table, Scope(flat, kind), Library(flat))
            for row in table.rows:
                _add_tree(search, row.when)
            limits = _limits(flat, [row.when for row in table.rows], set())
            for key, values in search.domains.items():
                values += [value for value in _around(key, limits, flat) if value not in values]
            return search
    return None


def _without_aggregates(pack: Pack, kind: str) -> Pack:
    """The same pack with sums and counts as facts of this kind, so that each can be tried with any value."""
    rolled = {name: fact for name, fact in pack.derived.items() if _aggregates(fact)}
    facts = {name: FactDef(name, fact.zh, fact.type, "declared", kind, name) for name, fact in rolled.items()}
    derived = {name: fact for name, fact in pack.derived.items() if name not in rolled}
    return replace(pack, facts={**pack.facts, **facts}, derived=derived)


def _add_tree(search: _Search, tree: Tree) -> None:
    names = touched(search.scope, tree)
    for name in sorted(names.facts):
        if _nameable(search, name):
            search.domains.setdefault(("fact", name), _plain(search.pack.facts[name], search.pack))
    for kind in sorted(names.states):
        if kind in search.pack.subjects and _single(search.scope, kind):
            search.domains.setdefault(("state", kind), list(search.pack.subjects[kind].states))


def _aggregates(fact: DerivedFact) -> bool:
    return fact.derivation is not None and fact.derivation.function in AGGREGATES


def _single(scope: Scope, kind: str) -> bool:
    try:
        scope.place(kind)
    except Unresolved:
        return False
    return True


def _nameable(search: _Search, name: str) -> bool:
    """Facts of rows can't be named from here; what only tests for presence is left alone."""
    try:
        search.scope.meaning(name)
    except Unresolved:
        return False
    return search.pack.facts[name].type not in ("rows", "checklist", "file", "set of papers")


def _plain(fact: FactDef, pack: Pack) -> list[Any]:
    """Values that need no limit: words, yes and no; absent, where a recorded fact may not have happened."""
    absent = [None] if fact.source == "recorded" else []
    inner = fact.type.removeprefix("set of ")
    if inner in pack.types:
        words = list(pack.types[inner].words)
        sets = [frozenset[str](), frozenset(words), *(frozenset({word}) for word in words)]
        return absent + (sets if inner != fact.type else words)
    if fact.type == "yes_no":
        return [*absent, True, False]
    return absent


def _limits(pack: Pack, trees: list[Tree], seen: set[str]) -> list[Any]:
    """Every literal and parameter value that rows, and the definitions they rest on, compare with."""
    found: list[Any] = []
    for tree in trees:
        for test in leaves(tree):
            found += _limits_of(pack, test, seen)
    return found


def _limits_of(pack: Pack, test: Test, seen: set[str]) -> Iterator[Any]:
    if isinstance(test, Each):
        yield from _limits_of(pack, test.test, seen)
    elif isinstance(test, Compare):
        for side in (test.left, test.right):
            if isinstance(side, Literal):
                yield side.value
            elif isinstance(side, Name) and side.text in pack.parameters:
                yield pack.parameters[side.text].value
            elif isinstance(side, Name) and side.text in pack.derived and side.text not in seen:
                seen.add(side.text)
                definition = pack.derived[side.text].when
                yield from _limits(pack, [definition] if definition is not None else [], seen)


def _around(key: tuple[str, ...], limits: list[Any], pack: Pack) -> list[Any]:
    """Just under, at and just over every limit of the variable's type, and a value on either far side."""
    if key[0] == "state":
        return []
    match pack.facts[key[1]].type:
        case "money":
            edges = sorted({int(v) + d for v in limits if isinstance(v, Money) for d in (-1, 0, 1)})
            ratios = [v for v in limits if isinstance(v, Fraction)]
            tenths = [
                int(v * ratio) for v in map(int, filter(lambda v: isinstance(v, Money), limits)) for ratio in ratios
            ]
            return [Money(v) for v in dict.fromkeys([0, *edges, *tenths, 10**11]) if v >= 0]
        case "count":
            return sorted({0, 1, 2} | {v + d for v in limits if type(v) is int for d in (-1, 0, 1) if v + d >= 0})
        case "ratio":
            return [
                v + d for v in limits if isinstance(v, Fraction) for d in (Fraction(-1, 10**6), 0, Fraction(1, 10**6))
            ]
        case "date":
            days = [v for v in limits if isinstance(v, date)] or [ORDINARY]
            return [day + timedelta(days=d) for day in days for d in (-1, 0, 1)]
        case "year":
            years = {int(v) for v in limits if isinstance(v, Year)} | {ORDINARY.year}
            return [Year(year + d) for year in sorted(years) for d in (-1, 0, 1)]
        case "yes_no":
            return [True, False]
        case "text" | "long_text" | "organisation" | "person":
            return ["some"]
    return []


# ---------------------------------------------------------------- trying


def _cases(search: _Search) -> Iterator[list[_Setting]]:
    """All combinations, or as many drawn by chance (the same ones each time) where there are too many."""
    keys = list(search.domains)
    domains = [search.domains[key] or [None] for key in keys]
    if prod(map(len, domains)) <= MOST_CASES:
        yield from ([*zip(keys, values, strict=True)] for values in product(*domains))
        return
    chance = random.Random(search.table.id)
    for _ in range(MOST_CASES):
        yield [(key, chance.choice(domain)) for key, domain in zip(keys, domains, strict=True)]


def _built(search: _Search, case: list[_Setting]) -> tuple[Subject, Context]:
    """A case in which exactly these values hold, seen from the search's kind."""
    scope = search.scope
    nodes: dict[str, Subject] = {}
    for kind in reversed(scope.chain()):
        above = nodes.get(scope.parent(kind) or "")
        nodes[kind] = above.add(Subject(kind)) if above else Subject(kind)
    for (what, name), value in case:
        if what == "state":
            _node(scope, nodes, name).state = value
        elif value is not None:
            fact = search.pack.facts[name]
            _node(scope, nodes, fact.owner).facts[fact.key] = value
    return nodes[scope.kind], Context(search.pack, nodes[scope.kind], ORDINARY, {})


def _node(scope: Scope, nodes: dict[str, Subject], kind: str) -> Subject:
    """The single subject of a kind, begun below its parent."""
    if kind not in nodes:
        above = scope.parent(kind)
        nodes[kind] = _node(scope, nodes, above).add(Subject(kind)) if above else Subject(kind)
    return nodes[kind]


def _impossible(search: _Search, ctx: Context, subject: Subject) -> bool:
    """Whether the case breaks a truth of the pack (`always`)."""
    for always in search.pack.always:
        try:
            if search.library.verdict(search.scope, always.test)(ctx, subject) is False:
                return True
        except Unresolved:
            continue
    return False


def _said(case: list[_Setting]) -> str:
    parts = []
    for (what, name), value in case:
        if what == "state":
            parts.append(f"{name} is {value}")
        elif value is None:
            parts.append(f"{name} is absent")
        else:
            parts.append(f"{name} = {format_literal(value)}")
    return "，".join(parts)
