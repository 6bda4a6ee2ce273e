"""The application for initiation with annex 3 filled in whole: what each answer decides, the line, quota and call."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chengzhang.engine.case import Act, Bench, Ruling, Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.clock.load import load_calendar
from chengzhang.engine.decide import decide
from chengzhang.engine.decision import Decision, Outcome
from chengzhang.engine.facts_file import read_case
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.values import Year
from tests.packs.jilin_life import OFFICE, application

PACKS = Path(__file__).parents[2] / "packs"
ON = date(2026, 6, 1)
PLAIN = {
    "unit.type": "provincial_dept",
    "secrecy": "plain",
    "title": "林火监测",
    "build_mode": "own",
    "crosses_units": "no",
    "crosses_levels": "no",
}
ALL = {"topology", "feasibility_study", "feasibility_outline"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACKS / "cn-jilin" / "draft")


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(PACKS / "_calendars" / "cn")


@pytest.fixture
def applied(pack: Pack, calendar: Calendar) -> Any:
    """The answer to an application by the initiating unit; `others`: states of the unit's other applications."""

    def ask(
        provincial: str = "200万元",
        *,
        papers: set[str] = ALL,
        facts: dict[str, str] | None = None,
        office: dict[str, str] | None = None,
        readings: dict[str, str] | None = None,
        others: tuple[tuple[str, int], ...] = (),
        lifted: dict[str, str] | None = None,
        **answers: Any,
    ) -> Decision:
        said = {"facts": PLAIN | (facts or {}), "parameters": OFFICE if office is None else office}
        states = {"project": "active", "plan_line": "approved", "declaration": "admitted"}
        total = answers.pop("total", provincial)
        whole = application(pack, total, provincial, **{"declared_on": "2026-06-01"} | answers)
        case = read_case(pack, said | {"states": states, "answers": whole}, ON)
        unit = case.project.parent
        assert unit is not None
        for number, (state, year) in enumerate(others):
            other = unit.add(Subject("project", f"other-{number}"))
            other.add(Subject("approval", "", state, {"round_year": Year(year)}))
        rulings = tuple(Ruling(question, reading, ON) for question, reading in (readings or {}).items())
        subject = case.project.children["approval"][0] if "approval" in case.project.children else None
        subject = subject or case.project.add(Subject("approval"))
        act = Act(
            "approval.apply", ON, frozenset({"initiator"}), "甲", answers=case.answers, papers=frozenset(papers),
            lifted=lifted or {},
        )  # fmt: skip
        return decide(pack, subject, act, calendar, Bench(rulings, case.bench.parameters))

    return ask


def against(decision: Decision) -> set[str]:
    return {finding.id for finding in decision.against}


def test_up_to_the_line_the_form_alone_is_enough(applied: Any) -> None:
    assert applied("200万元", papers={"topology"}).outcome is Outcome.ALLOWED


@pytest.mark.parametrize("provincial", ["2000000.01元", "200.01万元", "1000万元"])
def test_above_the_line_the_study_comes_with_it(applied: Any, provincial: str) -> None:
    decision = applied(provincial, papers={"topology"})
    assert against(decision) == {"initiation_papers"}
    [finding] = decision.against
    assert set(finding.missing_papers) == {"feasibility_study", "feasibility_outline"}
    assert applied(provincial).outcome is Outcome.ALLOWED


def test_the_line_is_drawn_on_provincial_funds_without_civil_works(applied: Any) -> None:
    lines = {
        "cost_lines": [{"item": "软件", "sum": "500万元"}],
        "total_investment": "500万元",
        "other_funds": "240万元",
    }
    civil = {"civil_works_cost": "60万元", "civil_works_split": "yes"}
    assert applied("260万元", papers={"topology"}, **lines, **civil).outcome is Outcome.ALLOWED
    assert "initiation_papers" in against(applied("260.01万元", papers={"topology"}, **lines, **civil))


@pytest.mark.parametrize(
    ("answers", "stands"),
    [
        ({"sealed": "no"}, "application_sealed"),
        ({"leader_is_head": "no"}, "head_leads"),
        ({"within_functions": "no"}, "head_leads"),
        ({"crypto_planned": "no"}, "crypto_planned_along"),
        ({"testing_included": "no"}, "testing_in_total"),
        ({"testing_cost": "200.01万元"}, "testing_in_total"),
        ({"civil_works_cost": "50万元", "civil_works_split": "no"}, "split_civil_works"),
        ({"civil_works_cost": "200万元", "civil_works_split": "yes"}, "split_civil_works"),
        ({"project_no": ""}, "numbered"),
    ],
)
def test_an_answer_that_does_not_satisfy_stands_against_it(applied: Any, answers: dict[str, str], stands: str) -> None:
    assert stands in against(applied("200万元", **answers))


@pytest.mark.parametrize(
    "answers",
    [
        {"testing_cost": "200万元"},
        {"civil_works_cost": "199.99万元", "civil_works_split": "yes"},
        {"s2": "长" * 20000},  # 篇幅可自行增减
    ],
)
def test_an_answer_at_the_limit_satisfies(applied: Any, answers: dict[str, str]) -> None:
    assert applied("200万元", **answers).outcome is Outcome.ALLOWED


@pytest.mark.parametrize(
    "field", ["leader", "contact", "phone", "email", "declared_on", "unit", "s4", "s5_5_2", "s8_level"]
)
def test_every_item_of_the_form_is_asked(applied: Any, field: str) -> None:
    decision = applied("200万元", **{field: ""})
    assert decision.outcome is Outcome.BLOCKED
    assert field in against(decision)


def test_the_total_is_the_sum_of_its_lines(applied: Any) -> None:
    assert "total_investment" in against(applied("200万元", cost_lines=[{"item": "软件", "sum": "199万元"}]))


def test_a_topology_is_drawn(applied: Any) -> None:
    assert against(applied("200万元", papers=set())) == {"topology_drawn"}


def test_a_joint_project_is_filed_by_its_lead(applied: Any) -> None:
    joint = {"crosses_units": "yes", "lead_unit": "吉林省水利厅"}
    assert applied("200万元", facts=joint, filed_by_lead="yes").outcome is Outcome.ALLOWED
    assert against(applied("200万元", facts=joint, filed_by_lead="no")) == {"lead_files"}


def test_the_share_of_cities_is_no_provincial_money(applied: Any) -> None:
    shared = {"crosses_levels": "yes", "lead_unit": "吉林省水利厅"}
    rows = [{"level": "市县", "scope": "前端", "build": "80万元"}]
    money = {"total": "300万元", "other_funds": "80万元", "level_shares": rows}
    assert applied("200万元", facts=shared, local_share="80万元", **money).outcome is Outcome.ALLOWED
    assert against(applied("200万元", facts=shared, local_share="80.01万元", **money)) == {"local_share_apart"}


def test_the_quota_counts_the_unit_in_this_round(applied: Any) -> None:
    pending = ("pending", 2026)
    assert applied("200万元", others=(pending, ("granted", 2026))).outcome is Outcome.ALLOWED
    assert against(applied("200万元", others=(pending, pending, ("granted", 2026)))) == {"within_quota"}
    assert (
        applied("200万元", others=(pending, pending, ("refused", 2026), ("returned", 2026))).outcome is Outcome.ALLOWED
    )
    assert applied("200万元", others=(pending, pending, ("granted", 2025))).outcome is Outcome.ALLOWED


def test_one_table_a_unit_is_a_hint_unless_ruled_otherwise(applied: Any) -> None:
    one = (("pending", 2026),)
    strict = {"one_table_a_unit": "one_project"}
    hinted = applied("200万元", others=one)
    assert hinted.outcome is Outcome.ALLOWED
    assert "one_form_a_unit" in {f.id for f in hinted.findings if f.truth.value == "unmet"}
    assert applied("200万元", others=one, readings=strict).outcome is Outcome.BLOCKED_IN_PRINCIPLE
    lifted = applied("200万元", others=one, readings=strict, lifted={"one_form_strictly": "两个处室各一项"})
    assert lifted.outcome is Outcome.ALLOWED_WITH_RECORD
    assert applied("200万元", readings=strict).outcome is Outcome.ALLOWED


def test_until_the_office_opens_its_call_nobody_can_apply(applied: Any) -> None:
    decision = applied("200万元", office={})
    assert decision.outcome is Outcome.NEEDS_RULING
    assert {"within_call", "within_quota"} <= against(decision)


def test_all_three_papers_where_that_is_ruled(applied: Any) -> None:
    every = {"which_papers": "all_three"}
    assert applied("200万元", papers={"topology"}, readings=every).outcome is Outcome.ALLOWED
    assert applied("300万元", readings=every).outcome is Outcome.BLOCKED_IN_PRINCIPLE
    whole = ALL | {"preliminary_design", "cost_estimate"}
    assert applied("300万元", papers=whole, readings=every).outcome is Outcome.ALLOWED


def test_more_than_the_total_cannot_be_provincial(applied: Any) -> None:
    decision = applied("200万元", total="190万元")
    assert decision.outcome is Outcome.BLOCKED
    assert any("不大于项目总投资" in finding.say for finding in decision.against)
