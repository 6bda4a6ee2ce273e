"""Reading rule text: every construct, and complaints that name the column, the fault and the remedy."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from chengzhang.engine.rules.ast import (
    All,
    Among,
    Call,
    Compare,
    DayOfPeriod,
    Derivation,
    DutyIs,
    Each,
    Holds,
    Literal,
    Mark,
    Name,
    NoneOf,
    OfPeriod,
    Parity,
    PeriodEnd,
    Presence,
    Shifted,
    StateIs,
    Undated,
    WithAct,
    Within,
)
from chengzhang.engine.rules.ast import Any as AnyOf
from chengzhang.engine.rules.errors import RuleError
from chengzhang.engine.rules.parse import parse_derivation, parse_due, parse_moment, parse_test, parse_tree
from chengzhang.engine.values import Money, MonthDay, Months, Window, WorkingDays

TWO_YEARS = Literal("period", Months(24), "2 years")


def lit(kind: str, value: object, text: str) -> Literal:
    return Literal(kind, value, text)


@pytest.mark.parametrize(
    ("text", "left", "op", "right"),
    [
        ("total >= 500万元", Name("total"), ">=", lit("money", Money.parse("500万元"), "500万元")),
        ("gap < -0.01元", Name("gap"), "<", lit("money", Money(-1), "-0.01元")),
        ("part <= 10%", Name("part"), "<=", lit("ratio", Fraction(1, 10), "10%")),
        ("part > 2/3", Name("part"), ">", lit("ratio", Fraction(2, 3), "2/3")),
        ("flags == 0", Name("flags"), "==", lit("count", 0, "0")),
        ("a.held_on > 2021-08-06", Name("a.held_on"), ">", lit("date", date(2021, 8, 6), "2021-08-06")),
        ("filing_day == 01-31", Name("filing_day"), "==", lit("month_day", MonthDay(1, 31), "01-31")),
        ("least == 1 month", Name("least"), "==", lit("period", Months(1), "1 month")),
        ("urgent == yes", Name("urgent"), "==", lit("yes_no", True, "yes")),
        ("urgent is no", Name("urgent"), "==", lit("yes_no", False, "no")),
        ("urgent is not no", Name("urgent"), "==", lit("yes_no", True, "yes")),
        ("berth.vessel.owner == unit.owner", Name("berth.vessel.owner"), "==", Name("unit.owner")),
        ("berth.class == large", Name("berth.class"), "==", Name("large")),
        ("500万元 <= total", lit("money", Money.parse("500万元"), "500万元"), "<=", Name("total")),
        (
            "act_day >= trial.started_on + least", Name("act_day"), ">=",
            Shifted(Name("trial.started_on"), 1, Name("least")),
        ),
        (
            "act_day <= session_day - 6 working_days", Name("act_day"), "<=",
            Shifted(Name("session_day"), -1, lit("period", WorkingDays(6), "6 working_days")),
        ),
    ],
)
def test_comparisons(text: str, left: object, op: str, right: object) -> None:
    test = parse_test(text)
    assert isinstance(test, Compare)
    assert (test.left, test.op, test.right) == (left, op, right)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unit.type in party|other", Among(Name("unit.type"), ("party", "other"), False, "unit.type in party|other")),
        ("unit.type not_in party", Among(Name("unit.type"), ("party",), True, "unit.type not_in party")),
        ("services has test", Holds(Name("services"), "test", False, "services has test")),
        ("papers lacks design", Holds(Name("papers"), "design", True, "papers lacks design")),
        ("tide_survey has readings", Holds(Name("tide_survey"), "readings", False, "tide_survey has readings")),
        ("act_day within window", Within(Name("act_day"), Name("window"), "act_day within window")),
        ("trial is running|finished", StateIs("trial", ("running", "finished"), False, "trial is running|finished")),
        ("trial is not new", StateIs("trial", ("new",), True, "trial is not new")),
        ("boat.launch is done", StateIs("boat.launch", ("done",), False, "boat.launch is done")),
        ("duty.rectify is overdue", DutyIs("rectify", "overdue", False, "duty.rectify is overdue")),
        ("duty.rectify is not open", DutyIs("rectify", "open", True, "duty.rectify is not open")),
        ("change.reason is present", Presence(Name("change.reason"), True, "change.reason is present")),
        ("change.reason is not present", Presence(Name("change.reason"), False, "change.reason is not present")),
        ("members is odd", Parity(Name("members"), True, "members is odd")),
        ("members is not odd", Parity(Name("members"), False, "members is not odd")),
    ],
)
def test_other_tests(text: str, expected: object) -> None:
    assert parse_test(text) == expected


def test_a_window_may_stand_in_the_line() -> None:
    test = parse_test("act_day within 11-01..02-28")
    assert isinstance(test, Within)
    assert test.window == lit("window", Window(MonthDay(11, 1), MonthDay(2, 28)), "11-01..02-28")


def test_every_some_no() -> None:
    every = parse_test("every buoy: inspected")
    assert isinstance(every, Each)
    assert (every.quantifier, every.subject) == ("every", "buoy")
    assert every.test == Compare(Name("inspected"), "==", lit("yes_no", True, "yes"), "inspected")
    none = parse_test("no crew: crew is unfit")
    assert isinstance(none, Each)
    assert none.test == StateIs("crew", ("unfit",), False, "crew is unfit")
    assert none.source == "no crew: crew is unfit"


def test_trees() -> None:
    tree = parse_tree({"any": ["a == yes", {"all": ["b == yes", {"none": ["c is present"]}]}]})
    assert isinstance(tree, AnyOf)
    assert isinstance(tree.items[1], All)
    assert isinstance(tree.items[1].items[1], NoneOf)


def test_a_mark_goes_down_to_every_line_and_a_nearer_one_wins() -> None:
    class Text(str):
        mark = Mark("rules/a.yaml", 7)

    tree = parse_tree({"all": ["a == yes", Text("b == yes")]}, Mark("rules/a.yaml", 3))
    assert isinstance(tree, All)
    assert [item.mark for item in tree.items if isinstance(item, Compare)] == [
        Mark("rules/a.yaml", 3), Mark("rules/a.yaml", 7),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum(payment.amount)", Derivation("sum", (Name("payment.amount"),))),
        ("count(unit_flag)", Derivation("count", (Name("unit_flag"),))),
        ("nth(3, visit.held_on)", Derivation("nth", (Name("visit.held_on"),), 3)),
        ("max(cargo.weight)", Derivation("max", (Name("cargo.weight"),))),
        ("first_of(a.b, c, d)", Derivation("first_of", (Name("a.b"), Name("c"), Name("d")))),
        ("share_of(votes_for, members)", Derivation("share_of", (Name("votes_for"), Name("members")))),
        ("year_of(x)", Derivation("year_of", (Name("x"),))),
        ("later(a, b)", Derivation("later", (Name("a"), Name("b")))),
        (
            "year_end(x) + 2 years",
            Derivation("date", (), None, Shifted(Call("year_end", (Name("x"),)), 1, TWO_YEARS)),
        ),
        (
            "10-31 of season - 1",
            Derivation("date", (), moment=OfPeriod(lit("month_day", MonthDay(10, 31), "10-31"), "season", -1)),
        ),
    ],
)
def test_derivations(text: str, expected: Derivation) -> None:
    assert parse_derivation(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("undated", Undated()),
        ("with_act", WithAct()),
        ("period_end", PeriodEnd()),
        ("acceptance.rectify_by", Name("acceptance.rectify_by")),
        ("day 20 of period", DayOfPeriod(20, "period")),
        ("om_filing_day of next_period", OfPeriod(Name("om_filing_day"), "next_period")),
        ("01-31 of period", OfPeriod(lit("month_day", MonthDay(1, 31), "01-31"), "period")),
        ("year_end(plan_line.year)", Call("year_end", (Name("plan_line.year"),))),
        (
            "later(a, b) + 20 working_days",
            Shifted(Call("later", (Name("a"), Name("b"))), 1, lit("period", WorkingDays(20), "20 working_days")),
        ),
    ],
)
def test_due_dates(text: str, expected: object) -> None:
    assert parse_due(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "code", "says"),
    [
        ("", 1, "rule.syntax", "空"),
        ("a >= 1 and b == 2", 8, "rule.one_test", "all"),
        ("a == yes or b == yes", 10, "rule.one_test", "any"),
        ("sum(a.b) > 3元", 4, "rule.brackets", "facts"),
        ("a > b * 2", 7, "rule.character", "facts"),
        ("a + 3元 > 5元", 5, "rule.arithmetic", "期间"),
        ("total >= 1.5", 10, "rule.unit", "万元"),
        ("total >= 五百万元", 10, "rule.character", "500万元"),
        ("total = 5元", 7, "rule.character", "=="),
        ("x == 2021-02-30", 6, "rule.literal", "28日"),
        ("x == 3/0", 6, "rule.literal", "零"),
        ("a like b", 3, "rule.relation", "has"),
        ("a ==", 5, "rule.syntax", "行尾"),
        ("a == b == c", 8, "rule.rest", "一行只写一条"),
        ("duty.x is late", 11, "rule.duty", "overdue"),
        ("a is present|new", 6, "rule.reserved", "两行"),
        ("every a: every b: c", 10, "rule.each", "facts"),
        ("unit.type in", 13, "rule.syntax", "词"),
        ("a, b", 2, "rule.rest", "一行只写一条"),
    ],
)
def test_complaints_about_a_line(text: str, column: int, code: str, says: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_test(text, Mark("rules/x.yaml", 4))
    wrong = caught.value
    assert (wrong.column, wrong.code) == (column, code)
    assert says in str(wrong)
    assert str(wrong).startswith(f"rules/x.yaml:4：第{column}列：")


@pytest.mark.parametrize(
    ("node", "says"),
    [
        ({"all": []}, "不空"),
        ({"either": ["a == yes"]}, "either"),
        ({"all": ["a == yes"], "any": ["b == yes"]}, "一个键"),
        (["a == yes"], "all: [...]"),
        ({"all": "a == yes"}, "列表"),
        (None, "NoneType"),
    ],
)
def test_complaints_about_a_tree(node: object, says: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_tree(node, Mark("rules/x.yaml", 9))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["500万元", "total(a)", "sum(a, b)", "nth(0, a.b)", "nth(a.b)", "first_of(a)", "share(a)", "sum()", "sum(a.b) + 1"],
)
def test_what_a_derived_fact_can_not_be(text: str) -> None:
    with pytest.raises(RuleError):
        parse_derivation(text)


@pytest.mark.parametrize("text", ["day 32 of period", "day 5 of season", "5元 of period", "plus(a, b)", "a +"])
def test_what_a_moment_can_not_be(text: str) -> None:
    with pytest.raises(RuleError):
        parse_moment(text)
