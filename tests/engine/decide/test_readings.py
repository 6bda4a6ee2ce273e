"""Open questions: a default is used and shown; without one the readings are compared before anybody is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chengzhang.engine.decide import decide
from chengzhang.engine.decision import Decision, Outcome, Truth
from chengzhang.engine.pack.model import Pack
from tests.engine.decide.asking import calendar, case, found, land, put

MOORING: dict[str, Any] = {
    "states": {"berth": "assigned", "permit": "granted"},
    "papers": ["tide_table"],
    "parts": "all",
}


def open_question(*ids: str) -> Pack:
    """test-land where these questions have no default."""
    questions = {id: replace(q, default=None) if id in ids else q for id, q in land().questions.items()}
    return replace(land(), questions=questions)


def moor(pack: Pack, **facts: Any) -> Decision:
    known = {"permit.granted_on": "2026-02-02", "pilot_on_board": "yes", "berth.fee": "10万元"} | facts
    file = case("2026-03-02", facts=known, **MOORING)
    return decide(pack, *put(file, "berth.moor"), calendar(), file.bench)


def test_a_default_is_used_and_shown() -> None:
    decision = moor(land())
    assert decision.outcome is Outcome.ALLOWED
    shown = next(q for q in decision.questions if q.id == "which_fee_rule")
    assert (shown.reading, shown.ruled, shown.who) == ("lenient", False, ("harbour_master", "treasurer"))


def test_where_the_readings_differ_each_answer_is_told_and_somebody_must_rule() -> None:
    decision = moor(open_question("which_fee_rule"))
    assert decision.outcome is Outcome.NEEDS_RULING
    question = next(f for f in decision.findings if f.kind == "question")
    assert question.who == ("harbour_master", "treasurer")
    assert "按“靠泊前缴清”：不能办理" in question.say and "按“离泊前缴清”：可以办理" in question.say
    assert found(decision, "fee_before_mooring").truth is Truth.UNKNOWN
    assert decision.effects == ()


def test_where_they_agree_the_answer_stands_and_the_question_is_noted() -> None:
    free = moor(open_question("which_fee_rule"), **{"berth.fee": "0元"})
    assert free.outcome is Outcome.ALLOWED
    assert next(f for f in free.findings if f.kind == "question").truth is Truth.MET
    assert free.effects


def test_a_refusal_on_other_grounds_outranks_the_question() -> None:
    decision = moor(open_question("which_fee_rule"), **{"permit.granted_on": "2025-02-02"})
    assert decision.outcome is Outcome.BLOCKED
    assert {f.id for f in decision.against} >= {"permit_first", "fee_before_mooring"}


def test_a_question_whose_readings_change_nothing_a_program_could_compare_stops_the_act() -> None:
    pack = open_question("what_is_a_refit")
    file = case("2026-03-02", answers={"amount": "1万元", "new_cost": "30万元"})
    subject, act = put(file, "refit.ask")
    assert decide(land(), subject, act, calendar()).outcome is Outcome.ALLOWED
    waiting = decide(pack, subject, act, calendar())
    assert waiting.outcome is Outcome.NEEDS_RULING
    assert next(f for f in waiting.findings if f.kind == "question").id == "what_is_a_refit"
    wrong_role = replace(act, roles=frozenset({"clerk"}))
    assert decide(pack, subject, wrong_role, calendar()).outcome is Outcome.BLOCKED


def test_several_open_questions_are_compared_together() -> None:
    decision = moor(open_question("which_fee_rule", "who_lifts_pilots"))
    assert decision.outcome is Outcome.NEEDS_RULING
