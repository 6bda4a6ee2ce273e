"""The county measure lived through: every act allowed in its turn, on every line, and what should stop it does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chengzhang.engine.case import Act, Part
from chengzhang.engine.clock import Calendar
from chengzhang.engine.clock.load import load_calendar
from chengzhang.engine.decide import decide
from chengzhang.engine.decision import Decision, Outcome
from chengzhang.engine.facts_file import read_case
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack

PACKS = Path(__file__).parents[2] / "packs"


@dataclass
class Walk:
    """A project known by its past events alone; each step is decided on the case that they make."""

    pack: Pack
    calendar: Calendar
    events: list[dict[str, Any]] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=lambda: {"unit.type": "party"})
    rulings: dict[str, str] = field(default_factory=dict)

    def asks(
        self,
        act: str,
        on: str,
        answers: dict[str, Any] | None = None,
        *,
        by: str = "",
        lifted: dict[str, str] | None = None,
        without: str = "",
    ) -> Decision:
        """What the engine answers to an act by the right person (or `by`), all parties but `without` in favour."""
        day = date.fromisoformat(on)
        told = {"facts": self.facts, "events": self.events, "papers": self.papers, "rulings": self.rulings}
        case = read_case(self.pack, {**told, "answers": answers or {}}, day)
        action = self.pack.actions[act]
        subject = case.subject(act)
        begins = "new" in action.from_states and subject.state not in action.from_states
        if begins and self.pack.subject_types[action.subject].many:
            subject = type(subject)(action.subject, f"{action.subject}-new", parent=subject.parent)
        parts = tuple(
            Part(party.role, f"{party.role}{n}", True, "同意", day)
            for party in action.with_
            if party.role != without
            for n in range(max(1, party.at_least))
        )
        roles = frozenset({by or action.entered_by or action.by, *(["authority"] if lifted else [])})
        reason = "依规办理" if action.reason else ""
        done = Act(act, day, roles, "甲", answers=case.answers, reason=reason, lifted=lifted or {}, parts=parts)
        return decide(self.pack, subject, done, self.calendar, case.bench)

    def does(self, act: str, on: str, answers: dict[str, Any] | None = None, **how: Any) -> Decision:
        """The act must be allowed; from then on it has happened."""
        decision = self.asks(act, on, answers, **how)
        assert decision.outcome.allows, [act, decision.outcome, *((f.id, f.say) for f in decision.against)]
        self.events.append({"act": act, "on": on, "answers": answers or {}})
        return decision

    def refused(self, act: str, on: str, answers: dict[str, Any] | None = None, **how: Any) -> set[str]:
        """The act must not be allowed; the ids of what stands against it."""
        decision = self.asks(act, on, answers, **how)
        assert not decision.outcome.allows, act
        return {f.id for f in decision.against}


@pytest.fixture
def walk() -> Walk:
    pack = load_pack(PACKS / "cn-anhui-luan-jinzhai" / "2022-06-16")
    return Walk(pack, load_calendar(PACKS / "_calendars" / "cn"))


FUNDS = {"fiscal_funds": "90万元", "self_raised_funds": "10万元", "loan_funds": "0元", "other_funds": "0元"}


def registered(walk: Walk, *funding: str) -> None:
    walk.does(
        "project.register",
        "2026-05-11",
        {
            "title": "基层治理平台",
            "matter": "project",
            "secrecy": "plain",
            "funding": list(funding or ("fiscal", "own")),
            "project_scope": "cross_department",
            "superior_unit": "六安市农业农村局",
        },
    )


def scheme(**other: Any) -> dict[str, Any]:
    return {
        "equipment": [{"item": "终端", "spec": "国产", "number": "2"}],
        "separate_hardware": ["none"],
        "new_data_centre": "no",
        "new_private_network": "no",
        "existing_situations": ["new_functions"],
        "functions": [{"module": "受理"}],
        "costs": [{"item": "软件", "sum": "100万元"}],
        "cost_supervision": "3万元",
        "cost_test": "2万元",
        "cost_mlps": "4万元",
        "total_estimate": "100万元",
        "catalogue": [{"dataset": "农情", "sharing": "universal", "exclusive": "no"}],
        "sharing_mechanism": "按季更新",
        "feedback_mechanism": "按月反馈",
        "cloud_use": "部署在县云",
        "extranet_use": "走外网",
        "brain_use": "接入中台",
        "security_facilities": "按三级建设",
        **other,
    }


def declared(walk: Walk, on: str = "2026-09-28", *, temporary: str = "no", **other: Any) -> None:
    walk.does(
        "declaration.draft",
        "2026-05-12",
        {
            "requirement": "省厅要求",
            "served": "农业服务",
            "nature": "new",
            "object_kinds": ["application"],
            "application_kinds": ["management"],
            "reuse": "县云",
            "temporary_need": temporary,
            **({"temporary_reason": "汛情"} if temporary == "yes" else {}),
        },
    )
    walk.does("declaration.scheme", "2026-06-01", scheme(**other))
    walk.does(
        "declaration.existing",
        "2026-06-02",
        {
            "hardware": [{"item": "终端", "number": "3"}],
            "software": [{"item": "操作系统"}],
            "security": "防火墙",
            "applications": [{"item": "旧平台"}],
            "bought": "2019年",
            "warranty_end": "2022年",
            "in_use": "在用",
            "cost": "10万元",
            "problems": "老旧",
        },
    )
    form = {
        "applicant": "金寨县农业农村局",
        "apply_date": "2026-06-03",
        "leader": "许晓岚",
        "contact": "周立",
        "phone": "05647000000",
        "email": "a@jz.gov.cn",
        "title": "基层治理平台",
        "period_from": "2027-01-01",
        "period_to": "2027-12-01",
        "total_estimate": "100万元",
        "basis_content": "按省厅要求建设",
        **FUNDS,
    }
    walk.does("declaration.fill", "2026-06-03", form)
    assert walk.refused("declaration.endorse", "2026-06-04", {"opinion": "同意", "sealed_on": "2026-06-04"})
    walk.papers.append("sealed_form")
    walk.does("declaration.endorse", "2026-06-04", {"opinion": "同意", "sealed_on": "2026-06-04"})
    assert walk.refused("declaration.submit", on) == {"declaration_papers", "estimate_and_feasibility"}
    walk.papers += ["basis", "estimate", "feasibility"]
    walk.does("declaration.submit", on)


def opinion(on: str, **other: str) -> dict[str, Any]:
    items = ("meets_requirements", "fits_plans", "technically_sound", "secure", "economically_sound")
    return {
        **dict.fromkeys(items, "yes"),
        "fits_integration": "yes",
        "integration_note": "接入省级平台",
        "held_on": on,
        "reviewed_total": "95万元",
        "conclusion": "pass",
        **other,
    }


def approved(walk: Walk, on: str = "2026-11-09", total: str = "95万元") -> None:
    walk.does("approval.submit", on)
    decision = walk.does("approval.grant", on, {"number": "金政秘〔2026〕3号", "granted_on": on, "total": total})
    assert "feed_back" in {duty.id for duty in decision.duties_opened}
    assert {duty.id for duty in walk.does("approval.deliver", on).duties_closed} == {"feed_back"}
    walk.does("project.appoint", on, {"responsible_person": "许晓岚"})


def planned(walk: Walk) -> None:
    walk.does("annual_plan.open", "2026-11-16", {"year": "2027"})
    walk.does("plan_line.propose", "2026-11-17", {"year": "2027", "budget": "95万元", "funding": "财政资金"})
    walk.does("annual_plan.issue", "2026-12-01")
    walk.does("annual_plan.file_finance", "2026-12-02", {"finance_filed_on": "2026-12-02"})
    assert walk.refused("annual_plan.finish", "2026-12-02") == {"both_filed"}
    walk.does("annual_plan.file_reform", "2026-12-03", {"reform_filed_on": "2026-12-03"})
    walk.does("annual_plan.finish", "2026-12-03")


BUYING = {"kind": "services", "method": "open", "legal_basis": "政府采购法", "budget": "95万元", "secret_part": "no"}
MONEY = {"year": "2027", "use": "build", "amount": "50万元"}


def built(walk: Walk) -> None:
    walk.does("procurement.start", "2027-01-11", BUYING)
    award = {"supplier": "云图公司", "awarded_on": "2027-02-22", "award_amount": "90万元"}
    walk.does("procurement.award", "2027-02-22", award)
    walk.does(
        "contract.sign",
        "2027-03-01",
        {"kind": "main", "party": "云图公司", "signed_on": "2027-03-01", "amount": "90万元"},
    )
    walk.papers += ["management_rules", "security_rules"]
    walk.does("project.set_rules", "2027-03-01")
    walk.does("project.set_security_rules", "2027-03-01")
    walk.does("construction.start", "2027-03-02", {"started_on": "2027-03-02"})
    walk.does("construction.report", "2027-04-20", {"done": "完成开发"})
    walk.does("construction.adjust", "2027-05-10", {"what": "换页面风格", "changes_opinion": "no"})
    assert walk.refused("construction.complete", "2027-06-30", {"as_approved": "no"}) == {"built_as_approved"}
    walk.does("construction.complete", "2027-06-30", {"as_approved": "yes"})


FINAL = {
    "participants": [{"unit": "金寨县财政局"}],
    "measures_in_place": "yes",
    "facilities_built": "yes",
    "opinion": "通过",
}


def accepted(walk: Walk) -> None:
    initial = {"held_on": "2027-07-05", "problems": "性能不足"}
    walk.does("initial_acceptance.fail", "2027-07-05", initial)
    assert walk.refused("trial.start", "2027-07-06", {"started_on": "2027-07-06"}) == {"trial_after_initial"}
    walk.does("initial_acceptance.pass", "2027-07-12", {"held_on": "2027-07-12", "opinion": "合格"})
    walk.does("trial.start", "2027-07-12", {"started_on": "2027-07-12"})
    report = {"running": "平稳"}
    early = report | {"finished_on": "2027-10-11"}
    assert walk.refused("trial.finish", "2027-10-11", early) == {"three_months_from_initial"}
    hold = FINAL | {"held_on": "2027-10-12", "result": "passed"}
    assert "final_after_trial" in walk.refused("acceptance.hold", "2027-10-12", hold)
    walk.does("trial.finish", "2027-10-12", report | {"finished_on": "2027-10-12"})
    assert walk.refused("acceptance.hold", "2027-10-12", hold) == {"final_papers", "systems_carried_out"}
    walk.papers += ["summary", "initial_and_rectified", "sharing_done", "test_report", "risk_assessment"]
    walk.papers += ["crypto_report", "tender_record", "procurement_record", "supervision_record"]
    walk.papers += ["contract_record", "mlps_record"]
    assert walk.refused("acceptance.hold", "2027-10-12", hold, without="expert") == {"expert.advice"}
    walk.does("acceptance.hold", "2027-10-12", hold)


def after(walk: Walk) -> None:
    started = walk.does("operation.start", "2027-10-20", {"started_on": "2027-10-20"})
    due = {duty.id: duty.due.on for duty in started.duties_opened}
    assert due["evaluate_in_time"] == date(2028, 4, 20)
    walk.papers += ["om_rules", "risk_report"]
    walk.does("operation.rules", "2027-10-25")
    walk.does("operation.log", "2027-11-01", {"on_day": "2027-11-01", "event": "巡检"})
    walk.does("payment.request", "2027-11-02", {"amount": "90万元", "source": "fiscal"})
    walk.does("payment.pay", "2027-11-10", {"paid_on": "2027-11-10"})
    walk.does("evaluation.report", "2028-04-10", {"concluded_on": "2028-04-10", "effect": "良好", "problems": "无"})
    walk.does("evaluation.send_finance", "2028-04-11")
    closed = walk.does("evaluation.send_authority", "2028-04-12")
    assert {duty.id for duty in closed.duties_closed} == {"evaluate_in_time"}
    walk.does("operation.assess", "2028-09-08", {"assessed_on": "2028-09-06", "finding": "符合"})
    walk.does("operation.retire", "2033-06-30")
    walk.does("project.close", "2033-07-04")


def test_a_planned_project_lives_from_draft_to_archive(walk: Walk) -> None:
    registered(walk)
    walk.does("project.pledge", "2026-05-12", {"name": "周立", "duties": PLEDGED})
    declared(walk)
    assert "approved_before_procurement" in walk.refused("procurement.start", "2026-10-12", BUYING)
    walk.does("review.conclude", "2026-10-20", opinion("2026-10-20"))
    approved(walk)
    assert walk.refused("allocation.make", "2026-11-10", MONEY) == {"off_plan_allocation"}
    planned(walk)
    walk.does("allocation.make", "2027-01-05", MONEY)
    built(walk)
    accepted(walk)
    after(walk)


PLEDGED = {"依法做好信息安全管理": "yes", "不泄露国家秘密": "yes", "不侵害国家社会集体利益和第三方权益": "yes"}


def test_a_returned_declaration_is_reviewed_once_more_and_a_refused_one_declared_anew(walk: Walk) -> None:
    registered(walk)
    declared(walk, "2026-08-03")
    walk.does("declaration.return", "2026-08-10")
    assert walk.refused("review.conclude", "2026-08-11", opinion("2026-08-11"))
    walk.does("declaration.fill", "2026-08-12", walk.events[4]["answers"])
    walk.does("declaration.endorse", "2026-08-13", {"opinion": "同意", "sealed_on": "2026-08-13"})
    walk.does("declaration.submit", "2026-08-14")
    walk.does("review.conclude", "2026-08-20", opinion("2026-08-20"))
    walk.does("approval.submit", "2026-08-21")
    walk.does("approval.refuse", "2026-09-01")
    walk.does("declaration.reopen", "2026-09-02", walk.events[1]["answers"])
    walk.does("declaration.fill", "2026-09-03", walk.events[4]["answers"])
    walk.does("declaration.endorse", "2026-09-04", {"opinion": "同意", "sealed_on": "2026-09-04"})
    walk.does("declaration.submit", "2026-09-07")
    walk.does("review.conclude", "2026-09-10", opinion("2026-09-10"))
    walk.does("approval.submit", "2026-09-11")


def test_a_temporary_project_is_reviewed_approved_and_then_put_on_the_plan(walk: Walk) -> None:
    registered(walk)
    declared(walk, "2026-11-02", temporary="yes")
    walk.does("review.conclude", "2026-11-04", opinion("2026-11-04"))
    line = {"year": "2026", "budget": "95万元", "funding": "财政资金"}
    assert walk.refused("plan_line.insert", "2026-11-05", line) == {"temporary_by_procedure"}
    approved(walk)
    assert walk.refused("allocation.make", "2026-11-10", MONEY) == {"off_plan_allocation"}
    done = walk.does("plan_line.insert", "2026-11-11", line)
    assert {duty.id for duty in done.duties_closed} == {"insert_temporary"}
    walk.does("allocation.make", "2026-11-12", MONEY)


def test_money_off_the_plan_needs_the_governments_consent_and_own_money_does_not(walk: Walk) -> None:
    registered(walk)
    declared(walk)
    walk.does("review.conclude", "2026-10-20", opinion("2026-10-20"))
    approved(walk)
    asking = {"amount": "10万元", "source": "transfer"}
    assert walk.asks("payment.request", "2026-11-16", asking).outcome is Outcome.BLOCKED_IN_PRINCIPLE
    lifted = {"off_plan_payment": "防汛急需"}
    assert walk.refused("payment.request", "2026-11-16", asking, lifted=lifted) == {"off_plan_payment"}
    walk.papers.append("off_plan_reply")
    done = walk.asks("payment.request", "2026-11-16", asking, lifted=lifted)
    assert done.outcome is Outcome.ALLOWED_WITH_RECORD
    assert walk.asks("payment.request", "2026-11-16", asking | {"source": "own"}).outcome is Outcome.ALLOWED


def test_a_change_moves_the_approved_total_once_approved_and_filed(walk: Walk) -> None:
    registered(walk)
    declared(walk)
    walk.does("review.conclude", "2026-10-20", opinion("2026-10-20"))
    approved(walk)
    planned(walk)
    over = {"amount": "96万元", "source": "own"}
    assert walk.refused("payment.request", "2027-01-04", over) == {"paid_within_estimate"}
    rows = [{"item": "模块", "before": "12个", "after": "13个"}]
    walk.does("change.apply", "2027-01-05", {"why": "接口", "before_after": rows, "new_total": "97万元"})
    reply = {"number": "金政秘〔2027〕1号", "approved_on": "2027-01-20"}
    assert walk.refused("change.approve", "2027-01-20", reply) == {"change_filed"}
    walk.does("change.file", "2027-01-20", {"filed_on": "2027-01-05"})
    walk.does("change.approve", "2027-01-20", reply)
    assert walk.asks("payment.request", "2027-01-21", over).outcome.allows
    less = {"why": "压减", "before_after": rows, "new_total": "90万元"}
    walk.does("change.apply", "2027-02-02", less)
    walk.does("change.file", "2027-02-02", {"filed_on": "2027-02-02"})
    walk.does("change.approve", "2027-02-20", {"number": "金政秘〔2027〕2号", "approved_on": "2027-02-19"})
    assert walk.refused("payment.request", "2027-02-22", over) == {"paid_within_estimate"}


def test_default_after_rectification_leads_step_by_step_to_the_end_of_a_project(walk: Walk) -> None:
    registered(walk)
    declared(walk)
    walk.does("review.conclude", "2026-10-20", opinion("2026-10-20"))
    approved(walk)
    planned(walk)
    walk.does("inspection.open_by_audit", "2027-02-01", {"about": "funds"})
    found = {"outcome": "failed", "found": "超付"}
    assert walk.refused("inspection.find", "2027-02-08", found, by="finance")
    walk.does("inspection.find", "2027-02-08", found, by="audit")
    order = {"demand": "追回", "rectify_by": "2027-03-31"}
    walk.does("rectification.order", "2027-02-09", order, by="audit")
    assert walk.refused("sanction.defer", "2027-03-31", by="audit") == {"sanction_after_default"}
    walk.does("sanction.defer", "2027-04-01", by="audit")
    assert "no_plan_money_while_deferred" in walk.refused("allocation.make", "2027-04-02", MONEY)
    walk.does("sanction.suspend", "2027-04-06", by="audit")
    assert "no_building_while_suspended" in walk.refused("procurement.start", "2027-04-07", BUYING)
    end = {"number": "金政秘〔2027〕8号", "decided": "2027-05-06"}
    walk.does("sanction.terminate", "2027-05-07", end)
    walk.does("project.close", "2027-05-10")


def test_a_mended_finding_closes_the_inspection(walk: Walk) -> None:
    registered(walk)
    walk.does("inspection.open", "2027-02-01", {"about": "security"})
    walk.does("information_request.ask", "2027-02-02", {"wanted": "测评报告", "reply_by": "2027-02-28"}, by="authority")
    walk.does("information_request.answer", "2027-02-26", {"answer": "见附件", "truthful": "yes"})
    walk.does("inspection.find", "2027-03-01", {"outcome": "failed", "found": "未测评"}, by="authority")
    walk.does("rectification.order", "2027-03-02", {"demand": "补测", "rectify_by": "2027-04-30"}, by="authority")
    assert walk.refused("inspection.close", "2027-03-03", by="authority") == {"closed_after_rectification"}
    walk.papers.append("rectification_evidence")
    walk.does("rectification.report", "2027-04-29", {"done": "已测"})
    walk.does("rectification.check", "2027-05-06", {"outcome": "passed"}, by="authority")
    walk.does("inspection.close", "2027-05-07", by="authority")


def test_hardware_is_asked_of_the_office_and_an_old_system_moves_to_the_cloud(walk: Walk) -> None:
    registered(walk)
    needed = {"needed": [{"item": "云主机", "number": "2"}], "purpose": "部署"}
    walk.does("resource_request.ask", "2026-06-01", needed)
    walk.does("resource_request.allot", "2026-06-10", {"allotted": "云主机2台"})
    walk.does("resource_request.return", "2029-06-10")
    moving = {"system_name": "旧平台", "mode": "relocation", "planned_on": "2027-06-01"}
    walk.does("migration.plan", "2026-06-01", moving)
    walk.does("migration.finish", "2027-06-15", {"done_on": "2027-06-15"})
    walk.does("project.guide", "2026-07-01", {"aspects": ["sharing"], "advice": "接入中台"})
    walk.does("project.supervise_funds", "2026-07-02", {"found": "合规", "checked_on": "2026-07-01"})


def test_office_computers_take_one_form_and_one_review(walk: Walk) -> None:
    walk.does(
        "project.register",
        "2026-11-02",
        {"title": "办公电脑", "matter": "office_computers", "secrecy": "plain", "superior_unit": "金寨县教育局"},
    )
    for act in ("declaration.draft", "approval.submit", "contract.sign", "payment.request", "allocation.make"):
        assert walk.asks(act, "2026-11-02").outcome is Outcome.OUT_OF_SCOPE
    line = {"item": "台式机", "model": "国产", "number": "2", "unit_price": "5000元", "amount": "10000元"}
    form = {
        "applicant": "金寨县教育局",
        "filled_on": "2026-11-02",
        "lines": [line],
        "total": "10000元",
        "total_in_words": "壹万元整",
        "reason": "更新",
        "budget_funds": "10000元",
        "special_funds": "0元",
        "other_funds": "0元",
        "handler": "周立",
        "handler_phone": "05647000000",
        "unit_opinion": "同意",
        "unit_head": "许晓岚",
    }
    walk.does("office_purchase.fill", "2026-11-02", form)
    walk.papers.append("sealed_purchase_form")
    walk.does("office_purchase.endorse", "2026-11-03", {"opinion": "同意", "sealed_on": "2026-11-03"})
    walk.does("office_purchase.submit", "2026-11-04")
    walk.does("office_purchase.return", "2026-11-05")
    walk.does("office_purchase.fill", "2026-11-06", form)
    walk.does("office_purchase.endorse", "2026-11-06", {"opinion": "同意", "sealed_on": "2026-11-06"})
    walk.does("office_purchase.submit", "2026-11-06")
    done = walk.does("office_purchase.agree", "2026-11-09", {"lines_checked": "yes", "opinion": "同意"})
    assert {duty.id for duty in done.duties_closed} == {"review_purchase"}
    walk.does("project.close", "2026-11-10")


def test_a_secret_project_never_enters(walk: Walk) -> None:
    secret = {"title": "甲一", "matter": "project", "secrecy": "secret", "funding": ["fiscal"]}
    more = {"project_scope": "foundation", "superior_unit": "金寨县教育局"}
    assert walk.asks("project.register", "2026-05-11", secret | more).outcome is Outcome.OUT_OF_SCOPE
