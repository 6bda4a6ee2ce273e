"""The notice's monthly reports and what else comes round: from the start to the acceptance, under either reading."""

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
BASE = {"unit.type": "party", "secrecy": "plain", "local_budget_funds": "600万元", "nature": "new"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACKS / "cn-anhui-luan" / "2019-05-27")


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(PACKS / "_calendars" / "cn")


def did(act: str, on: str, **answers: Any) -> dict[str, Any]:
    return {"act": act, "on": on, "answers": answers}


@pytest.fixture
def owed(pack: Pack, calendar: Calendar) -> Any:
    def ask(duty: str, on: str, *events: dict[str, Any], rulings: dict[str, str] | None = None) -> list[DutyView]:
        day = date.fromisoformat(on)
        case = read_case(pack, {"facts": BASE, "events": list(events), "rulings": rulings or {}}, day)
        return [view for view in duties(pack, case.top, day, calendar, case.bench) if view.id == duty]

    return ask


def months(views: list[DutyView]) -> dict[str, str]:
    return {view.key.rpartition(":")[2]: view.status for view in views}


STARTED = did("construction.start", "2020-05-06")
BUILT = [
    STARTED,
    did("construction.report", "2020-05-20"),
    did("construction.complete", "2020-06-15"),
    did("construction.report_completed", "2020-06-18"),
    did("initial_acceptance.pass", "2020-06-19", held_on="2020-06-19"),
    did("acceptance.apply", "2020-06-28"),
]


def held(on: str, result: str) -> dict[str, Any]:
    return did("acceptance.hold", on, held_on=on, result=result, opinion="见报告")


def test_each_month_from_the_start_owes_its_report(owed: Any) -> None:
    views = owed("monthly_progress", "2020-08-19", STARTED, did("construction.report", "2020-06-19"))
    assert months(views) == {"2020-05": "late", "2020-06": "done", "2020-07": "late", "2020-08": "open"}


def test_a_project_started_on_the_20th_owes_that_month_and_one_started_later_the_next(owed: Any) -> None:
    on_the_day = did("construction.start", "2020-05-20")
    assert months(owed("monthly_progress", "2020-05-20", on_the_day)) == {"2020-05": "open"}
    after = did("construction.start", "2020-05-21")
    assert owed("monthly_progress", "2020-05-31", after) == []
    assert months(owed("monthly_progress", "2020-06-21", after)) == {"2020-06": "late"}


def test_reports_go_on_after_building_until_the_final_acceptance_is_passed(owed: Any) -> None:
    failed = [*BUILT, held("2020-07-10", "failed")]
    assert months(owed("monthly_progress", "2020-08-21", *failed)) == {
        "2020-05": "done",
        "2020-06": "done",
        "2020-07": "late",
        "2020-08": "late",
    }
    passed = [*failed, did("acceptance.apply", "2020-08-01"), held("2020-08-14", "passed")]
    assert list(months(owed("monthly_progress", "2020-12-31", *passed))) == ["2020-05", "2020-06", "2020-07"]


def test_under_the_other_reading_they_end_with_the_initial_acceptance(owed: Any) -> None:
    rulings = {"end_of_monthly_reports": "initial"}
    assert months(owed("monthly_progress", "2020-12-31", *BUILT, rulings=rulings)) == {
        "2020-05": "done",
        "2020-06": "done",
    }
    assert "2020-11" in months(owed("monthly_progress", "2020-12-31", *BUILT))


def test_under_the_other_reading_the_19th_is_the_last_day(owed: Any) -> None:
    rulings = {"monthly_report_day": "exclusive"}
    reported = did("construction.report", "2020-05-20")
    [view] = owed("monthly_progress_before_the_20th", "2020-05-25", STARTED, reported, rulings=rulings)
    assert (view.status, view.due.on) == ("done_late", date(2020, 5, 19))
    assert owed("monthly_progress", "2020-05-25", STARTED, reported, rulings=rulings) == []


def test_a_20th_in_the_holidays_stays(owed: Any) -> None:
    """20 February 2026 lies in the Spring Festival: a calendar date doesn't roll to the 24th."""
    [view] = owed("monthly_progress", "2026-02-21", did("construction.start", "2026-02-02"))
    assert (view.status, view.due.on) == ("late", date(2026, 2, 20))


def test_arranging_third_parties_is_owed_from_the_start(owed: Any) -> None:
    chosen = [
        did("vendor_pool.open", "2020-02-10", year="2020", service="supervision"),
        did("vendor_pool.choose", "2020-03-10", size="2"),
    ]
    [view] = owed("supervise", "2020-05-07", *chosen, STARTED)
    assert (view.status, view.due.undated) == ("open", True)
    assigned = did("service_task.assign", "2020-05-11", service="supervision", vendor="甲公司")
    assert [v.status for v in owed("supervise", "2020-05-12", *chosen, STARTED, assigned)] == ["done"]


def test_vendors_are_paid_once_a_year_until_their_term_ends(owed: Any) -> None:
    chosen = [
        did("vendor_pool.open", "2020-02-10", year="2020", service="supervision"),
        did("vendor_pool.choose", "2020-03-10", size="2"),
        did("vendor_pool.pay", "2020-12-31", year="2020", paid_amount="60万元"),
    ]
    views = owed("pay_vendors", "2022-01-01", *chosen)
    assert {v.key.rpartition(":")[2]: v.status for v in views} == {"2020": "done", "2021": "late", "2022": "open"}
    closed = did("vendor_pool.close", "2021-03-10")
    assert {v.key.rpartition(":")[2] for v in owed("pay_vendors", "2022-01-01", *chosen, closed)} == {"2020"}


def test_late_in_applying_lets_the_office_open_an_inspection(owed: Any) -> None:
    passed = did("initial_acceptance.pass", "2026-09-03", held_on="2026-09-03", opinion="同意")
    [view] = owed("apply_for_acceptance", "2026-10-08", passed)
    assert (view.status, view.due.on, view.late_may) == ("open", date(2026, 10, 8), ())  # 3 October rolls
    [view] = owed("apply_for_acceptance", "2026-10-09", passed)
    assert (view.status, view.late_may) == ("late", ("inspection.open",))
