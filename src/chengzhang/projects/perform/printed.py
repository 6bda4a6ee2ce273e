"""Prints what an act makes: the form with its answers, what each party said, and the members of a batch, as one text.

The text is kept as it was made: later releases of the pack and later words for a value change nothing on it.
"""

from __future__ import annotations

import json
from typing import Any

from chengzhang.engine.case import Subject
from chengzhang.engine.decision import Effect
from chengzhang.engine.pack.model import Field, Pack, Paper, Section
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.values import Money, zh
from chengzhang.foundation.people.actor import Actor

from ..facts import Row
from ..models import Part
from ..opening import Matter


def printed(matter: Matter, row: Row, effect: Effect, paper: Paper, decision: int) -> str:
    """The paper as JSON: head, sections of label and value, tables, parts, members, and the articles it rests on."""
    pack = matter.pack
    action = pack.actions[effect.action]
    form = pack.forms.get(effect.form or "")
    told = {
        "zh": paper.zh,
        "act": action.zh,
        "on": effect.on.isoformat(),
        "decision": decision,
        "by": _by(matter.actor),
        "head": _head(matter, row),
        "sections": [_section(pack, one, effect) for one in form.sections] if form else [],
        "parts": _parts(pack, row, effect),
        "members": _members(matter, row),
        "cite": list(dict.fromkeys(one.zh for one in citations(pack, (*paper.cite, *action.cite)))),
        "pack": f"{pack.id}/{pack.release}",
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _by(actor: Actor | None) -> str:
    return f"{actor.organisation_name}　{actor.person_name}" if actor is not None else "系统"


def _head(matter: Matter, row: Row) -> list[list[str]]:
    """What the paper is about: its project, or the matter of the office."""
    project = row.home
    if project is None:
        return [["事项", f"{matter.pack.call(row.kind)}（第{row.number}号）"]]
    told = [["项目", project.title], ["编号", project.code], ["单位", project.unit]]
    return told + ([["金额", zh(Money(project.amount))]] if project.amount is not None else [])


def _section(pack: Pack, section: Section, effect: Effect) -> dict[str, Any]:
    pairs, tables = [], []
    for field in section.fields:
        value = _answer(field, effect)
        if value is None:
            continue
        if isinstance(value, (list, tuple)) and any(isinstance(line, dict) for line in value):
            tables.append(_table(pack, field, value))
        else:
            pairs.append([field.zh, value_text(pack, field.type, value)])
    return {"zh": section.zh, "pairs": pairs, "tables": tables}


def _answer(field: Field, effect: Effect) -> Any:
    """What was answered: as an answer of the act, as a declared fact, or as a fact that the act records."""
    if field.id in effect.answers:
        return effect.answers[field.id]
    if field.fact in effect.declared:
        return effect.declared[field.fact][1]
    return effect.sets.get((field.fact or "").rpartition(".")[2])


def _table(pack: Pack, field: Field, rows: list[dict[str, Any]] | tuple[dict[str, Any], ...]) -> dict[str, Any]:
    if not field.columns:  # named items, each with what was said of it
        lines = [[value_text(pack, "text", cell) for cell in line.values()] for line in rows]
        return {"zh": field.zh, "columns": [], "lines": lines}
    shown = [one for one in field.columns if any(line.get(one.id) is not None for line in rows)]
    lines = [[value_text(pack, one.type, line.get(one.id)) for one in shown] for line in rows]
    return {"zh": field.zh, "columns": [one.zh for one in shown], "lines": lines}


def value_text(pack: Pack, type_name: str, value: Any) -> str:
    """A value in Chinese; words of a list by their labels, nothing as a dash."""
    if value is None or value == "":
        return "—"
    words = pack.types.get(type_name.removeprefix("set of "))
    if words is None:
        return str(zh(value))
    many = sorted(value) if isinstance(value, (frozenset, set, list, tuple)) else [value]
    return "、".join(words.words.get(str(one), str(one)) for one in many)


def _parts(pack: Pack, row: Row, effect: Effect) -> list[dict[str, Any]]:
    """What the other parties said, those against too."""
    if not pack.actions[effect.action].with_:
        return []
    given = Part.objects.filter(subject_id=row.id, action=effect.action, used_by=None, withdrawn=False)
    return [
        {
            "role": pack.call(one.role),
            "who": f"{one.organisation.name if one.organisation else ''}　{one.person.name}".strip("　"),
            "favour": one.favour,
            "score": one.score,
            "text": one.text,
            "on": one.on.isoformat(),
        }
        for one in given.select_related("person", "organisation")
    ]


def _members(matter: Matter, row: Row) -> dict[str, Any]:
    """Of a batch: a line a project, with what is recorded of each member."""
    members = row.node.members
    if not members:
        return {}
    keys = list(dict.fromkeys(key for one in members for key in one.facts if _named(matter.pack, one, key)))
    columns = ["编号", "项目", "单位", *(matter.pack.facts[f"{members[0].kind}.{key}"].zh for key in keys)]
    return {"columns": columns, "lines": [_member(matter, one, keys) for one in members]}


def _named(pack: Pack, member: Subject, key: str) -> bool:
    return f"{member.kind}.{key}" in pack.facts


def _member(matter: Matter, member: Subject, keys: list[str]) -> list[str]:
    row = matter.case.row(member)
    project = row.home if row is not None else None
    told = [project.code, project.title, project.unit] if project is not None else [member.id, "", ""]
    facts = matter.pack.facts
    return told + [value_text(matter.pack, facts[f"{member.kind}.{k}"].type, member.facts.get(k)) for k in keys]
