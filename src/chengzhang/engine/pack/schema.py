"""The pack format as JSON Schema for editors, a file or folder each, generated from the tables the loader reads by."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.pack.duties import DUTY
from chengzhang.engine.pack.facts import ALWAYS_KIND, DERIVED
from chengzhang.engine.pack.forms import FIELD_SHAPE, FORM
from chengzhang.engine.pack.meta import META
from chengzhang.engine.pack.papers import PAPER
from chengzhang.engine.pack.parameters import PARAMETER, QUESTION
from chengzhang.engine.pack.reader import ID, NAME, shape_schema
from chengzhang.engine.pack.record import ARTICLE, ARTICLE_ID, INDICATOR, RESIDUAL
from chengzhang.engine.pack.roles import ROLE, SCOPE, STAGE
from chengzhang.engine.pack.rules import RULE
from chengzhang.engine.pack.scenarios.read import CASE, FILE
from chengzhang.engine.pack.subjects import subject_schema
from chengzhang.engine.pack.tables import TABLE
from chengzhang.engine.pack.words import FACT, ROLE_NAME, SUBJECT_TYPE, WORD_LIST

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TREE: dict[str, Any] = {
    "description": "one test as a line, or {all|any|none: [tree, ...]}",
    "anyOf": [
        {"type": "string", "minLength": 1},
        *(
            {
                "type": "object",
                "properties": {key: {"type": "array", "items": {"$ref": "#/$defs/tree"}, "minItems": 1}},
                "required": [key],
                "additionalProperties": False,
            }
            for key in ("all", "any", "none")
        ),
    ],
}


def schemas() -> dict[str, dict[str, Any]]:
    """File name -> schema. A map's schema serves `x.yaml` and every `x/*.yaml`."""
    rule_or_table = {"anyOf": [shape_schema(RULE), {"$ref": "#/$defs/table"}]}
    fact = {"anyOf": [shape_schema(DERIVED), shape_schema(FACT)]}
    facts = _map(fact, "facts", NAME.pattern)
    facts["properties"] = {"always": ALWAYS_KIND.as_schema()}
    found = {
        "pack": {**shape_schema(META), "title": "pack.yaml"},
        "scope": {**shape_schema(SCOPE), "title": "scope.yaml"},
        "residual": {**shape_schema(RESIDUAL), "title": "residual.yaml"},
        "stages": {"title": "stages.yaml", "type": "array", "items": shape_schema(STAGE)},
        "roles": _map(shape_schema(ROLE), "roles.yaml"),
        "subjects": _map(subject_schema(), "subjects"),
        "rules": _map(rule_or_table, "rules"),
        "duties": _map(shape_schema(DUTY), "duties"),
        "forms": _map(shape_schema(FORM), "forms"),
        "papers": _map(shape_schema(PAPER), "papers"),
        "questions": _map(shape_schema(QUESTION), "questions"),
        "parameters": _map(shape_schema(PARAMETER), "parameters"),
        "facts": facts,
        "indicators": _map(shape_schema(INDICATOR), "indicators"),
        "articles": _map(shape_schema(ARTICLE), "articles", ARTICLE_ID.pattern),
        "scenarios": {**_scenarios(), "title": "scenarios"},
        "vocabulary.types": _map(shape_schema(WORD_LIST), "_vocabulary/types.yaml"),
        "vocabulary.roles": _map(shape_schema(ROLE_NAME), "_vocabulary/roles.yaml"),
        "vocabulary.subjects": _map(shape_schema(SUBJECT_TYPE), "_vocabulary/subjects.yaml"),
        "vocabulary.facts": _map(shape_schema(FACT), "_vocabulary/facts.yaml", NAME.pattern),
    }
    return {f"{name}.json": _whole(schema) for name, schema in found.items()}


def _map(entry: dict[str, Any], title: str, pattern: str = ID.pattern) -> dict[str, Any]:
    return {
        "title": title,
        "type": "object",
        "propertyNames": {"pattern": f"^({pattern})$"},
        "additionalProperties": entry,
    }


def _scenarios() -> dict[str, Any]:
    found = shape_schema(FILE)
    found["properties"]["cases"] = {"type": "array", "items": shape_schema(CASE)}
    return found


def _whole(schema: dict[str, Any]) -> dict[str, Any]:
    """With the definitions it refers to: trees, fields within fields, tables."""
    defs = {"tree": TREE, "field": shape_schema(FIELD_SHAPE), "table": shape_schema(TABLE)}
    used = {name: body for name, body in defs.items() if f"#/$defs/{name}" in str(schema)}
    if used:
        used = {name: body for name, body in defs.items() if name in used or f"#/$defs/{name}" in str(used)}
    return {"$schema": DRAFT, **schema, **({"$defs": used} if used else {})}
