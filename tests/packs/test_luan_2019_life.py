"""The notice of 2019 lived through: both ways of approval, the monthly reports, the audit, assets, sanctions."""

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
PROJECT = {
    "title": "防汛会商平台",
    "secrecy": "plain",
    "supply_mode": "invested",
    "funding": ["fiscal"],
    "object_kinds": ["application"],
    "application_kinds": ["management"],
    "nature": "new",
    "serves": "防汛指挥",
    "responsible_leader": "周明",
    "contact_person": "许晓岚",
}
PREPARED = {
    "participants": "信息科、防汛办",
    "processes": "会商流程",
    "state_of_it": "两套旧系统",
    "needs": "一屏会商",
    "plans": "全市电子政务发展规划",
    "demand": "统一平台",
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACKS / "cn-anhui-luan" / "2019-05-27")


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(PACKS / "_calendars" / "cn")


def form(total: str, classes: list[str], **more: Any) -> dict[str, Any]:
    """Annex 1, filled in."""
    words = ("basis", "scheme", "necessity", "feasibility", "sharing", "standard", "scale", "importance")
    return {
        **dict.fromkeys(words, "见方案"),
        "unit": "六安市水利局",
        "responsible_leader": "周明",
        "contact_person": "许晓岚",
        "phone": "3379000",
        "title": PROJECT["title"],
        "year_declared": "2020",
        "object_kinds": ["application"],
        "nature": "new",
        "contents": ["software_development"],
        "simple_classes": classes,
        "total_estimate": total,
        "sources": [{"source": "fiscal", "sum": total}],
        "local_budget_funds": total,
        "other_funds": "0元",
        "separate": "no",
        "internal_review": "已按意见修改",
        "sealed": "yes",
        **more,
    }


def declared(life: Life, total: str, classes: list[str]) -> None:
    life.does("project.register", "2019-06-03", PROJECT | {"local_budget_funds": total})
    life.does("declaration.draft", "2019-06-04", PREPARED)
    life.papers += ["building_basis", "building_scheme"]
    assert life.refused("declaration.submit", "2019-06-05", form(total, classes)) == {"internal_pre_review"}
    asked = {"项目建设需求": "合理", "基本构架": "可行", "申报材料": "补概算"}
    opinions = [{"expert": "陈立", "field": "水利", "opinion": "补概算依据"}]
    life.does("declaration.consult", "2019-06-10", {"held_on": "2019-06-10", "subjects": asked, "opinions": opinions})
    assert life.refused("declaration.submit", "2019-06-11", form(total, classes)) == {"internal_opinions_met"}
    life.does("declaration.revise", "2019-06-14", {"answers": [{"opinion": "补概算依据", "answer": "已补"}]})
    life.does("declaration.submit", "2019-06-28", form(total, classes))


def opinion(conclusion: str, total: str) -> dict[str, Any]:
    topics = ("necessary", "feasible", "shares", "sound_estimate", "separate")
    words = ("pre_review", "remarks", "importance", "basis", "standard", "scale", "fund_sources")
    more = {"conditions": [{"what": "压减硬件"}]} if conclusion == "revise" else {}
    return {
        **dict.fromkeys(topics, "yes"),
        **dict.fromkeys(words, "见记录"),
        "new_data_centre": "no",
        "reviewed_total": total,
        "experts": [{"name": "陈立", "opinion": "同意"}],
        "held_on": "2019-08-20",
        "conclusion": conclusion,
        **more,
    }


def reviewed(life: Life, total: str) -> None:
    complete = {"papers_complete": "yes", "papers_in_form": "yes"}
    assert life.refused("declaration.admit", "2019-06-30", complete) == {"review_season"}
    life.does("declaration.admit", "2019-07-08", complete)
    for role in ("development_reform", "finance"):
        assert life.refused("review.conclude", "2019-08-20", opinion("revise", total), without=role) == {
            f"{role}.opinion"
        }
    decision = life.does("review.conclude", "2019-08-20", opinion("revise", total))
    assert {duty.id for duty in decision.duties_opened} == {"report_opinion", "make_final_version"}
    life.does("project.report_opinion", "2019-08-30", {"reported_on": "2019-08-30"})
    life.papers.append("final_declaration")
    life.does("review.hand_in", "2019-09-02", {"answer": "已压减"})
    assert life.refused("review.confirm", "2019-09-03", {"opinions_met": "no"}) == {"final_version_confirmed"}
    life.does("review.confirm", "2019-09-03", {"opinions_met": "yes"})


def granted(life: Life, total: str) -> None:
    assert "own_route" in life.refused("approval.apply", "2019-09-16", {"total_estimate": total})
    life.does("project.choose_path", "2019-09-17", {"approval_path": "own"})
    life.papers += ["approval_request", "feasibility_study"]
    assert "feasibility_for_own" in life.refused("approval.apply", "2019-09-20", {"total_estimate": total})
    life.papers.append("preliminary_design")
    life.does("approval.apply", "2019-09-20", {"total_estimate": total})
    reply = {"number": "六发改审批〔2019〕30号", "granted_on": "2019-10-30", "total": total}
    life.does("approval.grant", "2019-10-31", reply)


def planned(life: Life, budget: str) -> None:
    line = {"year": "2020", "budget": budget}
    life.does("annual_plan.open", "2019-12-02", {"year": "2020"})
    assert life.refused("plan_line.propose", "2019-12-03", line) == {"planned_after_investment_plan"}
    entry = {"investment_entry": "信息化第3项", "investment_published_on": "2019-12-10"}
    life.does("approval.enter", "2019-12-11", entry)
    life.does("plan_line.propose", "2019-12-12", line)
    assert "started_on_plan" in life.refused("construction.start", "2019-12-20", start(budget))
    issued = life.does("annual_plan.issue", "2019-12-27")
    assert [effect.after for effect in issued.effects if effect.subject_kind == "plan_line"] == ["approved"]


def start(budget: str) -> dict[str, Any]:
    """Annex 2, filled in."""
    return {
        "year": "2020",
        "title": PROJECT["title"],
        "unit": "六安市水利局",
        "scheme": "见方案",
        "contact_person": "许晓岚",
        "phone": "3379000",
        "oa_flow_no": "OA-12",
        "approved_amount": budget,
        "method": "open",
        "procure_on": "2020-03-02",
        "begins_on": "2020-04-01",
        "ends_on": "2020-12-31",
        "tasks": [{"task": "开发", "from_day": "2020-04-01", "to_day": "2020-10-31"}],
    }


def bought(life: Life, amount: str) -> None:
    buying = {"method": "open", "budget": amount, "what": "平台", "legal_basis": "政府采购法", "lawful": "yes"}
    assert life.refused("procurement.start", "2020-01-06", buying) == {"procure_after_start"}
    life.does("construction.start", "2020-01-08", start(amount))
    assert life.refused("procurement.start", "2020-01-09", buying, without="finance") == {"finance.sign"}
    life.does("procurement.start", "2020-01-09", buying)
    assert life.refused("procurement.accept", "2020-01-10") == {"needs_before_tender"}
    life.papers.append("tender_needs")
    life.does("procurement.specify", "2020-01-10", {"needs": "见招标需求"})
    life.does("procurement.accept", "2020-01-13")
    life.does("procurement.announce", "2020-01-15", {"announced_on": "2020-01-15"})
    award = {"supplier": "云图公司", "awarded_on": "2020-02-18", "award_amount": amount}
    life.does("procurement.award", "2020-02-19", award)
    assert life.refused("contract.draft", "2020-02-20", {"kind": "testing", "party": "测评公司"}) == {
        "third_parties_are_the_citys"
    }
    life.does("contract.draft", "2020-02-20", {"kind": "main", "party": "云图公司"})
    unities = dict.fromkeys(("same_service", "same_rules", "same_experts"), "yes")
    terms = {
        "signed_on": "2020-03-02",
        "amount": amount,
        "contractor_signed": "赵强",
        "office_capacity": "witness",
        "payment_nodes": [{"node": "首付", "by_day": "2020-04-10", "sum": "10万元"}],
        **unities,
    }
    for role in ("authority", "procurement_office"):
        assert life.refused("contract.sign", "2020-03-02", terms, without=role) == {f"{role}.sign"}
    life.does("contract.sign", "2020-03-02", terms)


def progress(month: str) -> dict[str, Any]:
    six = dict.fromkeys(("progress", "funds", "meetings", "problems", "measures", "next_work"), "见附件")
    return {"month": month, "percent": "40", "spent": "10万元", "reporter": "许晓岚", **six}


def paying(node_on: str, amount: str) -> dict[str, Any]:
    done = dict.fromkeys(("论证", "立项", "计划"), "已办")
    return {
        "contract": "第五条",
        "node": "首付",
        "node_due_on": node_on,
        "percent": "20",
        "amount": amount,
        "preliminaries": done,
    }


def built(life: Life) -> None:
    assert life.refused("payment.request", "2020-03-16", paying("2020-04-10", "10万元")) == {"pay_by_contract"}
    life.does("construction.report", "2020-03-20", progress("2020年3月"))
    life.does("payment.request", "2020-03-23", paying("2020-04-10", "10万元"))
    life.does("payment.pay", "2020-04-10", {"paid_on": "2020-04-10"})
    assert "within_contract" in life.refused("payment.request", "2020-04-20", paying("2020-05-20", "9000万元"))
    life.does("vendor_pool.open", "2020-03-02", {"year": "2020", "service": "supervision"})
    pool = [{"name": "甲监理", "qualification": "甲级"}, {"name": "乙监理", "qualification": "甲级"}]
    life.does("vendor_pool.choose", "2020-03-16", {"size": "2", "vendors": pool})
    life.does("service_task.assign", "2020-03-17", {"service": "supervision", "vendor": "甲监理"})
    life.does("service_task.record", "2020-05-11", {"on_day": "2020-05-11", "record": "例会"})
    life.papers.append("service_report")
    life.does("service_task.finish", "2020-10-09", {"finished_on": "2020-10-09", "work": "七个月"})
    assert life.refused("construction.complete", "2020-10-12", {"differs_from_baseline": "yes"}) == {
        "build_as_approved"
    }
    change = {"baseline": "十二个模块", "special_reason": "接口调整", "new_scheme": "减少一个", "new_total": "150万元"}
    life.does("change.apply", "2020-10-13", change)
    life.does("change.approve", "2020-10-20")
    life.does("construction.complete", "2020-10-26", {"differs_from_baseline": "no"})


def accepted(life: Life) -> None:
    life.papers.append("building_summary")
    assert "two_stages" in life.refused("acceptance.apply", "2020-10-27", {"summary": "建成"})
    life.does("initial_acceptance.fail", "2020-10-28", {"held_on": "2020-10-28", "defects": "接口不通"})
    passed = life.does("initial_acceptance.pass", "2020-11-02", {"held_on": "2020-11-02", "opinion": "同意"})
    assert [duty.id for duty in passed.duties_opened] == ["apply_for_acceptance"]
    life.does("acceptance.apply", "2020-11-16", {"summary": "建成"})
    report = {"held_on": "2020-11-24", "experts": [{"name": "陈立", "opinion": "见意见"}], "opinion": "见报告"}
    life.does("acceptance.hold", "2020-11-24", report | {"result": "failed", "rectify_by": "2020-12-10"})
    assert life.refused("acceptance.apply", "2020-12-01", {"summary": "建成"}) == {"rectified_before_reapplying"}
    life.does("acceptance.apply", "2020-12-02", {"summary": "建成", "rectified": "已补接口"})
    again = report | {"held_on": "2020-12-08", "result": "passed"}
    for role in ("finance", "procurement_office"):
        assert life.refused("acceptance.hold", "2020-12-08", again, without=role) == {f"{role}.opinion"}
    held = life.does("acceptance.hold", "2020-12-08", again)
    assert {duty.id for duty in held.duties_opened} == {"final_audit", "put_in_audit_scope", "settle"}


def settled(life: Life, amount: str) -> None:
    life.papers += ["final_accounts", "audit_report", "project_archive", "om_rules"]
    life.does("final_audit.list", "2020-12-14", {"year": "2021"})
    life.does("final_audit.cooperate", "2021-01-11", {"given": "决算报表"})
    life.does("settlement.finish", "2020-12-21", {"finished_on": "2020-12-21", "settled_amount": amount})
    server = {"name": "服务器", "hardware": "yes", "number": "2", "cost": "8万元", "publicly_serving": "yes"}
    server |= {"in_cloud_centre": "no", "location": "办事大厅"}
    assert life.refused("asset.register", "2021-01-18", server) == {"registered_after_all"}
    life.does("settlement.close", "2021-01-20", {"closed_on": "2021-01-20", "total": amount})
    life.does("final_audit.report", "2021-03-01", {"reported_on": "2021-03-01"})
    life.does("final_audit.copy", "2021-03-05", {"copied_on": "2021-03-05"})
    life.does("asset.register", "2021-01-21", server)
    custody = {"custody_ground": "public_service", "custodian": "六安市水利局", "location": "办事大厅"}
    life.does("asset.entrust", "2021-01-22", custody)
    life.does("project.hand_over_archive", "2021-01-25", {"volumes": "12", "received_by": "钱进"})


def operated(life: Life) -> None:
    life.does("operation.start", "2020-12-10", {"started_on": "2020-12-10", "warranty_until": "2021-12-09"})
    life.does("operation.rules", "2020-12-15")
    funds = {"amount": "9万元", "why": "驻场"}
    assert life.refused("operation.apply_funds", "2021-12-09", funds) == {"om_after_warranty"}
    life.does("operation.apply_funds", "2021-12-10", funds)
    assert life.refused("asset.move_entrusted", "2022-03-01", {"location": "二楼"}) == {"asset_moves"}
    life.does("asset_move.ask", "2022-03-02", {"to": "二楼", "reason": "装修", "really_needed": "yes"})
    life.does("asset_move.agree", "2022-03-03")
    life.does("asset.move_entrusted", "2022-03-04", {"location": "二楼"})
    life.does("asset_move.finish", "2022-03-04", {"carried_out_on": "2022-03-04"})
    assert life.refused("asset.move_entrusted", "2022-03-07", {"location": "三楼"}) == {"asset_moves"}
    six = ("application", "sharing", "effect", "security", "innovation", "benefit")
    life.does("evaluation.open", "2022-06-01", {"year": "2021"})
    found = dict.fromkeys(six, "90") | {
        "concluded_on": "2022-06-30",
        "score": "90",
        "result": "good",
        "use": "继续投入",
    }
    life.does("evaluation.conclude", "2022-06-30", found)
    life.does("asset.retire", "2026-05-11", {"why": "老化", "approval": "固资〔2026〕8号"})
    assert life.refused("project.close", "2026-06-01") == {"closing_the_file"}
    life.does("operation.retire", "2026-06-30")
    life.does("project.close", "2026-07-06")


def test_an_own_project_lives_through_the_five_stages(pack: Pack, calendar: Calendar) -> None:
    life = Life(pack, calendar)
    declared(life, "1500万元", ["none"])
    reviewed(life, "1450万元")
    granted(life, "1450万元")
    planned(life, "1450万元")
    bought(life, "1400万元")
    built(life)
    accepted(life)
    settled(life, "1400万元")
    operated(life)


def test_a_simple_project_goes_with_the_offices_own_application(pack: Pack, calendar: Calendar) -> None:
    life = Life(pack, calendar)
    declared(life, "160万元", ["clear_need", "simple_architecture"])
    reviewed(life, "150万元")
    assert life.refused("project.choose_path", "2019-09-16", {"approval_path": "own"}) == {"reason_for_own_path"}
    life.does("project.choose_path", "2019-09-17", {"approval_path": "bundled"})
    assert "own_route" in life.refused("approval.apply", "2019-09-18", {"total_estimate": "150万元"})
    life.does("approval_bundle.open", "2019-09-18", {"number": "2019-1"})
    life.does("approval.list", "2019-09-19")
    life.papers.append("bundled_proposal")
    life.does("approval_bundle.submit", "2019-09-20")
    life.does("approval_bundle.return", "2019-09-24")
    life.does("approval_bundle.submit", "2019-09-26")
    reply = {"reply_number": "六发改审批〔2019〕31号", "replied_on": "2019-10-30"}
    said = life.does("approval_bundle.grant", "2019-10-31", reply)
    assert [effect.after for effect in said.effects if effect.subject_kind == "approval"] == ["granted"]
    planned(life, "150万元")
    bought(life, "148万元")
    built(life)
    accepted(life)


def test_a_late_declaration_needs_the_offices_reason(pack: Pack, calendar: Calendar) -> None:
    life = Life(pack, calendar)
    life.does("project.register", "2019-07-01", PROJECT | {"local_budget_funds": "90万元"})
    life.does("declaration.draft", "2019-07-01", PREPARED)
    life.papers += ["building_basis", "building_scheme"]
    late = form("90万元", ["equipment"], no_pre_review="应急，专家已参加预研")
    decision = life.does("declaration.submit", "2019-07-02", late)
    assert "declaration_in_time" in {f.id for f in decision.findings if f.truth == "unmet"}
    complete = {"papers_complete": "yes", "papers_in_form": "yes"}
    assert life.refused("declaration.admit", "2019-07-08", complete) == {"late_ones_admitted_with_reason"}
    life.does("declaration.admit", "2019-07-08", complete | {"late_reason": "首期只有一个月"})


def test_a_failed_project_is_prepared_anew_or_closed(pack: Pack, calendar: Calendar) -> None:
    life = Life(pack, calendar)
    declared(life, "160万元", ["none"])
    life.does("declaration.return", "2019-07-02")
    life.does("declaration.submit", "2019-07-03", form("160万元", ["none"]))
    complete = {"papers_complete": "yes", "papers_in_form": "yes", "late_reason": "补正"}
    life.does("declaration.admit", "2019-07-08", complete)
    life.does("review.conclude", "2019-08-20", opinion("fail", "160万元"))
    for act in ("project.choose_path", "approval.list", "plan_line.propose", "construction.start"):
        assert not life.asks(act, "2019-09-02", {}).outcome.allows
    life.does("declaration.reopen", "2020-03-02", PREPARED)
    life.does("declaration.withdraw", "2020-03-03")
    life.does("project.close", "2020-03-04")


def test_what_the_units_own_money_builds_is_only_on_record(pack: Pack, calendar: Calendar) -> None:
    life = Life(pack, calendar)
    life.does("project.register", "2019-06-03", PROJECT | {"local_budget_funds": "0元", "funding": ["own"]})
    for act in ("declaration.draft", "construction.start", "payment.request", "approval.list"):
        assert life.asks(act, "2019-06-04").outcome is Outcome.OUT_OF_SCOPE
    guided = {"citywide": "yes", "plans": "智慧城市规划", "scheme": "统一平台", "opinion": "按规划推进"}
    life.does("project.guide", "2019-07-01", guided)
    life.does("project.close", "2021-01-11")


def test_a_secret_project_holds_no_content(pack: Pack, calendar: Calendar) -> None:
    life = Life(pack, calendar)
    life.does("project.register", "2019-06-03", {"title": "甲一", "secrecy": "secret"})
    for act in ("declaration.draft", "review.open", "approval.apply", "contract.draft", "payment.request"):
        assert life.asks(act, "2019-06-04").outcome is Outcome.OUT_OF_SCOPE
    life.does("secret_node.file", "2019-08-05", {"node": "review", "done_on": "2019-08-02", "result": "passed"})
    life.does("project.close", "2021-01-11")


def test_a_lagging_project_costs_its_unit_the_next_declaration(pack: Pack, calendar: Calendar) -> None:
    life = Life(pack, calendar)
    life.does("project.register", "2019-06-03", PROJECT | {"local_budget_funds": "90万元"})
    assert life.refused("sanction.defer", "2019-12-02") == {"sanction_after_rectification"}
    life.does("bulletin.issue", "2019-12-03", {"month": "2019年11月", "lines": [{"project": "平台", "report": "未报"}]})
    for role in ("finance", "audit"):
        lag = {"ground": "progress", "facts": "滞后三个月"}
        assert life.refused("inspection.open", "2019-12-04", lag, without=role) == {f"{role}.join"}
    life.does("inspection.open", "2019-12-04", {"ground": "progress", "facts": "滞后三个月"})
    life.does("inspection.find", "2019-12-10", {"outcome": "failed", "found": "无人负责"})
    life.does("rectification.order", "2019-12-11", {"demand": "明确专人", "rectify_by": "2020-01-31"})
    assert life.refused("rectification.give_up", "2020-01-31") == {"given_up_after_the_day"}
    life.papers.append("rectification_evidence")
    life.does("rectification.report", "2020-01-20", {"done": "已明确"})
    life.does("rectification.check", "2020-02-10", {"outcome": "failed", "why": "仍无进展"})
    life.does("sanction.defer", "2020-02-17")
    life.does("declaration.draft", "2020-03-02", PREPARED)
    life.papers += ["building_basis", "building_scheme"]
    told = form("90万元", ["equipment"], no_pre_review="已在预研阶段参加", year_declared="2021")
    assert life.refused("declaration.submit", "2020-06-15", told) == {"deferral_after_failed_rectification"}
    life.does("declaration.submit", "2021-03-15", told)
