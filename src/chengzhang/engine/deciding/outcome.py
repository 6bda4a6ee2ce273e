"""From findings to one outcome: which word speaks when several findings do."""

from __future__ import annotations

from collections.abc import Iterable

from chengzhang.engine.decision import Finding, Outcome, Truth


def outcome_of(findings: Iterable[Finding], *, outside: bool, recorded: bool) -> Outcome:
    """The first that applies, in the order of `Outcome`; advice never blocks."""
    if outside:
        return Outcome.OUT_OF_SCOPE
    spoken = {word for finding in findings if (word := _word(finding)) is not None}
    for outcome in _ORDER:
        if outcome in spoken:
            return outcome
    return Outcome.ALLOWED_WITH_RECORD if recorded else Outcome.ALLOWED


def open_but_for_form(outcome: Outcome, findings: Iterable[Finding]) -> bool:
    """Whether nothing stands against the act but what its own form and other parties will say."""
    if outcome.allows or outcome in (Outcome.WAITS_FOR_PARTS, Outcome.OUT_OF_SCOPE):
        return outcome is not Outcome.OUT_OF_SCOPE
    return all(
        f.awaits_form or (f.kind == "part" and f.truth is Truth.UNKNOWN) for f in findings if _word(f) is not None
    )


_ORDER = (
    Outcome.BLOCKED,
    Outcome.NEEDS_RULING,
    Outcome.BLOCKED_IN_PRINCIPLE,
    Outcome.NEEDS_FACTS,
    Outcome.WAITS_FOR_PARTS,
)


def _word(finding: Finding) -> Outcome | None:
    """What one finding alone would make of the act; None if it doesn't stand against it."""
    truth = finding.truth
    if truth is Truth.MET or truth is Truth.NOT_APPLICABLE or finding.level == "advise" or finding.lifted:
        return None
    if truth is Truth.UNMET:
        return Outcome.BLOCKED if finding.level == "must" else Outcome.BLOCKED_IN_PRINCIPLE
    if finding.rulings:
        return Outcome.NEEDS_RULING
    return Outcome.WAITS_FOR_PARTS if finding.kind == "part" else Outcome.NEEDS_FACTS


OUTCOME_ZH = {
    Outcome.OUT_OF_SCOPE: "不适用",
    Outcome.BLOCKED: "不能办理",
    Outcome.NEEDS_RULING: "待定口径",
    Outcome.BLOCKED_IN_PRINCIPLE: "原则上不能办理",
    Outcome.NEEDS_FACTS: "情况不清楚，暂不能办理",
    Outcome.WAITS_FOR_PARTS: "待其他方办理",
    Outcome.ALLOWED_WITH_RECORD: "可以办理，须留存记录",
    Outcome.ALLOWED: "可以办理",
}
