"""The duties of the measure on their days: on time, late, extended; month ends; working days over long holidays."""

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
BASE = {"unit.type": "party", "secrecy": "plain", "local_budget_funds": "300万元", "total_estimate": "480万元"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACKS / "cn-anhui-luan" / "2021-08-06")


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(PACKS / "_calendars" / "cn")


def did(act: str, on: str, **answers: Any) -> dict[str, Any]:
    return {"act": act, "on": on, "answers": answers}


def signed(due: str, kind: str = "main", on: str = "2026-01-12") -> list[dict[str, Any]]:
    return [
        did("contract.draft", on, kind=kind, party="云图公司"),
        did("contract.sign", on, signed_on=on, amount="100万元", acceptance_due_on=due),
    ]


def held(on: str, result: str = "passed", **more: str) -> dict[str, Any]:
    return did("acceptance.hold", on, held_on=on, witness="蒋红梅", result=result, opinion="见报告", **more)


@pytest.fixture
def owed(pack: Pack, calendar: Calendar) -> Any:
    def ask(duty: str, on: str, *events: dict[str, Any], rulings: dict[str, str] | None = None) -> list[DutyView]:
        day = date.fromisoformat(on)
        case = read_case(pack, {"facts": BASE, "events": list(events), "rulings": rulings or {}}, day)
        return [view for view in duties(pack, case.top, day, calendar, case.bench) if view.id == duty]

    return ask


def test_acceptance_on_the_agreed_day_is_in_time(owed: Any) -> None:
    [view] = owed("accept_in_time", "2026-06-30", *signed("2026-06-30"))
    assert (view.status, view.due.on) == ("open", date(2026, 6, 30))
    [view] = owed("accept_in_time", "2026-07-10", *signed("2026-06-30"), held("2026-06-30"))
    assert view.status == "done"


def test_a_day_later_it_is_late_and_done_late(owed: Any) -> None:
    [view] = owed("accept_in_time", "2026-07-01", *signed("2026-06-30"))
    assert view.status == "late"
    [view] = owed("accept_in_time", "2026-07-10", *signed("2026-06-30"), held("2026-07-01"))
    assert view.status == "done_late"


def test_an_extension_granted_moves_the_day_and_a_refused_one_does_not(owed: Any) -> None:
    asked = did("extension.ask", "2026-06-20", wanted="2026-08-31", why="对接推迟")
    granted = did("extension.grant", "2026-06-25", new_due_on="2026-08-31")
    [view] = owed("accept_in_time", "2026-07-01", *signed("2026-06-30"), asked, granted)
    assert (view.status, view.due.on) == ("open", date(2026, 8, 31))
    [view] = owed("accept_in_time", "2026-07-01", *signed("2026-06-30"), asked, did("extension.refuse", "2026-06-25"))
    assert (view.status, view.due.on) == ("late", date(2026, 6, 30))


def test_an_agreed_day_in_the_national_holiday_stays(owed: Any) -> None:
    """A calendar date of the contract is no period: it doesn't roll to 8 October."""
    [view] = owed("accept_in_time", "2026-10-08", *signed("2026-10-03"))
    assert (view.status, view.due.on) == ("late", date(2026, 10, 3))


def test_only_the_main_contract_binds_to_accept(owed: Any) -> None:
    assert owed("accept_in_time", "2026-07-01", *signed("2026-06-30", "supervision")) == []


@pytest.mark.parametrize(
    ("applied", "reminded"),
    [
        ("2026-09-28", "2026-10-16"),  # 29, 30 September; 8, 9, 10 (made up), 12 to 16 October
        ("2026-02-10", "2026-03-02"),  # 11 to 14 (made up); 24 to 27, 28 February (made up); 2 March
        ("2026-04-27", "2026-05-13"),  # 28 to 30 April; 6 to 8, 9 (made up), 11 to 13 May
        ("2026-06-01", "2026-06-15"),  # no holiday between
    ],
)
def test_the_office_reminds_itself_by_working_days(owed: Any, applied: str, reminded: str) -> None:
    [view] = owed("answer_application", applied, did("acceptance.apply", applied, summary="建成"))
    assert view.remind_on == date.fromisoformat(reminded)
    assert (view.due.undated, view.status) == (True, "open")


def test_an_undated_duty_is_never_late(owed: Any) -> None:
    [view] = owed("answer_application", "2027-06-01", did("acceptance.apply", "2026-06-01", summary="建成"))
    assert view.status == "open"


def test_a_failed_acceptance_is_mended_within_the_day_of_the_report(owed: Any) -> None:
    failed = [
        *signed("2026-06-30"),
        did("acceptance.apply", "2026-06-01", summary="建成"),
        did("acceptance.agree", "2026-06-05"),
        held("2026-06-20", "failed", rectify_by="2026-08-20"),
    ]
    [view] = owed("rectify", "2026-08-20", *failed)
    assert (view.status, view.due.on) == ("open", date(2026, 8, 20))
    [view] = owed("rectify", "2026-08-21", *failed)
    assert view.status == "late"
    again = did("acceptance.apply", "2026-08-20", summary="整改完成", rectified="已补")
    assert [v.status for v in owed("rectify", "2026-08-25", *failed, again)] == ["done"]
    assert owed("rectify", "2026-08-25", *signed("2026-06-30"), held("2026-06-20")) == []


def started(on: str) -> dict[str, Any]:
    return did("operation.start", on, started_on=on, security_running="yes")


def test_operation_is_filed_every_year_by_the_end_of_january(owed: Any) -> None:
    filed = did("operation.file", "2026-01-31", year="2025", summary="平稳", cost="1万元")
    views = {v.key.rpartition(":")[2]: v for v in owed("om_filing", "2027-02-01", started("2025-03-03"), filed)}
    assert {year: view.status for year, view in views.items()} == {"2025": "done", "2026": "late", "2027": "open"}
    assert views["2025"].due.on == date(2026, 1, 31)  # a Saturday: a calendar date doesn't roll


def test_a_ruling_moves_the_filing_day_to_march(owed: Any) -> None:
    [first, *_] = owed("om_filing", "2026-02-01", started("2025-03-03"), rulings={"om_filing_date": "march"})
    assert (first.status, first.due.on) == ("open", date(2026, 3, 31))


def test_nothing_is_filed_for_the_years_after_retirement(owed: Any) -> None:
    views = owed("om_filing", "2029-02-01", started("2025-03-03"), did("operation.retire", "2026-05-06"))
    assert {view.key.rpartition(":")[2] for view in views} == {"2025", "2026"}


def test_security_is_assessed_every_year_of_operation(owed: Any) -> None:
    checked = did("operation.assess", "2026-02-27", assessed_on="2026-02-26", finding="符合")
    views = owed("security_check", "2027-03-04", started("2025-03-03"), checked)
    assert [(v.status, v.due.on) for v in views[:2]] == [("done", date(2026, 3, 3)), ("late", date(2027, 3, 3))]
    [only] = owed("security_check", "2026-03-04", started("2025-03-03"), rulings={"regular_assessment": "two_years"})
    assert (only.status, only.due.on) == ("open", date(2027, 3, 3))


LISTED = did("plan_line.insert", "2025-03-03", year="2025", volume="build", budget="90万元")


@pytest.mark.parametrize(
    ("on", "events", "status"),
    [
        ("2025-12-31", [], "open"),
        ("2026-01-01", [], "late"),
        ("2026-01-05", [did("plan_line.explain", "2025-12-31", why="标准调整")], "done"),
        ("2026-01-05", [did("plan_line.explain", "2026-01-01", why="标准调整")], "done_late"),
        (
            "2026-01-05",
            [did("procurement.start", "2025-12-31", method="open", budget="90万元", what="平台")],
            "dropped",
        ),
    ],
)
def test_a_planned_project_not_begun_by_the_year_end_is_explained(
    owed: Any,
    on: str,
    events: list[dict[str, Any]],
    status: str,
) -> None:
    [view] = owed("start_or_explain", on, LISTED, *events)
    assert (view.status, view.due.on) == (status, date(2025, 12, 31))
    assert view.late_may == (("plan_line.recall",) if status == "late" else ())


def test_a_surplus_is_returned_and_the_reminder_rolls_over_the_holiday(owed: Any) -> None:
    granted = did("approval.grant", "2025-09-01", number="12号", granted_on="2025-09-01", total="100万元")
    settled = did("settlement.finish", "2026-09-07", finished_on="2026-09-07", settled_amount="90万元")
    [view] = owed("return_surplus", "2026-09-08", granted, settled)
    assert view.remind_on == date(2026, 10, 8)  # thirty days end on 7 October, a holiday
    exact = did("settlement.finish", "2026-09-07", finished_on="2026-09-07", settled_amount="100万元")
    assert owed("return_surplus", "2026-09-08", granted, exact) == []


def test_each_opinion_of_a_review_is_a_duty_of_its_own(owed: Any) -> None:
    concluded = did(
        "review.conclude",
        "2026-08-20",
        conclusion="revise",
        held_on="2026-08-20",
        reviewed_total="280万元",
        conditions=[{"what": "补接口"}, {"what": "压减硬件"}, {"what": "补安全"}],
    )
    asked = [did("declaration.submit", "2026-07-06"), did("declaration.admit", "2026-07-13"), concluded]
    assert [v.status for v in owed("meet_review_opinion", "2026-08-21", *asked)] == ["open"] * 3


def test_a_change_across_the_line_asks_for_a_new_approval(owed: Any) -> None:
    def changed(total: str) -> list[dict[str, Any]]:
        return [
            did("change.apply", "2026-03-02", special_reason="接口调整", new_total=total),
            did("change.approve", "2026-03-09"),
        ]

    assert len(owed("redo_approval", "2026-03-10", *changed("500万元"))) == 1
    assert owed("redo_approval", "2026-03-10", *changed("4999999.99元")) == []
