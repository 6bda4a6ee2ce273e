"""forms/: fields in sections. A field is a fact of the vocabulary, an answer of the form's own, or something shown."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.errors import did_you_mean
from chengzhang.engine.pack.kinds import CITE, MOMENT, RAW, TREE, TYPE, typed
from chengzhang.engine.pack.model import Field, Form, Section
from chengzhang.engine.pack.reader import (
    DOTTED,
    IDENT,
    TEXT,
    YES_NO,
    Kind,
    Shape,
    Unread,
    either,
    entry,
    list_of,
    may,
    must,
    names,
    refuse,
)
from chengzhang.engine.pack.yaml import Node

TEXTS = ("text", "long_text")
AT_LEAST: Shape = {"column": must(IDENT), "of": must(names(IDENT)), "or_none": may(TEXT)}


def _read_field(node: Node, draft: Draft) -> Field:
    return FIELD.read(node, draft)  # type: ignore[no-any-return]


FIELDS = list_of(Kind(_read_field, {"$ref": "#/$defs/field"}))
FIELD_SHAPE: Shape = {
    "fact": may(DOTTED),
    "show": may(DOTTED),
    "id": may(IDENT),
    "zh": may(TEXT),
    "en": may(TEXT),
    "type": may(TYPE),
    "required": may(either(YES_NO, TREE), False),
    "least": may(RAW),
    "most": may(RAW),
    "latest": may(MOMENT),
    "earliest": may(MOMENT),
    "only": may(names(IDENT), ()),
    "items": may(list_of(TEXT), ()),
    "columns": may(FIELDS, ()),
    "at_least_one_of": may(entry(AT_LEAST, "at_least_one_of")),
    "adds_up": may(DOTTED),
    "help": may(TEXT, ""),
    "deduced": may(YES_NO, False),
    "cite": may(CITE, ()),
}


def _build_field(values: dict[str, Any], node: Node, draft: Draft) -> Field:
    values.pop("en")
    given = [key for key in ("fact", "show", "id") if values[key] is not None]
    if len(given) != 1:
        raise refuse(
            draft,
            "field.kind",
            node,
            "一项应写 fact、show 或 id 之一",
            "词表里的事实写 fact；自己的写 id、zh、type；只显示的写 show",
        )
    _fill_in(given[0], values, node, draft)
    for limit in ("least", "most"):
        if values[limit] is not None:
            kind = "count" if values["type"] in (*TEXTS, "checklist", "rows") else values["type"]
            values[limit] = typed(values[limit], kind, draft)
    only = values["only"]
    if only:
        inner = values["type"].removeprefix("set of ")
        values["only"] = tuple(typed(word, inner, draft) for word in only) if inner in draft.types else only
    values["id"] = str(values["id"])
    field = Field(mark=node.mark, **values)
    _check_shape(field, node, draft)
    return field


def _fill_in(given: str, values: dict[str, Any], node: Node, draft: Draft) -> None:
    """Label and type from where the name is declared, and the field's id."""
    name = values[given]
    if given == "id":
        if values["zh"] is None or values["type"] is None:
            raise refuse(draft, "key.missing", node, f"“{name}”缺 zh 或 type", "自己的一项写 {id, zh, type}")
        return
    if values["type"] is not None:
        draft.faults.add("field.type", node, f"“{name}”的类型由词表决定", "去掉 type")
    source: Any = draft.facts.get(name)
    table, _, column = name.partition(".")
    if source is None and given == "show":
        source = draft.derived.get(name) or draft.parameters.get(name)
        if source is None and table in draft.tables and column in draft.tables[table].columns:
            source = draft.tables[table]
    if source is None:
        known = [*draft.facts, *(draft.derived if given == "show" else ()), *(draft.tables if given == "show" else ())]
        if given == "show" and (draft.has("derived", name) or table in draft.broken.get("tables", ())):
            raise Unread
        do = did_you_mean(name, known, "核对拼写；不在词表里的写成自己的一项 {id, zh, type}")
        raise refuse(draft, "name.unknown", name, f"没有“{name}”这个事实", do)
    values["zh"] = values["zh"] or source.zh
    values["type"] = getattr(source, "type", None) or getattr(source, "types", {}).get(column, "text")
    values["id"] = name.rpartition(".")[2]


def _check_shape(field: Field, node: Node, draft: Draft) -> None:
    def wrong(what: str, do: str) -> None:
        draft.faults.add("field.shape", node, what, do)

    if (field.type == "rows") != bool(field.columns):
        wrong(f"“{field.id}”是表格就要有 columns，不是表格就没有", "补上 columns，或改正 type")
    if (field.type == "checklist") != bool(field.items):
        wrong(f"“{field.id}”是逐项清单就要有 items", "补上 items，或改正 type")
    if field.adds_up and field.type != "money":
        wrong(f"“{field.id}”写了 adds_up，但不是金额", "adds_up 只用于金额")
    if (field.latest or field.earliest) and field.type != "date":
        wrong(f"“{field.id}”写了 latest 或 earliest，但不是日期", "日期之外用 least、most")
    if field.only and field.type.removeprefix("set of ") not in draft.types:
        wrong(f"“{field.id}”写了 only，但不是词表", "only 只用于词表")
    if field.at_least_one_of and field.type != "rows":
        wrong(f"“{field.id}”写了 at_least_one_of，但不是表格", "at_least_one_of 只用于表格")


FIELD = entry(FIELD_SHAPE, "一项", _build_field)
SECTION: Shape = {"zh": must(TEXT), "fields": must(FIELDS)}
ROWS: Shape = {"columns": must(FIELDS), "at_least_one_of": may(entry(AT_LEAST, "at_least_one_of"))}
FORM: Shape = {
    "zh": must(TEXT),
    "en": may(TEXT),
    "cite": may(CITE, ()),
    "deduced": may(YES_NO, False),
    "more": may(YES_NO, False),
    "note": may(TEXT, ""),
    "sections": may(list_of(entry(SECTION, "一节"))),
    "fields": may(FIELDS),
    "rows": may(entry(ROWS, "rows")),
}


def _build_form(values: dict[str, Any], node: Node, draft: Draft) -> Form:
    name = str(draft.current)
    given = [key for key in ("sections", "fields", "rows") if values[key] is not None]
    if len(given) != 1:
        raise refuse(draft, "form.shape", node, f"表单“{name}”应有 sections、fields、rows 之一", "写其中一个")
    if given == ["sections"]:
        sections = tuple(Section(s["zh"], s["fields"]) for s in values["sections"])
    elif given == ["fields"]:
        sections = (Section("", values["fields"]),)
    else:
        rows = values["rows"]
        field = Field(
            "rows",
            values["zh"],
            "rows",
            required=True,
            columns=rows["columns"],
            at_least_one_of=rows["at_least_one_of"],
            cite=values["cite"],
            mark=node.mark,
        )
        sections = (Section("", (field,)),)
    form = Form(
        name, values["zh"], sections, values["cite"], values["deduced"], values["more"], values["note"], node.mark
    )
    _check_fields(form, draft)
    return form


def _check_fields(form: Form, draft: Draft) -> None:
    seen: set[str] = set()
    for field in form.fields:
        if field.id in seen:
            draft.faults.add(
                "field.doubled", field.mark, f"表单“{form.id}”有两项都叫“{field.id}”", "换一个 id，或删去一项"
            )
        seen.add(field.id)
        _check_columns(field, draft)
    for field in form.fields:
        if field.adds_up:
            _check_adds_up(form, field, draft)


def _check_columns(field: Field, draft: Draft) -> None:
    columns = {column.id: column for column in field.columns}
    least = field.at_least_one_of
    if not least:
        return
    column = columns.get(least["column"])
    if column is None:
        do = did_you_mean(least["column"], columns, f"可用：{'、'.join(columns)}")
        draft.faults.add("field.column", field.mark, f"没有“{least['column']}”这一列", do)
        return
    for word in least["of"]:
        words = draft.types[column.type].words if column.type in draft.types else {}
        if word not in words:
            do = did_you_mean(word, words, f"可用：{'、'.join(words)}")
            draft.faults.add("word.unknown", field.mark, f"“{column.id}”没有“{word}”这个词", do)


def _check_adds_up(form: Form, field: Field, draft: Draft) -> None:
    rows, _, column = str(field.adds_up).partition(".")
    found = next((f for f in form.fields if f.id == rows), None)
    money = found and next((c for c in found.columns if c.id == column and c.type == "money"), None)
    if not money:
        draft.faults.add(
            "field.adds_up", field.mark, f"“{field.adds_up}”不是本表单里一张表的金额列", "写成 表格的id.金额列的id"
        )


FORM_KIND = entry(FORM, "表单", _build_form)
