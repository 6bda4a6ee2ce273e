"""Every construct run: met, unmet, not known, and at the boundary."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chengzhang.engine.case import Bench, Ruling, Subject
from chengzhang.engine.clock import Calendar, Season, span_of
from chengzhang.engine.decision import Truth
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.gate import compile_gate
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.parse import parse_moment, parse_tree
from chengzhang.engine.rules.run import compile_tree, day_of, value_of
from chengzhang.engine.rules.truth import ABSENT, Unknown
from chengzhang.engine.values import Money, Window, parse_literal
from tests.engine.rules.build import CALENDAR, DAY, FACTS, PACK, case, judge, tree_of


def lacks(*facts: str) -> Unknown:
    return Unknown(frozenset(facts))


def rulings(*ids: str) -> Unknown:
    return Unknown(rulings=frozenset(ids))


def project(**facts: str) -> Subject:
    """A project whose facts are given as literals."""
    found = case()["project"]
    for name, text in facts.items():
        kind = FACTS[name][1]
        typed = kind if kind not in PACK.types else "word"
        found.facts[name] = parse_literal(typed, text)
    return found


@pytest.mark.parametrize(
    ("line", "facts", "expected"),
    [
        ("total >= 500万元", {"total": "500万元"}, True),
        ("total >= 500万元", {"total": "4999999.99元"}, False),
        ("total > 500万元", {"total": "500万元"}, False),
        ("total < 500万元", {"total": "4999999.99元"}, True),
        ("total <= 500万元", {"total": "5000000.01元"}, False),
        ("total >= own_from", {"total": "500万元"}, True),
        ("total != 1元", {}, lacks("total")),
        ("total == own_money", {"total": "1元"}, lacks("own_money")),
        ("total == own_money", {}, lacks("total", "own_money")),
        ("part > 10%", {"part": "10%"}, False),
        ("part >= 1/10", {"part": "10%"}, True),
        ("season == 2026", {"season": "2026"}, True),
        ("season == next_year", {"season": "2027"}, True),
        ("season < this_year", {"season": "2026"}, False),
        ("build_mode == own", {"build_mode": "own"}, True),
        ("build_mode != own", {"build_mode": "own"}, False),
        ("build_mode == own", {}, lacks("build_mode")),
        ("build_mode in own|unified", {"build_mode": "unified"}, True),
        ("build_mode not_in own", {"build_mode": "own"}, False),
        ("build_mode not_in own", {}, lacks("build_mode")),
        ("services has test", {"services": "test|supervision"}, True),
        ("services has test", {"services": ""}, False),
        ("services lacks test", {"services": ""}, True),
        ("services lacks test", {}, lacks("services")),
        ("urgent == no", {"urgent": "no"}, True),
        ("lead == helper", {"lead": "甲局", "helper": "甲局"}, True),
        ("lead != helper", {"lead": "甲局", "helper": "甲局"}, False),
        ("members is odd", {"members": "5"}, True),
        ("members is even", {"members": "5"}, False),
        ("members is even", {}, lacks("members")),
        ("wanted_on within review_window", {"wanted_on": "2026-07-01"}, True),
        ("wanted_on within review_window", {"wanted_on": "2026-08-31"}, True),
        ("wanted_on within review_window", {"wanted_on": "2026-09-01"}, False),
        ("wanted_on within 11-01..02-28", {"wanted_on": "2026-01-15"}, True),
        ("wanted_on within review_window", {}, lacks("wanted_on")),
        ("title is present", {"title": "某平台"}, True),
        ("title is present", {}, False),
        ("title is absent", {}, True),
        ("title is present", {"title": ""}, False),
        ("act_day >= wanted_on + 1 month", {"wanted_on": "2026-06-15"}, True),
        ("act_day >= wanted_on + 1 month", {"wanted_on": "2026-06-16"}, False),
        ("act_day >= wanted_on + 1 month", {}, lacks("wanted_on")),
        ("act_day <= wanted_on - 6 working_days", {"wanted_on": "2026-07-23"}, True),
        ("act_day <= wanted_on - 6 working_days", {"wanted_on": "2026-07-22"}, False),
    ],
)
def test_facts_of_the_project(line: str, facts: dict[str, str], expected: object) -> None:
    assert judge(project(**facts), line) == expected


def test_working_days_skip_the_holiday() -> None:
    subject = project(wanted_on="2026-09-30")
    assert judge(subject, "act_day >= wanted_on + 1 working_day", on=date(2026, 10, 8)) is False
    assert judge(subject, "act_day >= wanted_on + 1 working_day", on=date(2026, 10, 9)) is True


def test_a_day_beyond_the_calendar_is_settled_only_where_every_day_it_can_be_agrees() -> None:
    subject = project(wanted_on="2026-12-25")
    assert judge(subject, "act_day >= wanted_on + 10 working_days", on=date(2026, 12, 31)) is False
    late = judge(subject, "act_day >= wanted_on + 10 working_days", on=date(2027, 2, 1))
    assert late == rulings("calendar:cn")


# ---------------------------------------------------------------- recorded facts and states


@pytest.mark.parametrize("op", ["==", "!=", "<", "<=", ">", ">="])
def test_what_has_not_happened_meets_no_comparison(op: str) -> None:
    assert judge(project(), f"review.held_on {op} act_day") is False
    assert judge(project(), f"total {op} review.total") is False, "not even where the other side is not known"


def test_what_has_not_happened_is_absent_and_never_unknown() -> None:
    assert judge(project(), "review.held_on is absent") is True
    assert judge(project(), "review.conclusion in pass|fail") is False
    assert judge(project(), "review.conclusion not_in pass|fail") is False


def test_states() -> None:
    found = case()
    here = found["project"]
    assert judge(here, "review is new") is True
    assert judge(here, "review is passed") is False
    found["review"].state = "passed"
    assert judge(here, "review is passed|failed") is True
    assert judge(here, "review is not passed") is False
    assert judge(here, "project is active") is True


def test_what_was_never_begun_is_new() -> None:
    here = case()["project"]
    del here.children["review"]
    assert judge(here, "review is new") is True
    assert judge(here, "review is not passed") is True
    assert judge(here, "review.held_on is absent") is True
    assert judge(here, "review.total == 1元") is False


# ---------------------------------------------------------------- perspectives


def test_names_are_seen_from_the_subject_acted_on() -> None:
    found = case()
    found["project"].facts["total"] = Money.parse("1元")
    found["trial"].state = "running"
    found["unit"].facts["type"] = "own"
    trial = found["trial"]
    assert judge(trial, "total == 1元") is True
    assert judge(trial, "trial is running") is True
    assert judge(trial, "acceptance is new") is True, "a sibling below the same phase"
    assert judge(trial, "review is new") is True, "a single child of an ancestor"
    assert judge(trial, "unit.type == own") is True


def test_one_of_many_is_named_only_through_an_aggregate() -> None:
    with pytest.raises(Unresolved) as caught:
        judge(project(), "contract is signed")
    assert caught.value.code == "name.which"
    with pytest.raises(Unresolved):
        judge(project(), "acceptance is passed")  # single, but below the many phases
    with pytest.raises(Unresolved):
        judge(case()["unit"], "total > 1元")


def test_two_phases_are_kept_apart() -> None:
    found = case()
    other = found["project"].add(Subject("phase", "second"))
    trial = other.add(Subject("trial", "t2", "running"))
    assert judge(trial, "trial is running") is True
    assert judge(found["acceptance"], "trial is running") is False


def test_a_link_leads_to_another_subject() -> None:
    here = project()
    older = Subject("older", "o", facts={"retired_on": date(2026, 1, 1)})
    assert judge(here, "replaces.retired_on is present") is False
    here.links["replaces"] = older
    assert judge(here, "replaces.retired_on <= act_day") is True
    assert judge(here, "project.replaces.cost > 1元") == lacks("older.cost")


# ---------------------------------------------------------------- every, some, no


def with_contracts(*states: str) -> Subject:
    here = project()
    for n, state in enumerate(states):
        here.add(Subject("contract", f"c{n}", state, {"amount": Money((n + 1) * 100)}))
    return here


@pytest.mark.parametrize(
    ("line", "states", "expected"),
    [
        ("every contract: contract is signed", (), True),
        ("some contract: contract is signed", (), False),
        ("no contract: contract is signed", (), True),
        ("every contract: contract is signed", ("signed", "new"), False),
        ("some contract: contract is signed", ("signed", "new"), True),
        ("no contract: contract is signed", ("signed", "new"), False),
        ("every contract: amount >= 1元", ("signed", "new"), True),
        ("some contract: contract.amount > 2元", ("signed", "new"), False),
    ],
)
def test_quantifiers(line: str, states: tuple[str, ...], expected: bool) -> None:
    assert judge(with_contracts(*states), line) is expected


def test_quantifiers_over_what_is_not_known() -> None:
    here = project()
    here.add(Subject("payment", "a", "paid", {"amount": Money(100)}))
    here.add(Subject("payment", "b", "paid"))
    assert judge(here, "some payment: amount >= 1元") is True
    assert judge(here, "every payment: amount >= 1元") == lacks("payment.amount")
    assert judge(here, "every payment: amount > 1元") is False


def test_a_batch_asks_its_members() -> None:
    found = case()
    session = found["office"].add(Subject("session", "s"))
    session.members = [found["review"]]
    assert judge(session, "every review: review is passed") is False
    found["review"].state = "passed"
    assert judge(session, "every review: review is passed") is True
    assert judge(session, "reviews_passed == 1") is True


# ---------------------------------------------------------------- groups


def test_groups_are_kleene() -> None:
    here = project(total="1元")
    known_bad, known_good, open_one = "total > 1元", "total == 1元", "own_money > 1元"

    def tree(key: str, *lines: str) -> Any:
        return compile_tree(PACK, "project", parse_tree({key: list(lines)})).verdict(Context(PACK, here, DAY))

    assert tree("all", known_bad, open_one) is False
    assert tree("all", known_good, open_one) == lacks("own_money")
    assert tree("any", known_good, open_one) is True
    assert tree("any", known_bad, open_one) == lacks("own_money")
    assert tree("none", known_good, open_one) is False
    assert tree("none", known_bad, open_one) == lacks("own_money")
    assert tree("none", known_bad) is True


def test_lacks_are_never_more_than_needed() -> None:
    here = project(total="1元")
    compiled = compile_tree(PACK, "project", parse_tree({"all": [
        "own_money > 1元", {"any": ["total == 1元", "members > 3"]}, {"none": ["total > 1元"]},
    ]}))
    assert compiled.lacks(Context(PACK, here, DAY)) == ("own_money",)
    assert compiled.truth(Context(PACK, here, DAY)) is Truth.UNKNOWN


# ---------------------------------------------------------------- the act's own form, papers, duties


def test_the_acts_own_answers() -> None:
    trial = case()["trial"]
    trial.facts["started_on"] = date(2026, 1, 31)
    line = "form.finished_on >= trial.started_on + 1 month"
    assert judge(trial, line) == lacks("form.finished_on"), "a look ahead"
    assert judge(trial, line, answers={}) == lacks("form.finished_on")
    assert judge(trial, line, answers={"finished_on": date(2026, 2, 28)}) is True
    assert judge(trial, line, answers={"finished_on": date(2026, 2, 27)}) is False
    assert judge(trial, "form.note is present") == lacks("form.note"), "a look ahead can't tell"
    assert judge(trial, "form.note is present", answers={}) is False
    assert judge(trial, "form.volume == own", answers={"volume": "own"}) is True
    assert judge(trial, "form.volume == build_mode", answers={"volume": "own"}) == lacks("build_mode")


def test_rows_of_the_acts_own_form() -> None:
    trial = case()["trial"]
    assert judge(trial, "every form.logs: hours < 5") == lacks("form.logs")
    assert judge(trial, "every form.logs: hours < 5", answers={"logs": ({"hours": 3}, {"hours": 9})}) is False
    assert judge(trial, "every form.logs: hours < 5", answers={"logs": ({"hours": 3}, {})}) == lacks("form.logs.hours")


def test_facts_that_the_form_supplies_are_seen_as_known() -> None:
    here = project(total="1元")
    first = here.add(Subject("payment", "a", "paid", {"amount": Money(300)}))
    second = here.add(Subject("payment", "b", "new"))
    assert judge(second, "paid_after > 3元") == lacks("payment.amount")
    assert judge(second, "paid_after > 3元", declared={"payment.amount": Money(1)}) is True
    assert judge(second, "paid_after > 3元", declared={"payment.amount": Money(0)}) is False
    assert judge(second, "total > 1元", declared={"total": Money(200)}) is True
    assert first.facts == {"amount": Money(300)}
    assert here.facts == {"total": Money(100)}


def test_papers() -> None:
    here = project()
    assert judge(here, "papers has design") is False
    assert judge(here, "papers lacks design") is True
    assert judge(here, "papers has design", papers=frozenset({"design"})) is True
    here.papers["design"] = frozenset()
    assert judge(here, "papers has design") is True
    assert judge(case()["trial"], "papers has log") is False


def test_parts_of_a_paper_and_the_paper_that_may_stand_in_its_place() -> None:
    here = project()
    here.papers["survey"] = frozenset({"map"})
    assert judge(here, "survey has map") is True
    assert judge(here, "survey has signature") is False
    assert judge(here, "survey lacks signature") is True
    here.papers = {"chart": frozenset()}
    assert judge(here, "papers has survey") is True
    assert judge(here, "survey is present") is True


def test_duties_are_asked_of_the_caller() -> None:
    asked: list[tuple[str, str]] = []

    def status(duty: str, subject: Subject) -> frozenset[str]:
        asked.append((duty, subject.id))
        return frozenset({"open", "overdue"})

    here = project()
    assert judge(here, "duty.rectify is overdue", duty_status=status) is True
    assert judge(here, "duty.rectify is open", duty_status=status) is True
    assert judge(here, "duty.rectify is not done", duty_status=status) is True
    assert asked == [("rectify", "p")] * 3
    assert judge(here, "duty.file is overdue", duty_status=status) is True
    assert asked[-1] == ("file", "p"), "of many phases: their nearest common ancestor is asked"
    assert judge(here, "duty.rectify is overdue") == lacks("duty.rectify")


# ---------------------------------------------------------------- parameters and readings


def test_a_parameter_nobody_has_set_needs_a_ruling_and_not_a_fact() -> None:
    assert judge(project(), "cap > 3") == rulings("parameter:cap")
    assert judge(project(), "cap > 3", bench=Bench(parameters={"cap": 4})) is True
    assert judge(project(), "cap > 3", bench=Bench(parameters={"cap": 3})) is False
    compiled = compile_tree(PACK, "project", tree_of("cap > 3", "own_money > 1元"))
    ctx = Context(PACK, project(), DAY)
    assert (compiled.rulings(ctx), compiled.lacks(ctx)) == (("parameter:cap",), ("own_money",))


def test_a_reading_gives_a_parameter_from_its_day_on() -> None:
    here = project()
    early, late = Ruling("filing", "march", DAY), Ruling("filing", "january", date(2026, 9, 1))
    bench = Bench((early, late))
    assert judge(here, "filing_day == 01-31") is True, "the default"
    assert judge(here, "filing_day == 03-31", bench=bench) is True
    assert judge(here, "filing_day == 01-31", bench=bench, on=date(2026, 7, 14)) is True
    assert judge(here, "filing_day == 01-31", bench=bench, on=date(2026, 9, 1)) is True
    assert judge(here, "part >= ruled_rate") == Unknown(frozenset({"part"}), frozenset({"question:rate"}))


# ---------------------------------------------------------------- trace and the day from which


def test_a_trace_shows_every_line_with_what_it_saw() -> None:
    here = project(total="600万元", wanted_on="2026-07-01")
    lines = compile_tree(PACK, "project", tree_of(
        "total >= own_from", "review is passed", "own_money > 1元", "act_day >= wanted_on + 1 month",
    )).trace(Context(PACK, here, DAY, calendar=CALENDAR))
    assert [line.truth for line in lines] == [Truth.MET, Truth.UNMET, Truth.UNKNOWN, Truth.UNMET]
    assert lines[0].values == {"total": "600万元", "own_from": "500万元"}
    assert lines[1].values == {"review": "new"}
    assert (lines[2].values, lines[2].lacks) == ({"own_money": "unknown"}, ("own_money",))
    assert lines[3].opens_on == date(2026, 8, 1)
    assert all(line.source and line.zh for line in lines)


@pytest.mark.parametrize(
    ("line", "opens"),
    [
        ("act_day >= wanted_on + 1 month", date(2026, 8, 20)),
        ("act_day > wanted_on", date(2026, 7, 21)),
        ("wanted_on <= act_day", date(2026, 7, 20)),
        ("wanted_on + 1 day < act_day", date(2026, 7, 22)),
        ("act_day within 08-01..08-31", date(2026, 8, 1)),
        ("act_day within 01-01..03-31", date(2027, 1, 1)),
        ("act_day <= wanted_on - 30 days", None),
    ],
)
def test_the_first_day_on_which_a_minimum_time_is_over(line: str, opens: date | None) -> None:
    here = project(wanted_on="2026-07-20")
    compiled = compile_tree(PACK, "project", tree_of(line))
    assert compiled.trace(Context(PACK, here, DAY, calendar=CALENDAR))[0].opens_on == opens
    assert compiled.opens_on(Context(PACK, here, DAY, calendar=CALENDAR)) == opens
    if opens is not None:
        assert compiled.verdict(Context(PACK, here, opens, calendar=CALENDAR)) is True
        before = date.fromordinal(opens.toordinal() - 1)
        assert compiled.verdict(Context(PACK, here, before, calendar=CALENDAR)) is False


def test_no_day_is_promised_while_another_line_stands_against_it() -> None:
    here = project(wanted_on="2026-07-20", urgent="no")
    compiled = compile_tree(PACK, "project", tree_of("act_day >= wanted_on", "urgent == yes"))
    assert compiled.opens_on(Context(PACK, here, DAY)) is None


# ---------------------------------------------------------------- moments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wanted_on", date(2026, 5, 31)),
        ("wanted_on + 1 month", date(2026, 6, 30)),
        ("later(wanted_on, act_day)", DAY),
        ("earlier(wanted_on, review.held_on)", date(2026, 5, 31)),
        ("year_end(season) + 2 years", date(2027, 12, 31)),
        ("10-31 of season - 1", date(2024, 10, 31)),
        ("review_window of season", date(2025, 8, 31)),
        ("02-29 of season", date(2025, 2, 28)),
        ("review.held_on + 1 month", None),
        ("first_of(review.held_on, wanted_on)", date(2026, 5, 31)),
    ],
)
def test_moments(text: str, expected: date | None) -> None:
    here = project(wanted_on="2026-05-31", season="2025")
    assert day_of(Context(PACK, here, DAY, calendar=CALENDAR), parse_moment(text)) == expected


def test_a_moment_beyond_the_calendar_is_its_last_possible_day_or_waits() -> None:
    seasons = (Season("春节", Window.parse("01-20..02-20"), 5, Window.parse("01-10..02-28"), 2),)
    calendar = Calendar.of("cn", range(2026, 2027), [], seasons)
    here, moment = project(wanted_on="2026-12-25"), parse_moment("wanted_on + 30 working_days")
    sure = day_of(Context(PACK, here, DAY, calendar=calendar), moment)
    assert isinstance(sure, date)
    assert sure > date(2027, 2, 5), "by then it is over whatever the notice says"
    before = date.fromordinal(sure.toordinal() - 1)
    assert day_of(Context(PACK, here, before, calendar=calendar), moment) == rulings("calendar:cn")
    assert day_of(Context(PACK, here, sure, calendar=calendar), moment) == sure
    line = "act_day >= wanted_on + 30 working_days"
    assert judge(here, line, on=before, calendar=calendar) == rulings("calendar:cn")
    assert judge(here, line, on=sure, calendar=calendar) is True
    assert judge(here, line, calendar=calendar) is False


def test_moments_of_a_period() -> None:
    ctx = Context(PACK, project(), DAY, period=span_of(DAY, "month"))
    assert day_of(ctx, parse_moment("day 20 of period")) == date(2026, 7, 20)
    assert day_of(ctx, parse_moment("day 31 of next_period")) == date(2026, 8, 31)
    assert day_of(ctx, parse_moment("period_end")) == date(2026, 7, 31)
    yearly = Context(PACK, project(), DAY, period=span_of(DAY, "year"))
    assert day_of(yearly, parse_moment("filing_day of next_period")) == date(2027, 1, 31)
    assert day_of(yearly, parse_moment("review_window of period")) == date(2026, 8, 31)
    with pytest.raises(ValueError, match="没有期"):
        day_of(Context(PACK, project(), DAY), parse_moment("period_end"))


# ---------------------------------------------------------------- the quick path and the cache


def test_the_quick_path_answers_plain_facts_without_the_closures() -> None:
    here = project(total="500万元", build_mode="own", members="9", services="test")
    trees = [tree_of(line) for line in ("total >= 500万元", "build_mode == own", "members < 9", "services has test",
                                        "review is new", "review.total != 1元", "total >= own_from")]
    gate = compile_gate(PACK, "project", trees)
    assert gate(here, Context(PACK, here, DAY)) == (True, True, False, True, True, False, True)
    del here.facts["members"]
    assert gate(here, Context(PACK, here, DAY))[2] == lacks("members")
    assert compile_gate(PACK, "project", trees) is gate


def test_a_tree_is_compiled_once() -> None:
    tree = tree_of("total > 1元")
    assert compile_tree(PACK, "project", tree) is compile_tree(PACK, "project", tree)


def test_values_by_name() -> None:
    ctx = Context(PACK, project(total="500万元"), DAY)
    assert value_of(ctx, "total") == Money.parse("500万元")
    assert value_of(ctx, "route") == "own"
    assert value_of(ctx, "review.held_on") is ABSENT
    assert value_of(ctx, "own_money") == lacks("own_money")


def test_what_a_tree_rests_on_reaches_through_facts_and_tables() -> None:
    touches = compile_tree(PACK, "project", tree_of(
        "via_table == yes", "paid >= 1元", "filing_day == 01-31", "band == large", "duty.rectify is done",
        "papers has design",
    )).touches
    assert touches.facts == {"total", "payment.amount", "members"}
    assert touches.states == {"payment"}
    assert touches.parameters == {"own_from", "filing_day"}
    assert touches.questions == {"filing", "exactly_12"}
    assert touches.tables == {"route", "band"}
    assert (touches.duties, touches.papers) == ({"rectify"}, {"design"})
