"""Whether what a derived fact or a table rests on can be reached from where it is named."""

from __future__ import annotations

from collections.abc import Iterable

from chengzhang.engine.pack.model import DerivedFact
from chengzhang.engine.rules.ast import Compare, DutyIs, Each, Name, StateIs, Test, Tree
from chengzhang.engine.rules.lines import settled
from chengzhang.engine.rules.names import DerivedOf, Meaning, Scope, TableOf, Unresolved
from chengzhang.engine.rules.operand_text import AGGREGATES
from chengzhang.engine.rules.touch import leaves, names_in_moment, names_of

Beyond = tuple[str, Unresolved]  # the name or line that means nothing there, and why


def out_of_reach(scope: Scope, meaning: Meaning, seen: tuple[str, ...]) -> Beyond | None:
    """The first name below a derived fact or table that means nothing from here, and why."""
    match meaning:
        case DerivedOf(fact) if fact.name not in seen:
            return _derived_out_of_reach(scope, fact, (*seen, fact.name))
        case TableOf(table) if table.id not in seen:
            trees = [row.when for row in table.rows]
            return _trees_out_of_reach(scope, trees, (*seen, table.id))
    return None


def _derived_out_of_reach(scope: Scope, fact: DerivedFact, seen: tuple[str, ...]) -> Beyond | None:
    if fact.when is not None:
        return _trees_out_of_reach(scope, [fact.when], seen)
    derivation = fact.derivation
    if derivation is None:
        return None
    if derivation.moment is not None:
        return _names_out_of_reach(scope, [name.text for name in names_in_moment(derivation.moment)], seen)
    names = [arg.text for arg in derivation.args if isinstance(arg, Name)]
    if derivation.function not in AGGREGATES:
        return _names_out_of_reach(scope, names, seen)
    try:
        rows = scope.aggregate(derivation.function, names[0] if names else "", fact.over)
    except Unresolved as wrong:
        return names[0] if names else fact.name, wrong
    inside = scope.of(rows.kind, rows)
    beyond = None if derivation.function == "count" else _names_out_of_reach(inside, names, seen)
    return beyond or (_trees_out_of_reach(inside, [fact.where], seen) if fact.where is not None else None)


def _trees_out_of_reach(scope: Scope, trees: Iterable[Tree], seen: tuple[str, ...]) -> Beyond | None:
    for tree in trees:
        for test in leaves(tree):
            beyond = _test_out_of_reach(scope, test, seen)
            if beyond is not None:
                return beyond
    return None


def _test_out_of_reach(scope: Scope, test: Test, seen: tuple[str, ...]) -> Beyond | None:
    try:
        match test:
            case StateIs(path):
                scope.place(path)
                return None
            case DutyIs():
                return None
            case Each(_, subject, inner):
                rows = scope.rows(subject)
                return _test_out_of_reach(scope.of(rows.kind, rows), inner, seen)
            case Compare(left, _, right):
                right = settled(scope, left, right)
                names = [name.text for side in (left, right) for name in names_in_moment(side)]
            case _:
                names = list(names_of(test))
    except Unresolved as wrong:
        return test.source, wrong
    return _names_out_of_reach(scope, names, seen)


def _names_out_of_reach(scope: Scope, names: Iterable[str], seen: tuple[str, ...]) -> Beyond | None:
    for name in names:
        try:
            beyond = out_of_reach(scope, scope.meaning(name), seen)
        except Unresolved as wrong:
            return name, wrong
        if beyond is not None:
            return beyond
    return None
