"""Whole lives under the district measure: planned, unplanned, maintenance, superiors' projects, stopped and ended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chengzhang.engine.clock import Calendar
from chengzhang.engine.clock.load import load_calendar
from chengzhang.engine.decision import Outcome
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from tests.packs.luan_life import Life

PACKS = Path(__file__).parents[2] / "packs"
SYSTEM = {"name": "养老服务平台", "number": "民政-03", "stage": "building", "build_info": "在建", "om_info": "无"}
ENTRY = {
    "name": "老年人信息",
    "source": "区民政局",
    "format": "数据表",
    "update": "每日",
    "sharing": "universal",
    "open": "not_open",
    "exclusive": "no",
    "collected": "yes",
    "obtainable": "no",
    "collector": "区民政局",
    "checker": "区民政局",
}
PLANNING = {
    "nature": "new",
    "content_fields": ["application"],
    "basis": [{"level": "province", "document": "加快数字政府建设实施方案"}],
    "need_kinds": ["livelihood"],
    "yearly_task": "养老服务体系建设",
    "by_new_unit": "no",
    "with_superior": "no",
    "superior_demands_new": "no",
    "crosses_units": "no",
    "joint_levels": "no",
    "systems": [{"name": "养老服务平台", "entry_number": "民政-03", "own": "yes"}],
    "network_plan": "extranet",
}
APPLICATION = {"total_estimate": "180万元", "multi_year": "no", "crypto_planned": "yes", "part_of_other_project": "no"}
YES = ["need_sound", "intensive", "feasible", "budget_sound", "goals_sound", "interconnects", "shares", "cooperates"]
REVIEW = {
    **dict.fromkeys([*YES, "uses_catalogue", "uses_public_support"], "yes"),
    **dict.fromkeys(["could_be_module", "isolated", "adds_system", "rebuilds_existing", "consultant_reported"], "no"),
    "not_a_module": "业务独立",
    "opinion": "同意",
}
REPLY = {"number": "朔区政信〔2026〕3号", "total": "175万元", "scope": "平台一套", "sharing_opinion": "共享分析充分"}
DECLARED = ["feasibility", "preliminary_design", "catalogue", "estimate"]
ACCEPTED = ["construction_summary", "financial_report", "audit_report", "security_report", "crypto_report"]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACKS / "cn-shanxi-shuocheng" / "draft")


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(PACKS / "_calendars" / "cn")


@pytest.fixture
def life(pack: Pack, calendar: Calendar) -> Life:
    return Life(pack, calendar, facts={"unit.type": "district_dept"})


def registered(life: Life, superior_funded: str = "no") -> None:
    answers = {
        "title": "养老服务平台",
        "secrecy": "plain",
        "supply_mode": "invested",
        "function_supported": "养老服务管理",
        "superior_funded": superior_funded,
    }
    life.does("project.register", "2026-01-05", answers)


def in_the_plan(life: Life) -> None:
    assert life.refused("planned_item.list", "2026-01-06", {"item": "第三项"}) == {"listed_in_an_approved_plan"}
    life.does("master_plan.draft", "2026-01-06", {"plan_title": "政务信息化应用规划"})
    life.papers += ["master_plan", "master_plan_reply"]
    life.does("master_plan.submit", "2026-01-07")
    life.does("master_plan.approve", "2026-01-09", {"number": "区政函1号", "date": "2026-01-08"})
    life.does("planned_item.list", "2026-01-12", {"item": "第三项"})


def declared(life: Life, **planning: Any) -> None:
    life.does("declaration.draft", "2026-01-13", PLANNING | planning)
    mechanisms = {"sharing_mechanism": "按月共享", "feedback_mechanism": "按季反馈"}
    life.does("declaration.catalogue", "2026-01-14", {"data_entries": [ENTRY], **mechanisms})
    life.papers += DECLARED
    assert "systems_listed_first" in life.refused("declaration.submit", "2026-01-15", APPLICATION)
    life.does("system_entry.list", "2026-01-15", SYSTEM)
    life.does("declaration.submit", "2026-01-16", APPLICATION)


def reviewed(life: Life, conclusion: str = "pass") -> None:
    record = REVIEW | {"held_on": "2026-01-26", "conclusion": conclusion}
    assert life.refused("review.conclude", "2026-01-26", record) == {"departments_heard"}
    heard = {"department": "区财政局", "heard_on": "2026-01-23", "opinion": "同意"}
    life.does("review.hear", "2026-01-23", heard)
    life.does("review.conclude", "2026-01-26", record)


def screened(life: Life) -> None:
    life.does("pre_screening.apply", "2026-01-19", {"why": "年中新增"})
    life.does(
        "pre_screening.screen",
        "2026-01-20",
        {"integrates": "yes", "connects_platform": "yes", "opinion": "符合", "result": "passed"},
    )
    life.does("pre_screening.report", "2026-01-21", {"request": "请批准", "sharing_opinion": "共享分析充分"})
    life.papers.append("government_approval")
    life.does("pre_screening.approve", "2026-01-28", {"number": "区政函3号", "date": "2026-01-27"})


def budgeted(life: Life) -> None:
    life.does("budget_review.entrust", "2026-01-27")
    conclusion = {"reviewed_budget": "170万元", "concluded_on": "2026-02-03", "opinion": "核减5万元"}
    life.does("budget_review.conclude", "2026-02-03", conclusion)
    life.does("fund_notice.prepare", "2026-02-03")
    shown = {"items": [{"item": "养老服务平台", "amount": "170万元"}], "published_on": "2026-02-04"}
    assert life.refused("fund_notice.publish", "2026-02-04", shown | {"until_on": "2026-02-10"}) == {
        "notice_long_enough"
    }
    life.does("fund_notice.publish", "2026-02-04", shown | {"until_on": "2026-02-11"})
    allocation = {"year": "2026", "use": "build", "amount": "170万元", "in_district_budget": "yes"}
    assert life.refused("allocation.allocate", "2026-02-11", allocation) == {"noticed_before_allocation"}
    assert life.refused("fund_notice.close", "2026-02-11", {}) == {"notice_over"}
    life.does("fund_notice.close", "2026-02-12", {})
    life.does("allocation.allocate", "2026-02-12", allocation)


def contracted(life: Life, kind: str, party: str, day: str, amount: str) -> None:
    life.does("contract.draft", day, {"kind": kind, "party": party})
    life.does("contract.sign", day, {"signed_on": day, "amount": amount})


def bought(life: Life) -> None:
    start = {
        "responsible_person": "李卫东",
        "method": "open",
        "budget": "170万元",
        "complex": "yes",
        "has_key_products": "yes",
        "products": [{"kind": "base_software", "product": "数据库", "controllable": "yes", "basis": "名录"}],
    }
    life.does("procurement.start", "2026-02-24", start)
    life.does("procurement.announce", "2026-02-25", {"announced_on": "2026-02-25"})
    award = {"supplier": "云图公司", "awarded_on": "2026-03-20", "award_amount": "165万元"}
    life.does("procurement.award", "2026-03-20", award)
    contracted(life, "main", "云图公司", "2026-03-23", "165万元")
    life.papers.append("contract_text")
    filing = {"contract_no": "2026-1", "builder": "云图公司", "filed_on": "2026-03-25"}
    life.does("contract.file", "2026-03-25", filing)
    life.papers.remove("contract_text")  # filed with the first contract, not with the next
    contracted(life, "supervision", "正诚监理", "2026-03-26", "5万元")
    life.does(
        "contract.file_supervisor",
        "2026-03-27",
        {"supervisor": "正诚监理", "mechanism": "询价", "filed_on": "2026-03-27"},
    )


def built(life: Life) -> None:
    life.does("construction.start", "2026-03-30", {"started_on": "2026-03-30"})
    life.papers += ["management_rules", "delivery_proof"]
    life.does("project.adopt_rules", "2026-03-31")
    review = {"against_approval": "进度相符", "fund_use": "合规", "spent": "50万元"}
    life.does("construction.compare", "2026-06-22", review)
    done = {"completed_on": "2026-07-15", "crypto_built": "yes"}
    assert life.refused("construction.complete", "2026-07-15", done | {"differs_from_baseline": "yes"}) == {
        "build_as_approved"
    }
    life.does("construction.complete", "2026-07-15", done | {"differs_from_baseline": "no"})


def report(day: str, result: str = "passed") -> dict[str, Any]:
    return {
        "held_on": day,
        "controllable_findings": [{"product": "数据库", "controllable": "yes", "basis": "名录"}],
        "rules_kept": ["公开招标", "有采购文件", "有监理合同", "已备案"],
        "opinion": "见报告",
        "result": result,
    }


def pays(life: Life, use: str, amount: str, day: str) -> None:
    life.does("payment.request", day, {"use": use, "amount": amount, "node": "付款"})
    life.does("payment.pay", day, {"paid_on": day})


def accepted(life: Life) -> None:
    assert life.refused("acceptance.hold", "2026-09-01", report("2026-09-01")) == {
        "acceptance_papers",
        "catalogue_on_the_platform",
    }
    life.papers += ACCEPTED
    life.does(
        "construction.register_catalogue",
        "2026-08-20",
        {"catalogue_number": "SZ-18", "registered_on": "2026-08-20"},
    )
    life.does("acceptance.hold", "2026-09-01", report("2026-09-01", "failed"))
    life.does("acceptance.hold", "2026-09-10", report("2026-09-10"))
    later = {"use": "build", "amount": "30万元", "node": "尾款"}
    assert life.refused("payment.request", "2026-09-11", later) == {"filed_before_later_money"}
    life.papers.append("acceptance_report_file")
    life.does("acceptance.file", "2026-09-14", {"filed_on": "2026-09-14"})
    pays(life, "build", "30万元", "2026-09-15")


def run_and_closed(life: Life) -> None:
    start = {"started_on": "2026-09-16", "crypto_running": "yes", "plan_by_builder": "王工"}
    assert life.refused("operation.start", "2026-09-16", start) == {"operation.start"}
    life.papers.append("emergency_plan")
    life.does("operation.start", "2026-09-16", start)
    life.does("operation.share", "2026-09-17", {"mechanism": "按月共享"})
    risk = {"assessed_on": "2026-09-18", "by_owner": "李卫东", "by_builder": "王工", "protection_level": "三级"}
    life.does("operation.assess", "2026-09-18", risk | {"finding": "可控"})
    life.does("operation.drill", "2026-10-12", {"drilled_on": "2026-10-12", "what": "断网演练"})
    life.does("operation.assess_crypto", "2026-10-13", {"crypto_assessed_on": "2026-10-13", "finding": "合格"})
    life.does("project_flag.raise", "2026-10-13")
    wanted = {"use": "operate", "amount": "5万元", "node": "运维"}
    assert life.refused("payment.request", "2026-10-14", wanted) == {"sharing_before_operating_money"}
    life.does("project_flag.lift", "2026-10-14")
    pays(life, "operate", "5万元", "2026-10-14")
    life.does("evaluation.self_evaluate", "2026-10-20", {"year": "2026", "score": "88", "text": "良好"})
    life.does("evaluation.spot_check", "2026-10-22", {"found": "属实"})
    assert life.refused("project.close", "2026-10-23") == {"closing_the_file"}
    life.does("operation.retire", "2026-10-26")
    life.does("project.close", "2026-10-27")


def test_a_planned_project_from_the_plan_to_its_end(life: Life) -> None:
    registered(life)
    in_the_plan(life)
    declared(life)
    reviewed(life)
    assert life.asks("approval.grant", "2026-01-29", REPLY | {"granted_on": "2026-01-29"}).outcome is Outcome.ALLOWED
    life.does("approval.grant", "2026-01-29", REPLY | {"granted_on": "2026-01-29"})
    budgeted(life)
    bought(life)
    pays(life, "build", "50万元", "2026-04-01")
    built(life)
    accepted(life)
    run_and_closed(life)


def test_an_unplanned_project_waits_for_the_district_government(life: Life) -> None:
    registered(life)
    life.papers.append("proposal")
    declared(life)
    reviewed(life)
    reply = REPLY | {"granted_on": "2026-01-29", "government_approval": "区政函3号 2026-01-27"}
    assert life.refused("approval.grant", "2026-01-29", reply) == {"approved_before_initiation"}
    screened(life)
    life.does("approval.grant", "2026-01-29", reply)
    budgeted(life)
    bought(life)
    built(life)
    accepted(life)
    run_and_closed(life)


def test_a_new_department_is_screened_although_planned(life: Life) -> None:
    registered(life)
    in_the_plan(life)
    declared(life, by_new_unit="yes")
    reviewed(life)
    reply = REPLY | {"granted_on": "2026-01-29", "government_approval": "区政函3号 2026-01-27"}
    assert life.refused("approval.grant", "2026-01-29", reply) == {"approved_before_initiation"}
    screened(life)
    life.does("approval.grant", "2026-01-29", reply)


def test_a_refusal_of_the_government_ends_an_unplanned_project(life: Life) -> None:
    registered(life)
    life.papers.append("proposal")
    declared(life)
    life.does("pre_screening.apply", "2026-01-19", {"why": "年中新增"})
    life.does(
        "pre_screening.screen",
        "2026-01-20",
        {"integrates": "yes", "connects_platform": "yes", "opinion": "符合", "result": "passed"},
    )
    life.does("pre_screening.report", "2026-01-21", {"request": "请批准", "sharing_opinion": "共享分析充分"})
    life.does("pre_screening.refuse", "2026-01-28")
    life.does("project.close", "2026-01-29")


def test_maintenance_outside_the_plan_needs_no_screening(life: Life) -> None:
    registered(life)
    life.papers.append("proposal")
    declared(life, nature="operation")
    reviewed(life)
    life.does("approval.grant", "2026-01-29", REPLY | {"granted_on": "2026-01-29"})
    budgeted(life)
    bought(life)


def test_a_project_of_several_units_is_declared_when_all_agree(life: Life) -> None:
    registered(life)
    in_the_plan(life)
    joint = PLANNING | {"crosses_units": "yes", "lead_unit": "区民政局"}
    life.does("declaration.draft", "2026-01-13", joint)
    mechanisms = {"sharing_mechanism": "按月共享", "feedback_mechanism": "按季反馈"}
    life.does("declaration.catalogue", "2026-01-14", {"data_entries": [ENTRY], **mechanisms})
    life.does("system_entry.list", "2026-01-15", SYSTEM)
    life.papers += [*DECLARED, "joint_scheme"]
    assert life.refused("declaration.submit", "2026-01-16", APPLICATION) == {"joint_scheme_agreed"}
    life.does("joint_scheme.invite", "2026-01-16", {"unit": "区医保局", "share": "数据接口"})
    assert life.refused("declaration.submit", "2026-01-16", APPLICATION) == {"joint_scheme_agreed"}
    life.does("joint_scheme.agree", "2026-01-19")
    life.does("declaration.submit", "2026-01-20", APPLICATION)


def test_a_failed_review_lets_the_project_be_planned_anew(life: Life) -> None:
    registered(life)
    in_the_plan(life)
    declared(life)
    reviewed(life, "fail")
    assert "reviewed_before_approval" in life.refused(
        "approval.grant", "2026-01-29", REPLY | {"granted_on": "2026-01-29"}
    )
    life.does("declaration.reopen", "2026-02-02", PLANNING)
    life.does("declaration.submit", "2026-02-03", APPLICATION)
    life.does("review.conclude", "2026-02-05", REVIEW | {"held_on": "2026-02-05", "conclusion": "pass"})


def test_an_application_returned_is_submitted_again_to_the_same_review(life: Life) -> None:
    registered(life)
    in_the_plan(life)
    declared(life)
    life.does("declaration.return", "2026-01-19")
    life.does("declaration.submit", "2026-01-20", APPLICATION)
    reviewed(life)


def test_a_private_network_waits_for_the_governments_consent(life: Life) -> None:
    registered(life)
    in_the_plan(life)
    declared(life, network_plan="private_new")
    reviewed(life)
    reply = REPLY | {"granted_on": "2026-01-29"}
    assert life.refused("approval.grant", "2026-01-29", reply) == {"private_network_consented"}
    life.does("private_network.ask", "2026-01-22", {"ground": "superior", "basis": "省厅通知", "why": "垂直业务"})
    life.papers.append("private_network_consent")
    life.does("private_network.consent", "2026-01-28", {"number": "区政函5号", "date": "2026-01-27"})
    life.does("approval.grant", "2026-01-29", reply)


def test_a_project_that_superiors_plan_and_pay_is_only_recorded(life: Life) -> None:
    registered(life, superior_funded="yes")
    assert life.asks("declaration.draft", "2026-01-13", PLANNING).outcome is Outcome.OUT_OF_SCOPE
    life.does("superior_record.declare", "2026-01-13", {"declared_on": "2026-01-12"})
    life.papers.append("superior_documents")
    record = {"superior": "省民政厅", "level": "province", "fund": "120万元", "remarks": "批复和资金文件"}
    life.does("superior_record.file", "2026-01-20", record)
    life.does("project.close", "2026-01-21")


def test_a_change_is_assessed_before_the_project_is_complete(life: Life) -> None:
    registered(life)
    in_the_plan(life)
    declared(life)
    reviewed(life)
    life.does("approval.grant", "2026-01-29", REPLY | {"granted_on": "2026-01-29"})
    budgeted(life)
    bought(life)
    life.does("construction.start", "2026-03-30", {"started_on": "2026-03-30"})
    change = {
        "change_kind": "contents",
        "before_after": [{"item": "模块", "before": "三个", "after": "四个"}],
        "new_total": "190万元",
        "affects_goal": "no",
        "alters_systems": "no",
    }
    assert life.refused("change.note", "2026-05-06", change) == {"small_changes_only_noted"}
    life.does("change.apply", "2026-05-06", change)
    agreed = life.does("change.agree", "2026-05-12", {"extent": "part", "assessment": "同意增加一个模块"})
    assert any(effect.baseline for effect in agreed.effects)


def test_a_project_not_put_right_loses_its_money_and_is_ended(life: Life) -> None:
    registered(life)
    in_the_plan(life)
    declared(life)
    reviewed(life)
    life.does("approval.grant", "2026-01-29", REPLY | {"granted_on": "2026-01-29"})
    budgeted(life)
    bought(life)
    life.does("construction.start", "2026-03-30", {"started_on": "2026-03-30"})
    order = {"ground": "changed_without_leave", "rectify_by": "2026-06-30", "what": "恢复批复内容"}
    life.does("rectification.order", "2026-06-01", order)
    pays(life, "build", "10万元", "2026-06-02")
    assert life.refused("rectification.suspend", "2026-06-30") == {"suspension_has_a_cause"}
    life.does("rectification.suspend", "2026-07-01")
    money = {"use": "build", "amount": "10万元", "node": "进度款"}
    assert life.refused("payment.request", "2026-07-02", money) == {"no_money_while_suspended"}
    life.does("rectification.report", "2026-07-06", {"done": "已恢复"})
    life.does("rectification.check", "2026-07-08", {"result": "failed", "found": "未恢复"})
    life.does("rectification.suspend", "2026-07-09")
    life.does("rectification.end", "2026-07-20")
    assert life.refused("project.adopt_rules", "2026-07-21")


def test_an_annual_plan_takes_its_lines_in_force(life: Life) -> None:
    registered(life)
    life.does("annual_plan.open", "2026-01-06", {"year": "2026"})
    life.does("plan_line.propose", "2026-01-07", {"year": "2026", "budget": "170万元"})
    life.does("annual_plan.submit", "2026-01-08")
    life.papers.append("annual_plan_reply")
    decision = life.does("annual_plan.approve", "2026-01-12", {"number": "区政函8号", "date": "2026-01-12"})
    assert any(effect.action == "plan_line.approve" for effect in decision.effects)
