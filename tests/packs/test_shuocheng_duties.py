"""The duties of the district measure on their days: on time, late, extended; month ends; working days over holidays."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chengzhang.engine.clock import Calendar
from chengzhang.engine.clock.load import load_calendar
from chengzhang.engine.decision import DutyView
from chengzhang.engine.duties import duties
from chengzhang.engine.facts_file import read_case
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack

PACKS = Path(__file__).parents[2] / "packs"
BASE = {"unit.type": "district_dept", "secrecy": "plain", "superior_funded": "no", "joint_levels": "no"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACKS / "cn-shanxi-shuocheng" / "draft")


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(PACKS / "_calendars" / "cn")


def did(act: str, on: str, **answers: Any) -> dict[str, Any]:
    return {"act": act, "on": on, "answers": answers}


@pytest.fixture
def owed(pack: Pack, calendar: Calendar) -> Any:
    def ask(
        duty: str, on: str, *events: dict[str, Any], rulings: dict[str, str] | None = None, **facts: str
    ) -> list[DutyView]:
        day = date.fromisoformat(on)
        case = read_case(pack, {"facts": BASE | facts, "events": list(events), "rulings": rulings or {}}, day)
        return [view for view in duties(pack, case.top, day, calendar, case.bench) if view.id == duty]

    return ask


def signed(on: str, kind: str = "main") -> list[dict[str, Any]]:
    return [
        did("contract.draft", on, kind=kind, party="云图公司"),
        did("contract.sign", on, signed_on=on, amount="165万元"),
    ]


@pytest.mark.parametrize(
    ("on", "due"),
    [
        ("2026-03-02", "2026-03-09"),  # Monday to Monday: the day of signing is not counted
        ("2026-03-06", "2026-03-13"),  # over a weekend
        ("2026-09-24", "2026-10-09"),  # 28, 29, 30 September, 8, 9 October: two holidays between
        ("2026-09-28", "2026-10-10"),  # 29, 30 September, 8, 9 October and the make-up Saturday
        ("2026-02-12", "2026-02-26"),  # 13, make-up 14, then 24, 25, 26 after the Spring Festival
        ("2026-02-25", "2026-03-03"),  # 26, 27, make-up Saturday 28, 2, 3 March
    ],
)
def test_a_contract_is_filed_within_five_working_days(owed: Any, on: str, due: str) -> None:
    [view] = owed("file_contract", on, *signed(on))
    assert (view.status, view.due.on, view.to) == ("open", date.fromisoformat(due), ("authority",))
    filed = did("contract.file", due, contract_no="1", builder="云图公司", filed_on=due)
    [view] = owed("file_contract", "2026-11-20", *signed(on), filed)
    assert view.status == "done"


def test_a_contract_filed_a_day_later_is_done_late(owed: Any) -> None:
    [view] = owed("file_contract", "2026-03-09", *signed("2026-03-02"))
    assert view.status == "open"
    [view] = owed("file_contract", "2026-03-10", *signed("2026-03-02"))
    assert view.status == "late"
    filed = did("contract.file", "2026-03-10", contract_no="1", builder="云图公司", filed_on="2026-03-10")
    [view] = owed("file_contract", "2026-03-11", *signed("2026-03-02"), filed)
    assert view.status == "done_late"


def test_which_contracts_are_filed_is_a_reading(owed: Any) -> None:
    assert owed("file_contract", "2026-03-03", *signed("2026-03-02", "testing")) == []
    every = {"start_of_contract_clock": "all_from_next_day"}
    [view] = owed("file_contract", "2026-03-03", *signed("2026-03-02", "testing"), rulings=every)
    assert view.due.on == date(2026, 3, 9)
    assert owed("file_contract", "2026-03-03", *signed("2026-03-02", "supervision"), rulings=every) == []


def test_the_supervisor_is_filed_without_a_day(owed: Any) -> None:
    [view] = owed("file_supervisor", "2026-12-01", *signed("2026-03-02", "supervision"))
    assert (view.status, view.due.undated, view.remind_on) == ("open", True, date(2026, 3, 9))
    filed = did(
        "contract.file_supervisor", "2026-12-02", supervisor="正诚监理", mechanism="询价", filed_on="2026-12-02"
    )
    [view] = owed("file_supervisor", "2026-12-03", *signed("2026-03-02", "supervision"), filed)
    assert view.status == "done"


def completed(on: str) -> dict[str, Any]:
    return did("construction.complete", on, completed_on=on, differs_from_baseline="no", crypto_built="yes")


def held(on: str, result: str = "passed") -> dict[str, Any]:
    return did("acceptance.hold", on, held_on=on, result=result, opinion="见报告")


@pytest.mark.parametrize(
    ("on", "due"),
    [
        ("2026-03-31", "2026-09-30"),  # September has no 31st
        ("2025-08-31", "2026-02-28"),  # February has no 31st; the 28th is a make-up Saturday, a working day
        ("2025-08-15", "2026-02-24"),  # 15 February lies in the Spring Festival
        ("2026-04-04", "2026-10-08"),  # 4 October lies in the National Day holiday
        ("2026-01-15", "2026-07-15"),
    ],
)
def test_acceptance_is_due_within_half_a_year_of_completion(owed: Any, on: str, due: str) -> None:
    day = date.fromisoformat(due)
    [view] = owed("accept_within_half_a_year", due, completed(on))
    assert (view.status, view.due.on) == ("open", day)
    [view] = owed("accept_within_half_a_year", "2026-12-31", completed(on), held(due))
    assert view.status == "done"
    [view] = owed("accept_within_half_a_year", date.fromordinal(day.toordinal() + 1).isoformat(), completed(on))
    assert (view.status, view.late_may) == ("late", ("rectification.order",))


def test_an_extension_granted_moves_the_day_and_a_refused_one_does_not(owed: Any) -> None:
    asked = did("extension.ask", "2026-09-20", wanted="2026-12-31", why="对接推迟")
    granted = did("extension.grant", "2026-09-25", new_due_on="2026-12-31")
    [view] = owed("accept_within_half_a_year", "2026-10-08", completed("2026-03-31"), asked, granted)
    assert (view.status, view.due.on) == ("open", date(2026, 12, 31))
    refused = did("extension.refuse", "2026-09-25")
    [view] = owed("accept_within_half_a_year", "2026-10-08", completed("2026-03-31"), asked, refused)
    assert (view.status, view.due.on) == ("late", date(2026, 9, 30))


@pytest.mark.parametrize(
    ("on", "due"),
    [
        ("2026-03-02", "2026-04-14"),  # the Qingming holiday of 4 to 6 April lies between
        ("2026-01-15", "2026-03-04"),  # Spring Festival 15 to 23 February, make-up 14 and 28 February
        ("2026-09-10", "2026-10-28"),  # make-up 20 September and 10 October, two holidays
    ],
)
def test_the_report_is_filed_within_thirty_working_days_of_acceptance(owed: Any, on: str, due: str) -> None:
    [view] = owed("file_acceptance_report", due, held(on))
    assert (view.status, view.due.on) == ("open", date.fromisoformat(due))
    late = date.fromordinal(date.fromisoformat(due).toordinal() + 1).isoformat()
    [view] = owed("file_acceptance_report", late, held(on))
    assert view.status == "late"
    [view] = owed("file_acceptance_report", "2026-11-20", held(on), did("acceptance.file", due, filed_on=due))
    assert view.status == "done"
    [view] = owed("file_acceptance_report", "2026-11-20", held(on), did("acceptance.file", late, filed_on=late))
    assert view.status == "done_late"


def test_a_failed_acceptance_has_nothing_to_file(owed: Any) -> None:
    assert owed("file_acceptance_report", "2026-06-01", held("2026-03-02", "failed")) == []


def test_comparison_comes_round_every_quarter_until_completion(owed: Any) -> None:
    began = did("construction.start", "2026-03-02", started_on="2026-03-02")
    compared = did("construction.compare", "2026-05-20", against_approval="相符", fund_use="合规", spent="10万元")
    views = owed("compare_with_approval", "2026-09-01", began, compared)
    assert [(v.status, v.due.on) for v in views] == [("done", date(2026, 6, 2)), ("open", date(2026, 9, 2))]
    monthly = owed("compare_with_approval", "2026-04-01", began, rulings={"regular_comparison": "monthly"})
    assert [v.due.on for v in monthly] == [date(2026, 4, 2)]
    views = owed("compare_with_approval", "2026-12-01", began, compared, completed("2026-07-15"))
    assert [v.status for v in views] == ["done"]


@pytest.mark.parametrize("duty", ["evaluate_oneself", "assess_crypto", "drill"])
def test_yearly_duties_run_from_the_start_of_operation(owed: Any, duty: str) -> None:
    started = did("operation.start", "2025-03-03", started_on="2025-03-03", crypto_running="yes")
    [view] = owed(duty, "2026-03-03", started)
    assert (view.status, view.due.on) == ("open", date(2026, 3, 3))
    assert owed(duty, "2026-03-04", started)[0].status == "late"
    assert [v.status for v in owed(duty, "2025-12-01", started, did("operation.retire", "2025-11-30"))] == []


def test_drills_twice_a_year_where_so_ruled(owed: Any) -> None:
    started = did("operation.start", "2025-03-03", started_on="2025-03-03")
    [view, *_] = owed("drill", "2025-09-01", started, rulings={"regular_drill": "half_yearly"})
    assert view.due.on == date(2025, 9, 3)


def test_systems_are_checked_and_units_assessed_once_a_year(owed: Any) -> None:
    [view] = owed("check_systems", "2026-07-01")
    assert (view.status, view.due.on, view.level) == ("open", date(2026, 12, 31), "advise")
    [view] = owed("check_systems", "2026-07-01", did("system_check.file", "2026-05-06", checked="无", complete="yes"))
    assert view.status == "done"
    [view] = owed("check_systems", "2026-03-02", rulings={"regular_system_check": "half_yearly"})
    assert view.due.on == date(2026, 6, 30)
    [view] = owed("assess_unit", "2026-07-01")
    assert (view.who, view.due.on) == ("authority", date(2026, 12, 31))


ORDER = did("rectification.order", "2026-03-02", ground="acceptance_delayed", rectify_by="2026-03-31", what="组织验收")


@pytest.mark.parametrize(
    ("on", "events", "status"),
    [
        ("2026-03-31", [], "open"),
        ("2026-04-01", [], "late"),
        ("2026-04-10", [did("rectification.report", "2026-03-31", done="已验收")], "done"),
        ("2026-04-10", [did("rectification.report", "2026-04-01", done="已验收")], "done_late"),
    ],
)
def test_rectification_is_due_on_the_day_ordered(owed: Any, on: str, events: list[dict[str, Any]], status: str) -> None:
    [view] = owed("rectify", on, ORDER, *events)
    assert (view.status, view.due.on) == (status, date(2026, 3, 31))


def test_a_request_for_information_is_answered_by_its_day(owed: Any) -> None:
    asked = did("information_request.ask", "2026-03-02", what="合同", due_on="2026-03-10")
    assert owed("answer_request", "2026-03-10", asked)[0].status == "open"
    assert owed("answer_request", "2026-03-11", asked)[0].status == "late"
    answered = did("information_request.answer", "2026-03-09", answer="见附件")
    assert owed("answer_request", "2026-03-11", asked, answered)[0].status == "done"
    dropped = did("information_request.withdraw", "2026-03-09")
    assert [v.status for v in owed("answer_request", "2026-03-11", asked, dropped)] == ["dropped"]


def test_what_the_text_gives_no_time_for_is_reminded_never_late(owed: Any) -> None:
    declared = did("superior_record.declare", "2026-09-07", declared_on="2026-09-07")
    [view] = owed("report_superior_project", "2027-09-07", declared, superior_funded="yes")
    assert (view.status, view.due.undated, view.remind_on) == ("open", True, date(2026, 10, 8))
    happened = did("incident.open", "2026-03-06", happened_on="2026-03-06", what="网页被改")
    [view] = owed("report_incident", "2026-06-01", happened)
    assert (view.status, view.due.undated, view.remind_on) == ("open", True, date(2026, 3, 9))
    granted = did("approval.grant", "2026-03-02", granted_on="2026-03-02", total="180万元")
    assert owed("set_project_rules", "2027-03-02", granted)[0].status == "open"
    assert owed("provide_district_share", "2027-03-02", granted) == []
    assert owed("provide_district_share", "2027-03-02", granted, joint_levels="yes")[0].who == "finance"
    [view] = owed("enter_catalogue", "2027-03-02", completed("2026-03-02"))
    assert (view.status, view.due.undated) == ("open", True)
