"""Answers compared under each reading of an open question: do they agree, and if not, what does each say?"""

from __future__ import annotations

from dataclasses import replace

from chengzhang.engine.deciding.outcome import OUTCOME_ZH
from chengzhang.engine.deciding.plan import ActionPlan
from chengzhang.engine.deciding.questions import Open, reading_zh
from chengzhang.engine.deciding.waiting import waiting_finding
from chengzhang.engine.decision import Decision, Finding, Outcome, QuestionView, Truth
from chengzhang.engine.pack.model import Pack


def agreed(
    first: Decision,
    answers: list[tuple[dict[str, str], Decision]],
    seen: tuple[QuestionView, ...],
    opened: tuple[Open, ...],
) -> Decision:
    """All readings answer alike: the answer stands, and whatever stands against it under any reading is listed."""
    against = {(f.kind, f.id): f for _, d in answers for f in d.against}
    findings = [against.pop((f.kind, f.id), f) for f in first.findings]
    noted = [
        Finding("question", o.id, Truth.MET, "advise", "尚无口径；各种读法在此结果相同", question=o.id)
        for o in opened
        if o.readings
    ]
    return replace(first, findings=(*findings, *against.values(), *noted), questions=seen)


def differing(
    plan: ActionPlan,
    first: Decision,
    answers: list[tuple[dict[str, str], Decision]],
    seen: tuple[QuestionView, ...],
    opened: tuple[Open, ...],
) -> Decision:
    """The readings answer differently: what differs is unknown until somebody rules; each answer is told."""
    pack = plan.pack
    rulings = tuple(f"question:{o.id}" for o in opened if o.readings)
    truths: dict[tuple[str, str], set[Truth]] = {}
    for _, decision in answers:
        for f in decision.findings:
            truths.setdefault((f.kind, f.id), set()).add(f.truth)
    listed = {(f.kind, f.id): f for _, d in reversed(answers) for f in d.findings}
    findings = [
        f
        if len(truths[key]) == 1 and all(any((g.kind, g.id) == key for g in d.findings) for _, d in answers)
        else replace(f, truth=Truth.UNKNOWN, rulings=rulings, lacks=())
        for key, f in listed.items()
    ]
    for one in opened:
        if not one.readings:
            continue
        told = _told(pack, one.id, answers)
        base = waiting_finding(pack, f"question:{one.id}")
        findings.append(replace(base, say=f"{base.say}。{told}", rulings=(f"question:{one.id}",)))
    return replace(
        first,
        outcome=Outcome.NEEDS_RULING,
        findings=tuple(findings),
        questions=seen,
        effects=(),
        then=(),
        duties_opened=(),
        duties_closed=(),
        left_out=(),
    )


def _told(pack: Pack, question: str, answers: list[tuple[dict[str, str], Decision]]) -> str:
    """The answer under each reading of one question: `按“不分先后”：可以办理；按“先列入计划”：不能办理`."""
    by_reading: dict[str, set[str]] = {}
    for readings, decision in answers:
        by_reading.setdefault(readings[question], set()).add(OUTCOME_ZH[decision.outcome])
    return "；".join(
        f"按“{reading_zh(pack, question, r)}”：{'或'.join(sorted(words))}" for r, words in by_reading.items()
    )
