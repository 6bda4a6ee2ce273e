"""Decision tables: rows whose conditions cover every case exactly once."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.errors import did_you_mean
from chengzhang.engine.pack.kinds import CITE, TREE, VALUE_TYPES
from chengzhang.engine.pack.model import Row, Table
from chengzhang.engine.pack.reader import (
    IDENT,
    TEXT,
    Shape,
    either,
    entry,
    list_of,
    map_of,
    may,
    must,
    refuse,
)
from chengzhang.engine.pack.yaml import Entries, Node, Text
from chengzhang.engine.rules.ast import ALWAYS
from chengzhang.engine.values import parse_literal

INTERVAL_WORDS = {  # how often a recurring duty comes round; `none` = it doesn't
    "none": "不要求", "week": "每周", "half_month": "每半月", "month": "每月", "quarter": "每季度",
    "half_year": "每半年", "year": "每年",
}
VALUE = either(TEXT, map_of(TEXT))
WORDS = either(IDENT, map_of(TEXT))
ROW: Shape = {
    "then": may(VALUE),
    "when": may(TREE, ALWAYS),
    "cite": may(CITE, ()),
    "say": may(TEXT, ""),
    "question": may(IDENT),
    "ask": may(IDENT),
    "readings": may(map_of(VALUE), {}),
}


def _build_row(values: dict[str, Any], node: Node, draft: Draft) -> Row:
    if (values["then"] is None) == (values["ask"] is None):
        raise refuse(
            draft,
            "table.row",
            node,
            "表的一行应有“then”或“ask”，且只有一个",
            "结果写 then；留给人答复的写 ask 和 readings",
        )
    if values["ask"] is not None and not values["readings"]:
        raise refuse(
            draft, "table.row", node, "“ask”的一行缺“readings”", "写上每种读法下的结果，如 readings: {stricter: large}"
        )
    return Row(mark=node.mark, **values)


ROWS = list_of(entry(ROW, "表的一行", _build_row))
TABLE: Shape = {
    "decide": must(IDENT),
    "zh": may(TEXT),
    "en": may(TEXT),
    "words": may(WORDS),
    "columns": may(map_of(WORDS)),
    "rows": must(ROWS),
    "cite": may(CITE, ()),
    "question": may(IDENT),
}


def build_table(values: dict[str, Any], node: Node, draft: Draft) -> Table:
    name = str(draft.current)
    if values["decide"] != name:
        raise refuse(
            draft, "table.name", values["decide"], f"表“{name}”写着 decide: {values['decide']}", "两处用同一个名称"
        )
    if values["words"] is not None and values["columns"] is not None:
        raise refuse(draft, "table.words", node, f"表“{name}”既有 words 又有 columns", "一列写 words，几列写 columns")
    columns: dict[str, dict[str, str]] = {}
    types: dict[str, str] = {}
    for column, words in (values["columns"] or {"": values["words"] or Text(name)}).items():
        columns[column], kind = _column(words, node, draft)
        if kind:
            types[column] = kind
    table = Table(
        name,
        values["zh"] or _title(name, columns, draft),
        columns,
        values["rows"],
        values["cite"],
        values["question"],
        types,
        node.mark,
    )
    check_rows(table, draft)
    return table


def _column(words: Any, at: Node, draft: Draft) -> tuple[dict[str, str], str | None]:
    """The words of a column and its type, if it has one that stands elsewhere."""
    if isinstance(words, dict):
        return {word: str(zh) for word, zh in words.items()}, None
    if words in draft.types:
        return dict(draft.types[words].words), str(words)
    if words == "role":
        return dict(draft.role_names), "role"
    if words == "interval":
        return dict(INTERVAL_WORDS), None
    if words in VALUE_TYPES:
        return {}, str(words)
    do = did_you_mean(str(words), draft.types, "写词表名、自己的词 {word: 中文}、role、interval 或值的类型")
    raise refuse(draft, "type.unknown", at, f"表的结果没有“{words}”这种类型", do)


def _title(name: str, columns: dict[str, dict[str, str]], draft: Draft) -> str:
    if name in draft.types:
        return "、".join(draft.types[name].words.values())
    return "、".join(zh for words in columns.values() for zh in words.values()) or name


def check_rows(table: Table, draft: Draft) -> None:
    """Each row gives each column a word of it; the readings of an `ask` row too."""
    if not table.rows:
        draft.faults.add("table.empty", table.mark, f"表“{table.id}”没有一行", "写上 rows")
    for row in table.rows:
        values = [row.then] if row.then is not None else list(row.readings.values())
        for value in values:
            _check_value(value, table, row, draft)


def _check_value(value: Any, table: Table, row: Row, draft: Draft) -> None:
    given = value if isinstance(value, dict) else {"": value}
    if set(given) != set(table.columns):
        want = "、".join(c for c in table.columns if c) or "一个词"
        draft.faults.add("table.columns", row.mark, f"表“{table.id}”的这一行没有给齐各列", f"应有：{want}")
        return
    for column, word in given.items():
        words, kind = table.columns[column], table.types.get(column)
        if words and word not in words:
            do = did_you_mean(word, words, f"可用：{'、'.join(words)}")
            draft.faults.add("word.unknown", row.mark, f"表“{table.id}”没有“{word}”这个结果", do)
        elif not words and kind:
            _check_literal(word, kind, row, draft)


def _check_literal(text: str, kind: str, row: Row, draft: Draft) -> None:
    try:
        parse_literal(kind, text)
    except ValueError as wrong:
        what, _, do = str(wrong).partition("。")
        draft.faults.add("value.literal", row.mark, what, do or "改正这个值")


def read_tables(nodes: Entries, draft: Draft) -> None:
    draft.fill("tables", nodes, TABLE_KIND)


TABLE_KIND = entry(TABLE, "表", build_table)
