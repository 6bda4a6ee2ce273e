"""How far a measure is executed: each clause executed, left to a person, or declaratory; one cell an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.cited import article_zh

from .citations import article_of

KINDS = {"person": "由人判断", "executable": "系统执行", "declaratory": "宣示"}
_memory: dict[str, frozenset[str]] = {}  # clauses carried, by digest of the pack


@dataclass(frozen=True)
class Cell:
    """One article in the coverage strip."""

    id: str
    number: str
    name: str
    treatment: str
    open: bool

    @property
    def label(self) -> str:
        return f"{self.name}，{KINDS[self.treatment]}" + ("，有未定问题" if self.open else "")


@dataclass(frozen=True)
class Coverage:
    cells: tuple[Cell, ...]
    clauses: int
    executable: int
    person: int
    declaratory: int


def coverage(pack: Pack, ruled: frozenset[str]) -> Coverage:
    """How far the measure is executed: one cell an article, and clauses counted by treatment."""
    treatments = {clause: treatment(pack, clause) for clause in clauses_of(pack)}
    unsettled = {
        article_of(c)
        for q in pack.questions.values()
        if q.id not in ruled and q.default is None
        for c in q.cite
        if ":" not in c
    }
    cells = []
    for id in sorted(pack.articles, key=order_of):
        mine = [t for c, t in treatments.items() if article_of(c) == id]
        head = next((t for t in ("executable", "person", "declaratory") if t in mine), "declaratory")
        cells.append(Cell(id, id, article_zh(id), head, id in unsettled))
    counts = list(treatments.values())
    return Coverage(
        tuple(cells), len(counts), counts.count("executable"), counts.count("person"), counts.count("declaratory")
    )


def treatment(pack: Pack, clause: str) -> str:
    """Executable is never typed: a clause that an entry cites is executed; else what the article map says."""
    if clause in _carried(pack):
        return "executable"
    entry = pack.articles.get(article_of(clause))
    return "declaratory" if entry and clause in entry.declaratory else "person"


def clauses_of(pack: Pack) -> frozenset[str]:
    listed = {c for a in pack.articles.values() for c in (*a.declaratory, *a.person, *a.outside)}
    return frozenset(c for c in listed | _carried(pack) if ":" not in c)


def _carried(pack: Pack) -> frozenset[str]:
    known = _memory.get(pack.digest)
    if known is None:
        known = _memory[pack.digest] = frozenset(_all_citations(pack))
    return known


def _all_citations(pack: Pack) -> Iterable[str]:
    for rule in pack.rules.values():
        yield from rule.cite
        for need in rule.papers:
            yield from need.cite
    for table in pack.tables.values():
        yield from table.cite
        for row in table.rows:
            yield from row.cite
    for kind in (
        pack.duties,
        pack.papers,
        pack.forms,
        pack.parameters,
        pack.derived,
        pack.indicators,
        pack.roles,
        pack.actions,
        pack.questions,
    ):
        for entry in kind.values():
            yield from entry.cite
    for form in pack.forms.values():
        for item in form.fields:
            yield from item.cite
    for action in pack.actions.values():
        for party in action.with_:
            yield from party.cite
    for measure in pack.measures.values():
        yield from measure.cite
    for truth in pack.always:
        yield from truth.cite
    for edge in pack.lineage:
        yield from edge.cite
    if pack.scope.table:
        for row in pack.scope.table.rows:
            yield from row.cite


def order_of(text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|[^\d-]+", text))
