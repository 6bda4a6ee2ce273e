"""The trial measure of Jilin lived through on every route: each act is allowed in its turn, what it bars is barred."""

from __future__ import annotations

from pathlib import Path

import pytest

from chengzhang.engine.clock import Calendar
from chengzhang.engine.clock.load import load_calendar
from chengzhang.engine.decision import Outcome
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from tests.packs.jilin_life import (
    Life,
    application,
    bought,
    built,
    conclusion,
    demanded,
    filled,
    initiated,
    operated,
    planned,
    tender,
)

PACKS = Path(__file__).parents[2] / "packs"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACKS / "cn-jilin" / "draft")


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(PACKS / "_calendars" / "cn")


@pytest.fixture
def life(pack: Pack, calendar: Calendar) -> Life:
    return Life(pack, calendar)


CHECKED = {"fits_application": "yes", "sharing_required": "yes"}
FIVE = ["summary", "finance_report", "audit_report"]
PLAN = {"contract_items": [{"item": "监测模块", "result": "完成"}]}


def test_an_own_project_above_the_line_from_demand_to_archive(life: Life) -> None:
    demanded(life, "300万元", "own")
    planned(life, "300万元")
    assert "initiation_papers" in life.refused(
        "approval.apply", "2025-06-01", application(life.pack, "310万元", "300万元")
    )
    life.papers.append("feasibility_study")
    life.does("project.hand_in_study", "2025-05-20", filled(life.pack, "feasibility"))
    initiated(life, "310万元", "300万元", "yes")
    file = tender(life, "305万元")
    life.does("procurement.draft", "2025-07-01", file)
    notice = {"announced_on": "2025-07-20"}
    assert life.refused("procurement.announce", "2025-07-20", notice) == {"tender_cleared", "design_handed_in"}
    life.does("procurement.check", "2025-07-06", CHECKED, person="乙")
    outline = filled(life.pack, "design") | {
        "c7": "八个月",
        "detail": [{"item": "软件", "sum": "305万元"}],
        "total": "305万元",
    }
    assert life.refused("design.submit", "2025-07-08", outline) == {"design.submit"}
    life.papers += ["preliminary_design", "cost_estimate"]
    life.does("design.submit", "2025-07-08", outline)
    life.does("design.accept", "2025-07-14", person="乙")
    bought(life, "300万元")
    built(life)
    apply = {"report": "申请竣工验收"}
    assert "acceptance_papers" in life.refused("acceptance.apply", "2026-01-09", apply)
    life.papers += FIVE
    assert life.refused("acceptance.apply", "2026-01-09", apply) == {"stable_twenty_days"}
    life.does("acceptance.apply", "2026-01-12", apply)  # the 20th working day, 4 January among them
    assert "own_needs_agreement" in life.refused("acceptance.plan", "2026-01-14", PLAN)
    life.does("acceptance.agree", "2026-01-18", person="乙")
    life.does("acceptance.plan", "2026-01-19", PLAN)
    life.does("payment.request", "2026-01-19", {"amount": "270万元", "node": "进度款"})
    life.does("payment.pay", "2026-01-20", {"paid_on": "2026-01-20"}, person="乙")
    assert life.refused("payment.request", "2026-01-21", {"amount": "30万元", "node": "尾款"}) == {
        "not_all_before_acceptance"
    }
    decision = life.does("acceptance.hold", "2026-01-23", conclusion(life.pack, "2026-01-23", "failed"))
    # one month ends on 23 February, the last day of Spring Festival
    assert {duty.id: str(duty.due.on) for duty in decision.duties_opened} == {"rectify": "2026-02-24"}
    again = conclusion(life.pack, "2026-02-10")
    assert life.refused("acceptance.hold", "2026-02-10", again) == {"rectified_first"}
    life.does("rectification.done", "2026-02-08", {"done": "已补接口"})
    life.does("acceptance.hold", "2026-02-10", again)
    life.does("payment.request", "2026-02-22", {"amount": "30万元", "node": "尾款"})
    life.does("payment.pay", "2026-02-23", {"paid_on": "2026-02-23"}, person="乙")
    operated(life)


def test_a_unified_project_is_applied_for_bought_and_accepted_by_the_office(life: Life) -> None:
    demanded(life, "150万元", "unified")
    planned(life, "150万元")
    initiated(life, "160万元", "150万元")
    life.does("procurement.draft", "2025-07-01", tender(life, "160万元"))
    assert life.refused("procurement.check", "2025-07-06", CHECKED, person="乙") == {"only_own_tenders_are_checked"}
    assert life.refused("procurement.announce", "2025-07-20", {"announced_on": "2025-07-20"}) == {
        "demand_unit_cooperates"
    }
    life.does("procurement.cooperate", "2025-07-10", {"matters": "需求无误"})
    bought(life, "155万元")
    built(life)
    life.papers += FIVE
    assert "application_is_for_own" in life.refused("acceptance.apply", "2026-01-13", {"report": "申请"})
    life.does("acceptance.plan", "2025-12-28", PLAN)
    life.does("acceptance.hold", "2025-12-30", conclusion(life.pack, "2025-12-30"))
    operated(life)


def test_the_holder_of_the_initiating_role_follows_the_mode(life: Life) -> None:
    demanded(life, "150万元", "unified")
    planned(life, "150万元")
    decision = life.asks("approval.apply", "2025-06-01", application(life.pack, "160万元", "150万元"))
    assert decision.outcome is Outcome.ALLOWED_WITH_RECORD  # the office applies to itself: put on record


def test_a_disputed_project_waits_for_the_secrecy_office_and_goes_on_offline(life: Life) -> None:
    life.does("project.register", "2025-03-02", {"title": "乙二", "secrecy": "disputed", "party_cryptography": "no"})
    assert "determined_before_proceeding" in life.refused("project.set_mode", "2025-03-03", {"build_mode": "own"})
    for act in ("declaration.submit", "approval.apply", "procurement.draft"):
        assert life.asks(act, "2025-03-03").outcome is Outcome.OUT_OF_SCOPE
    life.does("secrecy_case.ask", "2025-03-04")
    life.does("secrecy_case.determine", "2025-03-20", {"secrecy": "secret"})
    life.does("project.set_mode", "2025-03-23", {"build_mode": "own"})
    assert "secret_applies_offline" in life.refused("approval.apply", "2025-06-01")
    opened = life.does("approval.register_secret", "2025-06-22", {"granted_on": "2025-06-19"}).duties_opened
    assert len(opened) == 4
    for act in ("procurement.draft", "contract.sign", "payment.request", "acceptance.apply", "construction.start"):
        assert life.asks(act, "2025-07-01").outcome is Outcome.OUT_OF_SCOPE
    for act in ("procure", "build", "manage", "accept"):
        closed = life.does(f"secret_node.{act}", "2026-06-30", {"done_on": "2026-06-29"}).duties_closed
        assert len(closed) == 1
    life.does("secrecy_case.test", "2026-07-05", {"tested_on": "2026-07-01", "result": "passed"})
    life.does("project.close", "2026-07-06")


def test_a_disputed_project_found_plain_goes_the_whole_way(life: Life) -> None:
    life.does("project.register", "2025-03-02", {"title": "乙三", "secrecy": "disputed", "party_cryptography": "no"})
    life.does("secrecy_case.ask", "2025-03-04")
    life.does("secrecy_case.determine", "2025-03-20", {"secrecy": "plain", "local_budget_funds": "80万元"})
    assert life.asks("declaration.submit", "2025-03-23").outcome is not Outcome.OUT_OF_SCOPE


def test_a_check_not_heeded_holds_the_money_and_ends_the_project(life: Life) -> None:
    demanded(life, "150万元", "own")
    planned(life, "150万元")
    initiated(life, "160万元", "150万元")
    life.does("procurement.draft", "2025-07-01", tender(life, "160万元"))
    life.does("procurement.check", "2025-07-06", CHECKED, person="乙")
    bought(life, "155万元")
    life.does("construction.start", "2025-09-01", {"started_on": "2025-09-01", "manager": "孙三"})
    assert life.refused("construction.suspend", "2025-09-02", {"decision": "暂停"}) == {"suspension_grounds"}
    life.does("inspection.open", "2025-09-07", {"inspector": "李四"} | filled(life.pack, "inspection"))
    ordered = {"violation": "概算失控", "addressed_to": "立项单位", "rectify_by": "2025-09-30"}
    life.does("inspection.order", "2025-09-08", ordered)
    life.does("inspection.fail", "2025-10-08")
    life.does("inspection.criticise", "2025-10-08", {"decision": "通报"})
    life.does("inspection.hold_payment", "2025-10-08", {"decision": "暂缓拨付"})
    assert life.refused("payment.request", "2025-10-09", {"amount": "10万元", "node": "首付"}) == {"payment_held"}
    life.does("construction.suspend", "2025-10-10", {"decision": "暂停"})
    life.does("inspection.correct", "2025-10-20", {"done": "已整改"})
    life.does("inspection.confirm", "2025-10-26", person="乙")
    life.does("construction.resume", "2025-10-27")
    life.does("payment.request", "2025-10-27", {"amount": "10万元", "node": "首付"})
    assert life.refused("project.terminate", "2025-10-28", {"decision": "终止"}) == {"termination_grounds"}


def test_a_change_small_enough_is_made_and_filed_a_greater_one_reviewed(life: Life) -> None:
    demanded(life, "150万元", "own")
    planned(life, "150万元")
    initiated(life, "160万元", "150万元")
    small = {
        "special_reason": "政策调整",
        "affects_goal": "no",
        "amount": "10万元",
        "new_total": "150万元",
        "procurement_started": "no",
    }
    life.papers.append("change_file")
    life.does("change.apply", "2025-06-29", small)
    assert life.refused("change.approve", "2025-06-30", person="乙") == {"review_is_needed"}
    life.does("change.file", "2025-06-30")
    life.does("change.apply", "2025-07-01", small | {"amount": "6.01万元", "new_total": "156.01万元"})
    assert life.refused("change.file", "2025-07-02") == {"filing_is_enough"}  # 16.01 of 160 in all
    life.does("change.approve", "2025-07-02", person="乙")
    assert "approved_content_in_tender" in life.refused("procurement.draft", "2025-07-03", tender(life, "156.02万元"))
    life.does("procurement.draft", "2025-07-03", tender(life, "156.01万元"))
    life.does("procurement.check", "2025-07-06", CHECKED, person="乙")
    bought(life, "155万元")
    assert life.refused("change.apply", "2025-07-21", small) == {"change_window"}
