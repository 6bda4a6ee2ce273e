"""Decision tables: the value of the one row that is met, with its citation and trace (pack-format section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from chengzhang.engine.case import Subject
from chengzhang.engine.clock import Interval
from chengzhang.engine.decision import TableView
from chengzhang.engine.pack.model import Pack, Row, Table
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import Scope
from chengzhang.engine.rules.operands import Read
from chengzhang.engine.rules.parameters import reading_in_force
from chengzhang.engine.rules.truth import ABSENT, Unknown, Verdict, merged, needs_ruling, truth_of
from chengzhang.engine.values import parse_literal

if TYPE_CHECKING:
    from chengzhang.engine.rules.run import Library

Then = str | dict[str, str]


def read_table(library: Library, scope: Scope, table: Table, column: str) -> Read:
    """One column's typed value."""
    rows = [library.verdict(scope, row.when) for row in table.rows]
    type_name = scope.type_of_meaning(scope.meaning(f"{table.id}.{column}" if column else table.id))
    typed = typed_as(type_name)

    def read(ctx: Context, subject: Subject) -> Any:
        key = (table.id, id(subject))
        found = ctx.memo.get(key)
        if found is None or found[0] is not subject:
            row = row_met(table, [when(ctx, subject) for when in rows])
            found = ctx.memo[key] = (subject, row if isinstance(row, Unknown) else outcome(table, row, ctx))
        then = found[1]
        if isinstance(then, Unknown):
            return then
        value = then.get(column) if isinstance(then, dict) else then
        return ABSENT if value is None else typed(value)

    return read


def typed_as(type_name: str) -> Any:
    plain = ("yes_no", "money", "ratio", "count", "date", "month_day", "year", "period", "window")
    if type_name in plain:
        # `quarter` and its like are intervals, not periods
        words = {"none", *get_args(Interval)} if type_name == "period" else {"none"}
        return lambda value: parse_literal(type_name, value) if isinstance(value, str) and value not in words else value
    return lambda value: value


def row_met(table: Table, verdicts: list[Verdict]) -> Row | Unknown:
    """The one row that is met. None met and some unknown: unknown. None at all, or two: the pack is wrong, which a
    person must settle (`table:<id>`); nothing is guessed."""
    met = [row for row, verdict in zip(table.rows, verdicts, strict=True) if verdict is True]
    if len(met) == 1:
        return met[0]
    unknown = [verdict for verdict in verdicts if isinstance(verdict, Unknown)]
    return merged(unknown) if unknown and not met else needs_ruling(f"table:{table.id}")


def outcome(table: Table, row: Row, ctx: Context) -> Then | Unknown:
    """What a met row gives: its own value, or the value under the reading of the question it asks."""
    if row.ask is None:
        return row.then if row.then is not None else needs_ruling(f"table:{table.id}")
    reading, _ = reading_in_force(ctx.pack, row.ask, ctx.on, ctx.bench)
    return row.readings[reading] if reading in row.readings else needs_ruling(f"question:{row.ask}")


def evaluate(pack: Pack, table: Table, ctx: Context) -> TableView:
    """A table's value on a case, with the trace of the row that spoke (of all rows while none is settled)."""
    from chengzhang.engine.rules.run import library_of

    library = library_of(pack)
    rows = [library.compiled(ctx.subject.kind, row.when) for row in table.rows]
    verdicts = [row.verdict(ctx) for row in rows]
    met = row_met(table, verdicts)
    value = met if isinstance(met, Unknown) else outcome(table, met, ctx)
    if isinstance(met, Unknown):
        tests = tuple(test for row, verdict in zip(rows, verdicts, strict=True) if verdict is not False
                      for test in row.trace(ctx))
        cite, question = table.cite, table.question
    else:
        tests = rows[table.rows.index(met)].trace(ctx)
        cite, question = met.cite or table.cite, met.ask or met.question or table.question
    unknown = value if isinstance(value, Unknown) else None
    return TableView(
        id=table.id, zh=table.zh, value=None if isinstance(value, Unknown) else value,
        value_zh=None if isinstance(value, Unknown) else value_zh(pack, table, value),
        truth=truth_of(value if isinstance(value, Unknown) else True), cite=citations(pack, cite), tests=tests,
        lacks=tuple(sorted(unknown.facts)) if unknown is not None else (), question=question,
    )


def value_zh(pack: Pack, table: Table, value: Then) -> str:
    """The words of a table's value in Chinese, columns in order."""
    scope = Scope(pack, next(iter(pack.subject_types), ""))

    def said(column: str, word: str) -> str:
        words = table.columns.get(column) or scope.words(table.types.get(column, table.id)) or {}
        return words.get(word) or pack.call(word)

    if isinstance(value, str):
        return said("", value)
    return "，".join(said(column, word) for column, word in value.items())
