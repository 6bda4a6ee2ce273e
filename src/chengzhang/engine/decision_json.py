"""Decisions, situations and changes as JSON for programs: ids beside Chinese, values as literals.

docs/reference/decide-json.md says what each key means.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from chengzhang.engine.change import Change
from chengzhang.engine.deciding.barring import BarView, LapseView
from chengzhang.engine.deciding.outcome import OUTCOME_ZH
from chengzhang.engine.decision import (
    Citation,
    Decision,
    DueDay,
    DutyView,
    Effect,
    Finding,
    PaperNeed,
    QuestionView,
    Receipt,
    TableView,
    TestResult,
    Truth,
)
from chengzhang.engine.explain import STATUS_ZH, explain, name_of, say_duty
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.receipt import literal
from chengzhang.engine.situation import ActionView, Situation, WindowView

Json = dict[str, Any]


def decision_json(decision: Decision, pack: Pack, changes: Iterable[Change] | None = None) -> Json:
    """The whole answer. `changes` = the least changes, where they were asked for."""
    d = decision
    found: Json = {
        "outcome": d.outcome.value,
        "outcome_zh": OUTCOME_ZH[d.outcome],
        "action": {"id": d.action, "zh": d.action_zh},
        "subject": {"kind": d.subject_kind, "id": d.subject_id},
        "on": d.on.isoformat(),
        "next_state": d.next_state,
        "findings": [finding_json(f, pack) for f in d.findings],
        "against": [f.id for f in d.against],
        "route": {t.id: t.value for t in d.tables},
        "tables": [table_json(t) for t in d.tables],
        "missing": {"facts": _facts(d, pack), "papers": [paper_json(p) for p in d.papers if _is_missing(p)]},
        "papers": [paper_json(p) for p in d.papers],
        "questions": [question_json(q) for q in d.questions],
        "effects": [effect_json(e) for e in d.effects],
        "then": [decision_json(t, pack) for t in d.then],
        "duties": [duty_json(v, pack) for v in d.duties_opened],
        "duties_closed": [duty_json(v, pack) for v in d.duties_closed],
        "left_out": [{"member": member, "why": why} for member, why in d.left_out],
        "explanation": explain(d, pack),
    }
    if changes is not None:
        found["least_change"] = [change_json(c, pack) for c in changes]
    if d.receipt is not None:
        found["receipt"] = receipt_json(d.receipt)
    return found


def situation_json(situation: Situation, pack: Pack) -> Json:
    """What `options` answers: the day's duties, windows, lapses, bars, tables, open questions and every action."""
    s = situation
    return {
        "on": s.on.isoformat(),
        "pack": f"{pack.id}/{pack.release}",
        "duties": [duty_json(v, pack) for v in s.duties],
        "windows": [window_json(w) for w in s.windows],
        "lapses": [lapse_json(v) for v in s.lapses],
        "bars": [bar_json(b) for b in s.bars],
        "decided": [table_json(t) for t in s.tables],
        "questions": [question_json(q) for q in s.questions],
        "actions": [action_json(a, pack) for a in s.actions],
    }


def action_json(view: ActionView, pack: Pack) -> Json:
    """An action of the moment: whether it may be done, what stands against it, what it still needs."""
    d = view.decision
    return {
        "action": view.action,
        "zh": view.zh,
        "subject": {"kind": view.subject_kind, "id": view.subject_id},
        "by": view.by,
        "by_zh": view.by_zh,
        "may": view.may,
        "open": view.open,
        "outcome": d.outcome.value,
        "outcome_zh": OUTCOME_ZH[d.outcome],
        "against": [finding_json(f, pack) for f in d.against],
        "missing": {"facts": _facts(d, pack), "papers": [paper_json(p) for p in d.papers if _is_missing(p)]},
        "why": [f.say for f in d.against],
        "opens_on": _opens(d),
    }


def _opens(decision: Decision) -> str | None:
    """The first day on which waiting alone would open it."""
    days = [f.opens_on for f in decision.against]
    return max(d for d in days if d is not None).isoformat() if days and all(days) else None


def finding_json(f: Finding, pack: Pack) -> Json:
    return {
        "kind": f.kind,
        "id": f.id,
        "truth": f.truth.value,
        "level": f.level,
        "say": f.say,
        "cite": cite_json(f.cite),
        "tests": [test_json(t) for t in f.tests],
        "lacks": list(f.lacks),
        "missing_papers": list(f.missing_papers),
        "lift_by": f.lift_by,
        "lifted": f.lifted,
        "question": f.question,
        "mend": f.mend,
        "opens_on": _day(f.opens_on),
        "rulings": list(f.rulings),
        "awaits_form": f.awaits_form,
        "who": list(f.who),
        "who_zh": [pack.call(role) for role in f.who],
    }


def test_json(t: TestResult) -> Json:
    return {
        "source": t.source,
        "zh": t.zh,
        "truth": t.truth.value,
        "values": t.values,
        "lacks": list(t.lacks),
        "opens_on": _day(t.opens_on),
    }


def cite_json(cite: Iterable[Citation]) -> list[Json]:
    return [{"measure": c.measure, "clause": c.clause, "zh": c.zh} for c in cite]


def paper_json(p: PaperNeed) -> Json:
    return {
        "paper": p.paper,
        "zh": p.zh,
        "kind": p.kind,
        "present": p.present,
        "missing_parts": list(p.missing_parts),
        "may_skip": p.may_skip,
        "skipped": p.skipped,
        "unknown": p.unknown,
        "cite": cite_json(p.cite),
    }


def table_json(t: TableView) -> Json:
    return {
        "id": t.id,
        "zh": t.zh,
        "value": t.value,
        "value_zh": t.value_zh,
        "truth": t.truth.value,
        "lacks": list(t.lacks),
        "question": t.question,
        "cite": cite_json(t.cite),
        "tests": [test_json(one) for one in t.tests],
    }


def question_json(q: QuestionView) -> Json:
    return {
        "id": q.id,
        "asks": q.asks,
        "reading": q.reading,
        "reading_zh": q.reading_zh,
        "ruled": q.ruled,
        "open": q.reading is None,
        "who": list(q.who),
        "because": q.because,
        "cite": cite_json(q.cite),
    }


def duty_json(v: DutyView, pack: Pack) -> Json:
    return {
        "id": v.id,
        "key": v.key,
        "subject": v.subject,
        "who": v.who,
        "who_zh": pack.call(v.who),
        "to": list(v.to),
        "say": v.say,
        "status": v.status,
        "status_zh": STATUS_ZH.get(v.status, v.status),
        "level": v.level,
        "opened_on": _day(v.opened_on),
        "opens_on": _day(v.opens_on),
        "due": due_json(v.due),
        "due_on": _day(v.due.on),
        "remind_on": _day(v.remind_on),
        "done_on": _day(v.done_on),
        "done_by": list(v.done_by),
        "held": v.held,
        "lacks": list(v.lacks),
        "question": v.question,
        "late_may": list(v.late_may),
        "cite": cite_json(v.cite),
        "zh": say_duty(v, pack),
    }


def due_json(due: DueDay) -> Json:
    return {
        "on": _day(due.on),
        "latest": _day(due.latest),
        "provisional": due.provisional,
        "undated": due.undated,
        "zh": due.zh,
        "steps": [
            {"kind": s.kind, "zh": s.zh, "on": _day(s.on), "until": _day(s.until), "cite": [c.zh for c in s.cite]}
            for s in due.steps
        ],
    }


def effect_json(e: Effect) -> Json:
    return {
        "subject": {"kind": e.subject_kind, "id": e.subject_id},
        "action": e.action,
        "before": e.before,
        "after": e.after,
        "sets": literal(e.sets),
        "declared": {name: literal(value) for name, (_, value) in e.declared.items()},
        "makes": list(e.makes),
        "freezes": list(e.freezes),
        "baseline": e.baseline,
        "created": e.created,
    }


def window_json(w: WindowView) -> Json:
    return {
        "id": w.id,
        "zh": w.zh,
        "acts": list(w.acts),
        "open": w.open,
        "opens_on": w.opens_on.isoformat(),
        "closes_on": w.closes_on.isoformat(),
        "cite": cite_json(w.cite),
    }


def bar_json(b: BarView) -> Json:
    return {
        "id": b.id,
        "zh": b.zh,
        "holder": b.holder,
        "holder_id": b.holder_id,
        "since": b.since.isoformat(),
        "until": _day(b.until),
        "stops": list(b.stops),
        "ends": list(b.ends),
        "say": b.say,
        "cite": cite_json(b.cite),
    }


def lapse_json(v: LapseView) -> Json:
    return {
        "subject": v.subject,
        "subject_id": v.subject_id,
        "on": v.on.isoformat(),
        "to": v.to,
        "lapsed": v.lapsed,
        "say": v.say,
        "question": v.question,
        "cite": cite_json(v.cite),
    }


def change_json(change: Change, pack: Pack) -> Json:
    return {
        "steps": [
            {
                "kind": w.kind,
                "id": w.id,
                "zh": w.zh,
                "value": literal(w.value),
                "act": w.act,
                "who": list(w.who),
                "who_zh": [pack.call(role) for role in w.who],
                "on": _day(w.on),
                "cite": cite_json(w.cite),
                "escapes": w.escapes,
            }
            for w in change.steps
        ],
        "opens_on": _day(change.opens_on),
    }


def receipt_json(r: Receipt) -> Json:
    return {
        "pack": r.pack,
        "release": r.release,
        "pack_digest": r.pack_digest,
        "calendar_digest": r.calendar_digest,
        "engine": r.engine,
        "action": r.action,
        "on": r.on.isoformat(),
        "facts_digest": r.facts_digest,
        "digest": r.digest,
    }


def _facts(decision: Decision, pack: Pack) -> list[Json]:
    """The facts that findings lack, each once."""
    names = dict.fromkeys(n for f in decision.findings if f.truth is Truth.UNKNOWN for n in f.lacks)
    return [
        {"name": name, "zh": name_of(name, pack), "type": pack.facts[name].type if name in pack.facts else None}
        for name in names
    ]


def _is_missing(paper: PaperNeed) -> bool:
    return not paper.present and not paper.skipped


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
