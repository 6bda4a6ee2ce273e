"""A decision table as a table: a column for each fact it asks about, a line for each way to meet a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from chengzhang.engine.decision import Citation
from chengzhang.engine.pack.model import Pack, Table
from chengzhang.engine.rules.ast import All as AllOf
from chengzhang.engine.rules.ast import (
    Among,
    Compare,
    DutyIs,
    Each,
    Holds,
    Name,
    NoneOf,
    Presence,
    StateIs,
    Test,
    Tree,
    Within,
)
from chengzhang.engine.rules.ast import Any as AnyOf
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.sentence import say_tree

from .findings import table_name

MOST_LINES = 8  # a row that splits into more is said in one sentence
OTHER = "情形"
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True)
class RowReading:
    """`lines`: the ways to meet the row, each a cell a condition column; `then`: a cell a result column."""

    lines: tuple[tuple[str, ...], ...]
    then: tuple[str, ...]
    say: str
    cite: tuple[Citation, ...]


@dataclass(frozen=True)
class TableReading:
    id: str
    zh: str
    conditions: tuple[str, ...]
    results: tuple[str, ...]
    rows: tuple[RowReading, ...]
    cite: tuple[Citation, ...]


def tables_of(pack: Pack) -> Iterable[Table]:
    """Every decision table of a pack, the scope among them, once."""
    yield from pack.tables.values()
    if pack.scope.table and pack.scope.table.id not in pack.tables:
        yield pack.scope.table


def table_reading(pack: Pack, table: Table) -> TableReading:
    """The table with its conditions spread over columns, in the order in which the rows first ask."""
    kind = _kind_of(pack, table)
    spread = [list(_lines(pack, kind, row.when)) for row in table.rows]
    heads = tuple(dict.fromkeys(head for lines in spread for line in lines for head, _ in line))
    rows = []
    for row, lines in zip(table.rows, spread, strict=True):
        cells = tuple(tuple(_cell(line, head) for head in heads) for line in lines)
        then = tuple(_then(pack, table, row.then, column, row.ask) for column in table.columns or ("",))
        rows.append(RowReading(cells or (("一律",),), then, row.say, citations(pack, row.cite or table.cite)))
    named = table_name(table.zh)
    results = _results(table, named)
    scope = pack.scope.table is not None and table.id == pack.scope.table.id
    title = named or ("适用范围" if scope else _outcomes(table))
    return TableReading(table.id, title, heads or (OTHER,), results, tuple(rows), citations(pack, table.cite))


def _results(table: Table, named: str) -> tuple[str, ...]:
    """Heads of the result columns: columns have no Chinese name of their own, but one of roles says who."""
    if len(table.columns) < 2:
        return (named or "结果",)
    return tuple("由谁" if table.types.get(c) == "role" else f"结果{n}" for n, c in enumerate(table.columns, 1))


def _outcomes(table: Table) -> str:
    """A table without a name is called by what it may say."""
    words = [zh for labels in table.columns.values() for zh in labels.values()]
    return "还是".join(words) if len(words) <= 3 else f"{words[0]}等{len(words)}种" if words else table.id


def _kind_of(pack: Pack, table: Table) -> str:
    """A table belongs to whatever subject all its names are known at: the project, else the first that fits."""
    for kind in ("project", *pack.subjects):
        try:
            for row in table.rows:
                say_tree(pack, kind, row.when)
        except (Unresolved, KeyError):
            continue
        return kind
    return "project"


def _lines(pack: Pack, kind: str, tree: Tree) -> Iterator[list[tuple[str, str]]]:
    """Each way to meet a tree as (column, what it asks); in one sentence where it would be too many."""
    ways = _ways(tree)
    if len(ways) > MOST_LINES:
        yield [(OTHER, _said(pack, kind, tree))]
        return
    for way in ways:
        if way:
            yield [_condition(pack, kind, test, denied) for test, denied in way]


def _ways(tree: Tree) -> list[tuple[tuple[Test, bool], ...]]:
    """The tree as alternatives of tests that must all hold; the flag says that the test must not."""
    match tree:
        case AllOf(items):
            return [tuple(t for part in parts for t in part) for parts in product(*map(_ways, items))]
        case AnyOf(items):
            return [way for item in items for way in _ways(item)]
        case NoneOf(items) if all(not isinstance(item, AllOf | AnyOf | NoneOf) for item in items):
            return [tuple((item, True) for item in items)]  # type: ignore[misc]
        case NoneOf(items):
            return [()] * (MOST_LINES + 1)
        case _:
            return [((tree, False),)]


def _condition(pack: Pack, kind: str, test: Test, denied: bool) -> tuple[str, str]:
    head, said = _head(pack, test), _said(pack, kind, _denied(test) if denied else test)
    for opening in (f"“{head}”", head):
        if head != OTHER and said.startswith(opening):
            said = said.removeprefix(opening)
            break
    return head, said


def _denied(test: Test) -> Tree:
    """The test that holds where this one does not, both known."""
    if isinstance(test, Compare):
        return replace(test, op=OPPOSITE[test.op])  # type: ignore[arg-type]
    if isinstance(test, Among | Holds | StateIs | DutyIs):
        return replace(test, negated=not test.negated)
    if isinstance(test, Presence):
        return replace(test, present=not test.present)
    return NoneOf((test,))


def _head(pack: Pack, test: Test) -> str:
    """What a test asks about: the name of its fact, or the subject whose state it reads."""
    if isinstance(test, StateIs):
        return pack.call(test.subject.rpartition(".")[2])
    if isinstance(test, Each):
        return pack.call(test.subject)
    left = test.left if isinstance(test, Compare | Within) else getattr(test, "name", None)
    if not isinstance(left, Name):
        return OTHER
    if left.text == "papers":
        return "材料"
    if left.text in pack.facts:
        return pack.calls.get(left.text, pack.facts[left.text].zh)
    if left.text in pack.derived:
        return pack.derived[left.text].zh
    if left.text in pack.parameters:
        return pack.parameters[left.text].zh
    return table_name(pack.tables[left.text].zh) or OTHER if left.text in pack.tables else OTHER


def _said(pack: Pack, kind: str, tree: Tree) -> str:
    try:
        return say_tree(pack, kind, tree)
    except (Unresolved, KeyError):
        return ""


def _cell(line: list[tuple[str, str]], head: str) -> str:
    """What a line asks in one column; a dash where it does not ask."""
    return "，且".join(said for column, said in line if column == head) or "—"


def _then(pack: Pack, table: Table, then: str | dict[str, str] | None, column: str, ask: str | None) -> str:
    if then is None:
        return f"未定：{pack.questions[ask].asks}" if ask and ask in pack.questions else "未定"
    word = then.get(column, "") if isinstance(then, dict) else then
    return table.columns.get(column, {}).get(word, word)
