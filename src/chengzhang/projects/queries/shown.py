"""What a form shows: its tables and figures while it is filled in, and what its sender put to the other parties."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chengzhang.engine.decision import TableView
from chengzhang.engine.forms import read_answers
from chengzhang.engine.pack.model import Form
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.run import value_of
from chengzhang.engine.rules.tables import evaluate
from chengzhang.engine.rules.truth import ABSENT, Unknown

from ..models import Joint
from ..opening import Target
from .lines import value_zh
from .rows import Told
from .told import told


def shown(
    target: Target, form: Form | None, answers: Mapping[str, Any]
) -> tuple[tuple[TableView, ...], dict[str, str]]:
    """(tables, figures): each `show` field's table as it stands, and every show field's value in Chinese by field id.

    Answers that can't be read count as not given: this looks ahead, it refuses nothing.
    """
    fields = [field for field in form.fields if field.show] if form else []
    if not fields:
        return (), {}
    matter, before = target.matter, _context(target)
    typed = read_answers(matter.pack, form, answers, before)
    now = replace(before, answers=typed.answers, declared=typed.facts, memo={}, overlay={})
    tables, figures = [], {}
    for field in fields:
        name = field.show or ""
        try:
            if name in matter.pack.tables:
                view = evaluate(matter.pack, matter.pack.tables[name], now)
                tables.append(view)
                figures[field.id] = view.value_zh or ""
            elif not isinstance(value := value_of(now, name), Unknown) and value is not ABSENT:
                figures[field.id] = value_zh(matter.pack, field.type, value)
        except Unresolved:
            continue
    return tuple(tables), figures


def proposed(target: Target, form: Form | None) -> tuple[Told, ...]:
    """What lies before the other parties of a joint act."""
    if form is None or target.row is None:
        return ()
    waiting = Joint.objects.filter(
        subject_id=target.row.id, action=target.action.id, ended_by=None, withdrawn=False
    ).first()
    if waiting is None:
        return ()
    pack, sent = target.matter.pack, json.loads(waiting.command)
    typed = read_answers(pack, form, sent["answers"], _context(target)).answers
    lifts = (Told(f"放行：{pack.rules[rule].say}", reason) for rule, reason in sent.get("lifted", {}).items())
    return (*told(pack, form, typed), *lifts)


def _context(target: Target) -> Context:
    matter = target.matter
    return Context(matter.pack, target.node, matter.on, bench=matter.bench, calendar=matter.calendar)
