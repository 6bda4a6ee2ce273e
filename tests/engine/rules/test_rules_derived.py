"""Derived facts and tables: each function with values, with what is absent, and with what is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from chengzhang.engine.case import Bench, Ruling, Subject
from chengzhang.engine.decision import Truth
from chengzhang.engine.rules.cited import article_zh, citations
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.run import value_of
from chengzhang.engine.rules.tables import evaluate
from chengzhang.engine.rules.truth import ABSENT, Unknown
from chengzhang.engine.values import Money, Months
from tests.engine.rules.build import CALENDAR, DAY, PACK, TABLES, case, judge, make_pack


def lacks(*facts: str) -> Unknown:
    return Unknown(frozenset(facts))


def yuan(n: int) -> Money:
    return Money(n * 100)


def value(subject: Subject, name: str, **context: Any) -> Any:
    return value_of(Context(PACK, subject, DAY, calendar=CALENDAR, **context), name)


def test_first_of_takes_the_first_present_one() -> None:
    found = case()
    here, review = found["project"], found["review"]
    assert value(here, "basis") == lacks("total")
    here.facts["total"] = yuan(5)
    assert value(here, "basis") == yuan(5), "the recorded one is absent, so the next is taken"
    review.facts["total"] = yuan(3)
    assert value(here, "basis") == yuan(3)
    del here.facts["total"]
    assert value(here, "basis") == yuan(3), "what comes after the first present one is not needed"


def test_sums_of_two() -> None:
    here = case()["project"]
    here.facts["total"] = yuan(5)
    assert value(here, "funds") == lacks("own_money")
    here.facts["own_money"] = yuan(8)
    assert (value(here, "funds"), value(here, "gap"), value(here, "apart")) == (yuan(13), yuan(-3), yuan(3))


def test_shares_are_fractions_and_there_is_none_of_nothing() -> None:
    here = case()["project"]
    here.facts.update(total=yuan(3), own_money=yuan(1))
    assert value(here, "own_share") == Fraction(1, 3)
    here.facts["total"] = yuan(0)
    assert value(here, "own_share") is ABSENT
    assert judge(here, "own_share <= 100%") is False


def test_a_sum_over_no_rows_is_nothing() -> None:
    here = case()["project"]
    assert value(here, "contracted") == yuan(0)
    assert value(here, "contracts") == 0
    assert value(here, "last_due") is ABSENT
    assert value(here, "largest") is ABSENT


def test_rows_are_filtered_and_counted() -> None:
    here = case()["project"]
    for n, (state, due_on) in enumerate([("signed", date(2026, 5, 1)), ("signed", date(2026, 3, 1)), ("new", None)]):
        contract = here.add(Subject("contract", f"c{n}", state, {"amount": yuan(n + 1)}))
        if due_on:
            contract.facts["due_on"] = due_on
    assert value(here, "contracted") == yuan(3)
    assert value(here, "contracts") == 3
    assert (value(here, "first_due"), value(here, "last_due")) == (date(2026, 3, 1), date(2026, 5, 1))
    assert value(here, "second_due") == date(2026, 5, 1)
    assert (value(here, "smallest"), value(here, "largest")) == (yuan(1), yuan(3))
    assert value(here.children["contract"][0], "contracted") == yuan(3), "seen from one of the rows"


def test_one_row_not_known_makes_the_whole_not_known() -> None:
    here = case()["project"]
    here.add(Subject("payment", "a", "paid", {"amount": yuan(100)}))
    assert value(here, "paid") == yuan(100)
    unknown = here.add(Subject("payment", "b", "requested"))
    assert value(here, "paid") == yuan(100), "the row is not among those that count"
    assert value(here, "big_paid") == lacks("payment.amount"), "whether the row counts is not known"
    unknown.state = "paid"
    assert value(here, "paid") == lacks("payment.amount")


def test_a_wider_reach() -> None:
    found = case()
    unit, other = found["unit"], found["office"].add(Subject("unit", "v"))
    sibling = unit.add(Subject("project", "q", facts={"total": yuan(7)}))
    sibling.add(Subject("approval", "", "granted"))
    other.add(Subject("project", "r", facts={"total": yuan(9)})).add(Subject("approval", "", "granted"))
    here = found["project"]
    here.facts["total"] = yuan(1)
    assert value(here, "siblings") == 1
    assert value(here, "office_total") == yuan(17)
    found["unit"].add(Subject("unit_flag", "f", "raised"))
    assert value(found["trial"], "flags") == 1


def test_single_things_below_many_are_rows_too() -> None:
    found = case()
    assert value(found["project"], "unaccepted") == 1
    found["project"].add(Subject("phase", "second"))
    assert value(found["project"], "unaccepted") == 2
    found["acceptance"].state = "passed"
    assert value(found["project"], "unaccepted") == 1


def test_rows_of_a_fact() -> None:
    here = case()["project"]
    assert value(here, "heaviest") == lacks("cargo")
    here.facts["cargo"] = ({"weight": 9, "kind": "unified"}, {"weight": 4, "kind": "own"}, {"weight": 6, "kind": "own"})
    assert value(here, "heaviest") == 6
    here.facts["cargo"] = ({"weight": 9}, {"weight": 4, "kind": "own"})
    assert value(here, "heaviest") == lacks("cargo.kind")
    here.facts["cargo"] = ()
    assert value(here, "heaviest") is ABSENT


def test_dates() -> None:
    found = case()
    trial, here, review = found["trial"], found["project"], found["review"]
    assert value(trial, "clock_from") is ABSENT
    trial.facts["started_on"] = date(2026, 3, 1)
    assert value(trial, "clock_from") == date(2026, 3, 1), "the later of those that have happened"
    trial.facts["stable_on"] = date(2026, 2, 1)
    assert (value(trial, "clock_from"), value(trial, "sooner")) == (date(2026, 3, 1), date(2026, 2, 1))
    review.facts["held_on"] = date(2026, 2, 3)
    assert value(here, "warranty_end") == date(2028, 12, 31)
    assert value(here, "held_year") == 2026
    assert value(here, "passed_in") is ABSENT
    found["approval"].facts["granted_on"] = date(2026, 2, 1)
    assert value(here, "passed_in") == 2
    assert value(here, "before_season") == lacks("season")
    here.facts["season"] = 2026
    assert value(here, "before_season") == date(2025, 10, 31)


@pytest.mark.parametrize(
    ("granted", "held", "days", "months"),
    [("2026-09-30", "2026-10-09", 1, 0), ("2026-01-31", "2026-02-28", 20, 1), ("2026-01-31", "2026-02-27", 20, 0),
     ("2026-01-15", "2026-07-15", 129, 6)],
)
def test_time_between(granted: str, held: str, days: int, months: int) -> None:
    found = case()
    found["approval"].facts["granted_on"] = date.fromisoformat(granted)
    found["review"].facts["held_on"] = date.fromisoformat(held)
    assert (value(found["project"], "worked"), value(found["project"], "months_taken")) == (days, months)
    found["review"].facts["held_on"] = date(2031, 1, 1)
    assert value(found["project"], "worked") == Unknown(rulings=frozenset({"calendar:cn"}))


def test_a_term_of_art() -> None:
    here = case()["project"]
    assert value(here, "via_table") == lacks("total")
    assert judge(here, "via_table == no") == lacks("total")
    here.facts["total"] = yuan(1)
    assert value(here, "via_table") is False
    assert judge(here, "via_table == no") is True


# ---------------------------------------------------------------- tables


def context(bench: Bench | None = None, **facts: Any) -> Context:
    here = case()["project"]
    here.facts.update(facts)
    return Context(PACK, here, DAY, calendar=CALENDAR, bench=bench or Bench())


@pytest.mark.parametrize(
    ("fen", "expected"), [(500_000_000, "own"), (499_999_999, "bundled"), (500_000_001, "own")],
)
def test_a_table_gives_the_word_of_its_row(fen: int, expected: str) -> None:
    view = evaluate(PACK, TABLES["route"], context(total=Money(fen)))
    assert (view.value, view.truth) == (expected, Truth.MET)
    assert view.value_zh == {"own": "单独立项", "bundled": "打捆立项"}[expected]
    assert [c.zh for c in view.cite] == ["第二条"]
    assert [line.truth for line in view.tests] == [Truth.MET]


def test_a_table_without_its_fact_is_not_known() -> None:
    view = evaluate(PACK, TABLES["route"], context())
    assert (view.value, view.truth, view.lacks) == (None, Truth.UNKNOWN, ("total",))
    assert len(view.tests) == 2


def test_a_row_may_give_several_values() -> None:
    ctx = context(members=10)
    view = evaluate(PACK, TABLES["tier"], ctx)
    assert view.value == {"class": "large", "visit": "1 month"}
    assert view.value_zh == "大型，1 month"
    assert (value_of(ctx, "tier.class"), value_of(ctx, "tier.visit")) == ("large", Months(1))


def test_a_row_may_ask_a_question() -> None:
    ctx = context(members=12)
    view = evaluate(PACK, TABLES["band"], ctx)
    assert (view.value, view.truth, view.question) == (None, Truth.UNKNOWN, "exactly_12")
    assert value_of(ctx, "band") == Unknown(rulings=frozenset({"question:exactly_12"}))
    ruled = context(Bench((Ruling("exactly_12", "milder", DAY),)), members=12)
    assert evaluate(PACK, TABLES["band"], ruled).value == "small"
    assert evaluate(PACK, TABLES["band"], context(members=13)).value == "large", "other facts are untouched"


@pytest.mark.parametrize("members", [3, 9])
def test_no_row_or_two_rows_wait_for_a_person(members: int) -> None:
    ctx = context(members=members)
    assert value_of(ctx, "broken") == Unknown(rulings=frozenset({"table:broken"}))
    assert evaluate(PACK, TABLES["broken"], ctx).truth is Truth.UNKNOWN


def test_a_table_may_rest_on_another() -> None:
    chained = replace(TABLES["band"], id="chained")
    pack = make_pack(tables={**TABLES, "chained": chained})
    here = case()["project"]
    here.facts["members"] = 20
    assert judge(here, "chained == large", "tier.class == large", pack=pack) is True


@pytest.mark.parametrize(
    ("clause", "zh"),
    [("9-5", "第九条"), ("10", "第十条"), ("16-3", "第十六条"), ("20-1", "第二十条"), ("101-1", "第一百零一条"),
     ("110", "第一百一十条"), ("A3-2", "附件3"), ("A-1", "附件"), ("2.3.3-4", "2.3.3")],
)
def test_clauses_as_they_are_printed(clause: str, zh: str) -> None:
    assert article_zh(clause) == zh
    [citation] = citations(PACK, (clause,))
    assert (citation.measure, citation.clause, citation.zh) == ("main", clause, zh)
