"""A form as JSON Schema (2020-12): what the API takes. Conditions that a schema can't say are in `x-` keys."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.forms.values import MOST_CHARACTERS
from chengzhang.engine.pack.model import Field, Form, Pack
from chengzhang.engine.rules.ast import Literal
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.unparse import unparse_due, unparse_tree
from chengzhang.engine.values import format_literal

MONEY = r"^-?[0-9]+(\.[0-9]+)?(元|万元|亿元)$"
PATTERNS = {
    "money": MONEY,
    "ratio": r"^-?[0-9]+(\.[0-9]+)?%$|^[0-9]+/[0-9]+$",
    "month_day": r"^[0-9]{2}-[0-9]{2}$",
    "window": r"^[0-9]{2}-[0-9]{2}\.\.[0-9]{2}-[0-9]{2}$",
    "period": r"^[0-9]+ (day|working_day|week|month|year)s?$",
}


def form_schema(pack: Pack, form: Form) -> dict[str, Any]:
    """Fields by id; `required` holds what is always required, `x-required` the condition of what is sometimes."""
    fields = [field for field in form.fields if not field.show]
    found: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form.zh,
        "type": "object",
        "properties": {field.id: field_schema(pack, field) for field in fields},
        "additionalProperties": False,
    }
    required = [field.id for field in fields if field.required is True]
    return found | ({"required": required} if required else {}) | _cited(pack, form.cite)


def field_schema(pack: Pack, field: Field) -> dict[str, Any]:
    found = {"title": field.zh, **_of_type(pack, field), **_cited(pack, field.cite)}
    if field.help:
        found["description"] = field.help
    if field.fact:
        found["x-fact"] = field.fact
    if field.required is not True and field.required is not False:
        found["x-required"] = unparse_tree(field.required)
    for key, moment in (("x-latest", field.latest), ("x-earliest", field.earliest)):
        if moment is not None:
            found[key] = unparse_due(moment)
    if field.adds_up:
        found["x-adds-up"] = field.adds_up
    return found


def _of_type(pack: Pack, field: Field) -> dict[str, Any]:
    kind = field.type
    if kind.startswith("set of "):
        inner = kind.removeprefix("set of ")
        items = {"enum": sorted(pack.papers)} if inner == "papers" else _words(pack, inner, field)
        return {"type": "array", "items": items, "uniqueItems": True}
    if kind in pack.types:
        return _words(pack, kind, field)
    if kind in ("count", "year"):
        return {"type": "integer", **_bounds(field, "minimum", "maximum")}
    if kind == "yes_no":
        return {"enum": ["yes", "no"]}
    if kind == "date":
        return {"type": "string", "format": "date"}
    if kind == "rows":
        return _rows(pack, field)
    if kind == "checklist":
        items = {item: {"type": "string"} for item in field.items}
        return {"type": "object", "properties": items, "required": list(field.items), "additionalProperties": False}
    if kind in PATTERNS:
        limits = {
            f"x-{k}": format_literal(getattr(field, k)) for k in ("least", "most") if getattr(field, k) is not None
        }
        return {"type": "string", "pattern": PATTERNS[kind], **limits}
    bounds = _bounds(field, "minLength", "maxLength")
    return {"type": "string", **({"maxLength": MOST_CHARACTERS.get(kind, 500)} | bounds)}


def _words(pack: Pack, list_id: str, field: Field) -> dict[str, Any]:
    known = pack.types[list_id]
    words = {word: zh for word, zh in known.words.items() if not field.only or word in field.only}
    if known.more and not field.only:
        return {"type": "string", "maxLength": 50, "examples": list(words), "x-words": words}
    return {"enum": list(words), "x-words": words}


def _rows(pack: Pack, field: Field) -> dict[str, Any]:
    row: dict[str, Any] = {
        "type": "object",
        "properties": {column.id: field_schema(pack, column) for column in field.columns},
        "additionalProperties": False,
    }
    required = [column.id for column in field.columns if column.required is True]
    found: dict[str, Any] = {"type": "array", "items": row | ({"required": required} if required else {})}
    return found | _bounds(field, "minItems", "maxItems")


def _bounds(field: Field, least: str, most: str) -> dict[str, Any]:
    limits = {least: field.least, most: field.most}
    return {key: int(limit) for key, limit in limits.items() if limit is not None and not isinstance(limit, Literal)}


def _cited(pack: Pack, cite: tuple[str, ...]) -> dict[str, Any]:
    return {"x-cite": [{"clause": c.clause, "zh": c.zh} for c in citations(pack, cite)]} if cite else {}
