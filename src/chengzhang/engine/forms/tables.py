"""Answers with parts: the rows of a table, and the items of a checklist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chengzhang.engine.case import Subject
from chengzhang.engine.forms.values import Refused, is_blank, read_value
from chengzhang.engine.pack.model import Field, Pack
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import Rows, Scope
from chengzhang.engine.rules.run import library_of

MOST_ROWS = 500
MOST_ITEM = 500

Wrong = tuple[str, str, str, Field]  # place below the field (".2.provider"), code, sentence, column


def read_rows(
    pack: Pack, field: Field, raw: Any, none: Any, ctx: Context
) -> tuple[tuple[dict[str, Any], ...], dict[str, str], list[Wrong]]:
    """The rows, typed; the reasons for words without a row; what is wrong, with its place. Blank rows are dropped."""
    if not isinstance(raw, (list, tuple)):
        raise Refused("type", f"“{field.zh}”应是一行一行的表格")
    if len(raw) > MOST_ROWS:
        raise Refused("rows", f"“{field.zh}”有{len(raw)}行，最多{MOST_ROWS}行，请合并")
    rows: list[dict[str, Any]] = []
    wrong: list[Wrong] = []
    for number, row in enumerate(raw, 1):
        if isinstance(row, Mapping) and all(is_blank(cell) for cell in row.values()):
            continue
        rows.append(_read_row(pack, field, row, number, ctx, wrong))
    reasons = _at_least_one(pack, field, rows, none, wrong)
    return tuple(rows), reasons, wrong


def _read_row(pack: Pack, field: Field, row: Any, number: int, ctx: Context, wrong: list[Wrong]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    columns = {column.id: column for column in field.columns}
    if not isinstance(row, Mapping):
        wrong.append((f".{number}", "type", f"“{field.zh}”第{number}行不是一行，请重填", field))
        return found
    for key in row:
        if key not in columns and not (str(key).endswith("_unit") and str(key)[:-5] in columns):
            wrong.append((f".{number}.{str(key)[:60]}", "unknown", f"“{field.zh}”没有“{str(key)[:60]}”这一列", field))
    for name, column in columns.items():
        cell = row.get(name)
        if is_blank(cell):
            continue
        try:
            found[name] = read_value(pack, column, cell, str(row.get(f"{name}_unit") or ""))
            _check_cell(column, found[name])
        except Refused as refused:
            wrong.append((f".{number}.{name}", refused.code, f"第{number}行{refused.say}", column))
    said = {place for place, *_ in wrong}
    for name, column in columns.items():
        if name not in found and f".{number}.{name}" not in said and _required(pack, field, column, found, ctx):
            wrong.append((f".{number}.{name}", "required", f"第{number}行的“{column.zh}”必须填，请补上", column))
    return found


def _check_cell(column: Field, value: Any) -> None:
    size = len(value) if isinstance(value, str) else value
    if column.most is not None and size > column.most:
        over = f"有{size}字，最多{column.most}字" if isinstance(value, str) else f"不能大于{column.most}"
        raise Refused("most", f"“{column.zh}”{over}，请改正")
    if column.least is not None and size < column.least:
        under = f"有{size}字，最少{column.least}字" if isinstance(value, str) else f"不能小于{column.least}"
        raise Refused("least", f"“{column.zh}”{under}，请改正")


def _required(pack: Pack, field: Field, column: Field, row: dict[str, Any], ctx: Context) -> bool:
    """A column's condition is read from its row: it may name the row's other columns."""
    if isinstance(column.required, bool):
        return column.required
    scope = Scope(pack, ctx.subject.kind)
    rows: Rows = scope.rows(field.fact or f"form.{field.id}")
    library = library_of(pack)
    verdict = library.verdict(scope.of(rows.kind, rows), column.required)
    return verdict(ctx, Subject(rows.kind, facts=dict(row), parent=ctx.subject)) is True


def _at_least_one(
    pack: Pack, field: Field, rows: list[dict[str, Any]], none: Any, wrong: list[Wrong]
) -> dict[str, str]:
    """Each word of a column stands in a row, or has a reason why none does, where the form takes one."""
    least = field.at_least_one_of
    if not least:
        return {}
    reasons: dict[str, str] = {}
    present = {row.get(least["column"]) for row in rows}
    column = next(c for c in field.columns if c.id == least["column"])
    words = pack.types[column.type].words if column.type in pack.types else {}
    for word in least["of"]:
        if word in present:
            continue
        reason = none.get(word) if isinstance(none, Mapping) else None
        if least["or_none"] and isinstance(reason, str) and reason.strip():
            reasons[str(word)] = reason.strip()[:MOST_ITEM]
            continue
        do = "补上一行，或写明没有的原因" if least["or_none"] else "补上一行"
        wrong.append(("", "at_least_one_of", f"“{field.zh}”缺“{words.get(word, word)}”，请{do}", column))
    return reasons


def read_checklist(field: Field, raw: Any) -> tuple[dict[str, str], ...]:
    """`({"item": 逐项的名称, "value": 结论}, ...)` in the form's order. Every item needs its conclusion.

    `raw` maps items (or their numbers from 1) to conclusions, or lists the conclusions in order.
    """
    given = _given(field, raw)
    found = []
    missing = []
    for number, item in enumerate(field.items, 1):
        value = given.get(item, given.get(str(number)))
        if isinstance(value, bool):
            value = "是" if value else "否"
        if is_blank(value):
            missing.append(item)
        elif not isinstance(value, str) or len(value) > MOST_ITEM:
            raise Refused("type", f"“{field.zh}”的“{item}”应是不超过{MOST_ITEM}字的结论")
        else:
            found.append({"item": str(item), "value": value.strip()})
    if missing:
        raise Refused("incomplete", f"“{field.zh}”还缺：{'、'.join(missing)}，请逐项给出结论")
    return tuple(found)


def _given(field: Field, raw: Any) -> dict[str, Any]:
    if isinstance(raw, Mapping):
        given = {str(key): value for key, value in raw.items()}
    elif isinstance(raw, (list, tuple)) and all(
        isinstance(row, Mapping) and {"item", "value"} <= set(row) for row in raw
    ):
        given = {str(row["item"]): row["value"] for row in raw}
    elif isinstance(raw, (list, tuple)):
        given = {str(number): value for number, value in enumerate(raw, 1)}
    else:
        raise Refused("type", f"“{field.zh}”应逐项给出结论")
    numbers = {str(number) for number in range(1, len(field.items) + 1)}
    for key in given:
        if key not in field.items and key not in numbers:
            raise Refused("unknown", f"“{field.zh}”里没有“{key[:60]}”这一项")
    return given
