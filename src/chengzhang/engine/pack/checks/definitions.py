"""The sites of tables and derived facts, seen from wherever they are used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chengzhang.engine.pack.checks.site import Site, perspective
from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.model import DerivedFact, Table
from chengzhang.engine.rules.ast import (
    Derivation,
    Each,
    Name,
)
from chengzhang.engine.rules.check import check_tree
from chengzhang.engine.rules.definitions import check_derivation
from chengzhang.engine.rules.names import DerivedOf, TableOf, Unresolved
from chengzhang.engine.rules.names import Scope as Perspective
from chengzhang.engine.rules.touch import (
    aggregate_rows,
    leaves,
    names_in_moment,
    names_in_test,
)


def of_table(table: Table, scope: Perspective) -> Iterator[Site]:
    for row in table.rows:
        yield Site("tables", table.id, "row", scope, row.cite or table.cite, row.mark, row.when)


def of_derived(fact: DerivedFact, scope: Perspective) -> Iterator[Site]:
    here = Site("derived", fact.name, "when", scope, fact.cite, fact.mark)
    if fact.when is not None:
        yield replace(here, tree=fact.when)
    if fact.derivation is None:
        return
    inside = _rows(scope, fact.derivation, fact.over)
    if fact.where is not None:
        yield replace(here, part="where", scope=inside or scope, tree=fact.where)
    if fact.derivation.moment is not None:
        yield replace(here, part="is", moment=fact.derivation.moment)
    elif fact.derivation.function != "count":
        for arg in fact.derivation.args:
            if isinstance(arg, Name):
                yield replace(here, part="is", scope=inside or scope, moment=arg)


def _rows(scope: Perspective, derivation: Derivation, over: str | None) -> Perspective | None:
    try:
        return aggregate_rows(scope, derivation, over)
    except Unresolved:
        return None


def definitions(used: list[Site], draft: Draft) -> list[Site]:
    """Tables and derived facts from each perspective that uses them; the unused, from where they mean something."""
    found: list[Site] = []
    seen: set[tuple[str, str, bool]] = set()
    waiting = list(used)
    while waiting:
        for name, scope in _rests_on(waiting.pop()):
            key = (name, scope.kind, scope.row is not None)
            if key not in seen:
                seen.add(key)
                fresh = _defining(name, scope, draft)
                found += fresh
                waiting += fresh
    for name in (*draft.derived, *draft.tables):
        if name != "track" and all(name != key[0] for key in seen):
            found += _orphan(name, draft)
    return found


def _rests_on(site: Site) -> Iterator[tuple[str, Perspective]]:
    """The derived facts and tables that a site names itself."""
    scope = site.scope
    names = list(names_in_moment(site.moment)) if site.moment is not None else []
    for test in leaves(site.tree) if site.tree is not None else ():
        if isinstance(test, Each):
            rows = _each(scope, test)
            if rows is not None:
                yield from _rests_on(replace(site, scope=rows, tree=test.test))
        else:
            names += names_in_test(test)
    for name in names:
        try:
            meaning = scope.meaning(name.text)
        except Unresolved:
            continue
        if isinstance(meaning, DerivedOf):
            yield meaning.fact.name, scope
        elif isinstance(meaning, TableOf):
            yield meaning.table.id, scope


def _each(scope: Perspective, test: Each) -> Perspective | None:
    try:
        rows = scope.rows(test.subject)
    except Unresolved:
        return None
    return scope.of(rows.kind, rows)


def _defining(name: str, scope: Perspective, draft: Draft) -> list[Site]:
    if name in draft.derived:
        return list(of_derived(draft.derived[name], scope))
    return list(of_table(draft.tables[name], scope)) if name in draft.tables else []


def _orphan(name: str, draft: Draft) -> list[Site]:
    """The sites of a definition that nothing uses, from the first kind where all its names mean something."""
    scopes = [perspective(draft, kind) for kind in ("project", *draft.subjects)]
    if name in draft.derived:
        fitting = (scope for scope in scopes if not check_derivation(scope, draft.derived[name]))
    else:
        rows = draft.tables[name].rows
        fitting = (scope for scope in scopes if not any(check_tree(scope, row.when) for row in rows))
    return _defining(name, next(fitting, scopes[0]), draft)
