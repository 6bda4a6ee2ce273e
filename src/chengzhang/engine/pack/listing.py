"""What a pack needs to know and what may be done under it, as plain data for programs and people."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.pack.model import UNSET, Action, Cite, Field, Pack, Rule, Table
from chengzhang.engine.rules.ast import ALWAYS, Tree
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.unparse import unparse_due, unparse_tree
from chengzhang.engine.values import format_literal

UNITS = {
    "money": "元、万元或亿元，单位必写，如 500万元",
    "ratio": "%，如 10%",
    "count": "整数",
    "date": "2021-08-06",
    "month_day": "07-31",
    "year": "2021",
    "period": "day、working_day、month 或 year，如 20 working_days",
    "window": "07-01..08-31",
    "yes_no": "yes 或 no",
}


def list_facts(pack: Pack) -> dict[str, Any]:
    """Facts (supplied on which form or by which act), derived facts, tables, parameters, papers, word lists."""
    return {
        "pack": f"{pack.id}/{pack.release}",
        "facts": [_fact(name, pack) for name in sorted(pack.facts)],
        "derived": [
            {"name": f.name, "zh": f.zh, "type": f.type, **_cited(pack, f.cite)} for f in pack.derived.values()
        ],
        "tables": [_table(table, pack) for table in pack.tables.values()],
        "parameters": [_parameter(name, pack) for name in pack.parameters],
        "papers": [
            {"id": p.id, "zh": p.zh, "kind": p.kind, "of": p.of, "parts": p.parts, **_cited(pack, p.cite)}
            for p in pack.papers.values()
        ],
        "types": [
            {"id": words.id, "zh": "、".join(words.words.values()), "words": words.words, "more": words.more}
            for words in pack.types.values()
        ],
        "states": {kind: list(subject.states) for kind, subject in pack.subjects.items()},
    }


def _fact(name: str, pack: Pack) -> dict[str, Any]:
    fact = pack.facts[name]
    inner = fact.type.removeprefix("set of ")
    found: dict[str, Any] = {"name": name, "zh": fact.zh, "type": fact.type, "from": fact.source, "subject": fact.owner}
    if fact.type in UNITS:
        found["literal"] = UNITS[fact.type]
    if inner in pack.types:
        found["words"] = pack.types[inner].words
    if fact.source == "declared":
        found["forms"] = [form.id for form in pack.forms.values() if any(f.fact == name for f in form.fields)]
    else:
        found["recorded_by"] = [
            action.id for action in pack.actions.values() if action.subject == fact.owner and fact.key in action.sets
        ]
    return found


def _table(table: Table, pack: Pack) -> dict[str, Any]:
    return {
        "id": table.id,
        "zh": table.zh,
        "columns": table.columns,
        "rows": [
            {"then": row.then, "ask": row.ask, "when": _tree(row.when), **_cited(pack, row.cite)} for row in table.rows
        ],
        **_cited(pack, table.cite),
    }


def _parameter(name: str, pack: Pack) -> dict[str, Any]:
    parameter = pack.parameters[name]
    value = None if parameter.value is UNSET else format_literal(parameter.value)
    by = dict([parameter.by]) if parameter.by else None
    return {
        "name": name,
        "zh": parameter.zh,
        "type": parameter.type,
        "value": value,
        "by": by,
        **_cited(pack, parameter.cite),
    }


def list_actions(pack: Pack) -> dict[str, Any]:
    """Every action: who does it, from which states, and what it needs (form fields, papers, rules with articles)."""
    return {"pack": f"{pack.id}/{pack.release}", "actions": [_action(action, pack) for action in pack.actions.values()]}


def _action(action: Action, pack: Pack) -> dict[str, Any]:
    rules = [rule for rule in pack.rules.values() if action.id in rule.at]
    return {
        "id": action.id,
        "zh": action.zh,
        "subject": action.subject,
        "subject_zh": pack.call(action.subject),
        "by": _role(action.by, pack),
        "entered_by": _role(action.entered_by, pack) if action.entered_by else None,
        "from": list(action.from_states),
        "to": action.to or {"by": action.to_by, **action.to_words},
        "with": [{"role": _role(p.role, pack), "part": p.part, "at_least": p.at_least} for p in action.with_],
        "reason": action.reason,
        "form": _form(action, pack),
        "papers": _papers(action, rules, pack),
        "makes": list(action.makes),
        "rules": [_rule(rule, pack) for rule in rules],
        "then": [{"act": follow.act, "when": _tree(follow.when)} for follow in action.then],
        "only_through": list(action.only_through),
        "question": action.question,
        **_cited(pack, action.cite),
    }


def _role(role: str, pack: Pack) -> dict[str, str]:
    return {"id": role, "zh": pack.call(role)}


def _form(action: Action, pack: Pack) -> dict[str, Any] | None:
    if action.form is None:
        return None
    form = pack.forms[action.form]
    fields = [_field(field, pack) for field in form.fields]
    return {"id": form.id, "zh": form.zh, "fields": fields, **_cited(pack, form.cite)}


def _field(field: Field, pack: Pack) -> dict[str, Any]:
    found: dict[str, Any] = {"id": field.id, "zh": field.zh, "type": field.type}
    found["required"] = field.required if isinstance(field.required, bool) else _tree(field.required)
    for key in ("fact", "show", "adds_up", "at_least_one_of"):
        if getattr(field, key):
            found[key] = getattr(field, key)
    for key in ("least", "most"):
        limit = getattr(field, key)
        if limit is not None:
            found[key] = limit if type(limit) is int else format_literal(limit)
    for key in ("latest", "earliest"):
        if getattr(field, key) is not None:
            found[key] = unparse_due(getattr(field, key))
    inner = field.type.removeprefix("set of ")
    if inner in pack.types:
        found["words"] = {w: zh for w, zh in pack.types[inner].words.items() if not field.only or w in field.only}
    if field.type in UNITS:
        found["literal"] = UNITS[field.type]
    if field.items:
        found["items"] = list(field.items)
    if field.columns:
        found["columns"] = [_field(column, pack) for column in field.columns]
    return {**found, **_cited(pack, field.cite)}


def _papers(action: Action, rules: list[Rule], pack: Pack) -> list[dict[str, Any]]:
    """Papers always needed, then those that rules ask for, each with its condition."""
    found = [{"id": name, "zh": pack.papers[name].zh, **_cited(pack, action.cite)} for name in action.papers]
    for rule in rules:
        for asked in rule.papers:
            found.append(
                {
                    "id": asked.paper,
                    "zh": pack.papers[asked.paper].zh,
                    "rule": rule.id,
                    "parts": list(asked.parts),
                    "when": {"all": [_tree(tree) for tree in (rule.when, asked.when) if tree is not ALWAYS]},
                    "may_be_not_applicable": asked.or_not_applicable,
                    **_cited(pack, asked.cite or rule.cite),
                }
            )
    return found


def _rule(rule: Rule, pack: Pack) -> dict[str, Any]:
    return {
        "id": rule.id,
        "say": rule.say,
        "level": rule.level,
        "when": _tree(rule.when),
        "require": _tree(rule.require) if rule.require is not None else None,
        "lift_by": rule.lift.by if rule.lift else None,
        "question": rule.question,
        **_cited(pack, rule.cite),
    }


def _tree(tree: Tree) -> Any:
    return None if tree is ALWAYS else unparse_tree(tree)


def _cited(pack: Pack, cite: Cite) -> dict[str, Any]:
    return {"cite": [{"clause": one.clause, "zh": one.zh} for one in citations(pack, cite)]}
