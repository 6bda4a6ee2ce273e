"""A project of the 2021 measure known by its past events alone, and the longer stretches of its life."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chengzhang.engine.case import Act, Part
from chengzhang.engine.clock import Calendar
from chengzhang.engine.decide import decide
from chengzhang.engine.decision import Decision
from chengzhang.engine.facts_file import read_case
from chengzhang.engine.pack.model import Pack


@dataclass
class Life:
    """A project known by its past events alone; each step is decided on the case that they make."""

    pack: Pack
    calendar: Calendar
    events: list[dict[str, Any]] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=lambda: {"unit.type": "party"})

    def asks(
        self,
        act: str,
        on: str,
        answers: dict[str, Any] | None = None,
        *,
        lifted: dict[str, str] | None = None,
        without: str = "",
    ) -> Decision:
        """What the engine answers to an act by the right person, all parties but `without` in favour."""
        day = date.fromisoformat(on)
        said = {"answers": answers} if answers is not None else {"answers": {}}
        case = read_case(self.pack, {"facts": self.facts, "events": self.events, "papers": self.papers, **said}, day)
        action = self.pack.actions[act]
        parts = tuple(
            Part(party.role, f"{party.role}{n}", True, "同意", day)
            for party in action.with_
            if party.role != without
            for n in range(max(1, party.at_least))
        )
        roles = frozenset({action.entered_by or action.by, *(["authority"] if lifted else [])})
        subject = case.subject(act)
        if "new" in action.from_states and self.pack.subject_types[action.subject].many:
            subject = type(subject)(action.subject, f"{action.subject}-new", parent=subject.parent)
        told = Act(
            act,
            day,
            roles,
            person="甲",
            answers=case.answers,
            reason="依规办理" if action.reason else "",
            lifted=lifted or {},
            parts=parts,
        )
        return decide(self.pack, subject, told, self.calendar, case.bench)

    def does(self, act: str, on: str, answers: dict[str, Any] | None = None, **how: Any) -> Decision:
        """The act must be allowed; from then on it has happened."""
        decision = self.asks(act, on, answers, **how)
        assert decision.outcome.allows, [act, *((f.id, f.say) for f in decision.against)]
        self.events.append({"act": act, "on": on, "answers": answers or {}})
        return decision

    def refused(self, act: str, on: str, answers: dict[str, Any] | None = None, **how: Any) -> set[str]:
        """The act must not be allowed; the ids of what stands against it."""
        decision = self.asks(act, on, answers, **how)
        assert not decision.outcome.allows, act
        return {f.id for f in decision.against}


DESIGN = {
    "title": "防汛抗旱调度会商系统",
    "nature": "new",
    "contents": ["software_development"],
    "serves_public_duty": "yes",
    "duty_served": "防汛抗旱指挥",
    "current_state": "现有系统两套",
    "needs": "统一会商",
    "basis": "防汛条例",
    "goals": "一屏会商",
    "other_funds": "0元",
    "services": ["supervision", "system_test", "mlps", "crypto"],
    "scope": "会商平台",
    "equipment": [{"item": "无", "spec": "无"}],
    "process": "会商流程",
    "architecture": "微服务",
    "sharing": "雨情水情共享",
    "schedule": [{"step": "开发", "by": "2027-06-30"}],
    "security": "等保三级",
    "site": "gov_cloud",
    "network": "extranet",
}
EIGHT = (
    "meets_policy",
    "fits_plans",
    "reuses_existing",
    "sound_design",
    "sharing_list_given",
    "security_solved",
    "sound_estimate",
    "other_conditions",
)
HANDED_IN = (
    "contract_text",
    "tender_file",
    "function_test",
    "om_agreement",
    "database_rights",
    "source_code",
    "interfaces",
    "supervision_report",
    "system_test_report",
    "mlps_report",
    "crypto_report",
)


def declared(life: Life, total: str, year: int = 2026, *, day: str = "07-20") -> None:
    life.does(
        "project.register",
        f"{year}-05-11",
        {"title": DESIGN["title"], "secrecy": "plain", "supply_mode": "invested", "local_budget_funds": total},
    )
    life.does(
        "declaration.draft",
        f"{year}-05-12",
        {"nature": "new", "contents": ["software_development"], "total_estimate": total, "crosses_levels": "no"},
    )
    life.papers += ["sharing_list", "security_solution"]
    money = {"cost_lines": [{"item": "软件", "sum": total}], "total_estimate": total, "local_budget_funds": total}
    life.does("declaration.submit", f"{year}-{day}", DESIGN | money)


def concluded(total: str, day: str, conclusion: str = "pass", **more: Any) -> dict[str, Any]:
    return {
        **dict.fromkeys(EIGHT, "yes"),
        "isolated": "no",
        "expert_count": "3",
        "held_on": day,
        "reviewed_total": total,
        "conclusion": conclusion,
        **more,
    }


def reviewed(life: Life, total: str, year: int = 2026) -> None:
    life.does(
        "declaration.admit",
        f"{year}-07-27",
        {"papers_complete": "yes", "conditions_addressed": "yes", "duplicates": "无"},
    )
    assert life.refused(
        "review.conclude", f"{year}-08-18", concluded(total, f"{year}-08-18"), without="cryptography"
    ) == {"cryptography.opinion"}
    life.does("review.conclude", f"{year}-08-18", concluded(total, f"{year}-08-18"))


def planned(life: Life, budget: str, year: int = 2027) -> None:
    life.does("annual_plan.open", f"{year - 1}-10-12", {"year": str(year)})
    life.does("plan_line.propose", f"{year - 1}-10-20", {"year": str(year), "volume": "build", "budget": budget})
    short = {"build_total": budget, "maintain_total": "0元", "pay_total": "0.01元"}
    assert life.refused("annual_plan.submit", f"{year - 1}-11-02", short) == {"volumes_add_up"}
    life.does(
        "annual_plan.submit", f"{year - 1}-11-02", {"build_total": budget, "maintain_total": "0元", "pay_total": "0元"}
    )
    life.papers.append("plan_reply")
    life.does("annual_plan.approve", f"{year - 1}-12-10", {"number": "六政秘〔2026〕90号", "date": f"{year - 1}-12-08"})
    life.does("annual_plan.merge", f"{year - 1}-12-15")


def contracted(life: Life, amount: str) -> None:
    life.does("procurement.start", "2027-01-11", {"method": "open", "budget": amount, "what": "平台"})
    life.does("procurement.accept", "2027-01-12")
    life.does("procurement.announce", "2027-01-18", {"announced_on": "2027-01-18"})
    life.does(
        "procurement.award", "2027-02-22", {"supplier": "云图公司", "awarded_on": "2027-02-22", "award_amount": amount}
    )
    life.does("contract.draft", "2027-02-23", {"kind": "main", "party": "云图公司"})
    terms = {"signed_on": "2027-03-01", "amount": amount, "acceptance_due_on": "2027-09-30"}
    assert "three_lists" in life.refused("contract.sign", "2027-03-01", terms)
    rows = [
        {"list_kind": "duty", "dataset": "雨情", "share_scope": "市直部门", "open_public": "yes"},
        {"list_kind": "need", "dataset": "水库水位", "provider": "六安市应急管理局", "purpose": "会商"},
        {"list_kind": "negative", "dataset": "涉密测绘", "legal_basis": "测绘成果管理条例"},
    ]
    life.does("contract.list", "2027-02-24", {"rows": rows})
    assert life.refused("contract.sign", "2027-03-01", terms, without="authority") == {"authority.sign"}
    life.does("contract.sign", "2027-03-01", terms)


def built(life: Life) -> None:
    life.does("construction.start", "2027-03-02", {"started_on": "2027-03-02", "manager": "许晓岚"})
    life.does("construction.report", "2027-04-20", {"done": "完成开发"})
    life.does(
        "construction.complete",
        "2027-07-01",
        {
            "differs_from_baseline": "no",
            "security_built": "yes",
            "site": "gov_cloud",
            "network": "extranet",
            "platform_connected": "yes",
            "service_platform_connected": "yes",
        },
    )
    life.does("trial.start", "2027-07-02", {"started_on": "2027-07-02"})
    report = {"finished_on": "2027-08-01", "running": "平稳"}
    assert life.refused("trial.finish", "2027-08-01", report) == {"trial_long_enough"}
    life.does("trial.finish", "2027-08-02", report | {"finished_on": "2027-08-02"})


def accepted(life: Life) -> None:
    assert "acceptance_papers" in life.refused("acceptance.apply", "2027-08-03", {"summary": "建成"})
    life.papers += HANDED_IN
    life.does("acceptance.apply", "2027-08-03", {"summary": "建成"})
    life.does("acceptance.agree", "2027-08-10")
    report = {"held_on": "2027-08-20", "witness": "蒋红梅", "opinion": "通过"}
    failed = report | {"result": "failed", "rectify_by": "2027-09-10"}
    life.does("acceptance.hold", "2027-08-20", failed)
    start = {"started_on": "2027-08-23", "security_running": "yes"}
    assert life.refused("operation.start", "2027-08-23", start) == {"use_after_acceptance"}
    life.does("acceptance.apply", "2027-09-06", {"summary": "整改完成", "rectified": "已补接口"})
    life.does("acceptance.agree", "2027-09-07")
    passed = report | {"held_on": "2027-09-10", "result": "passed"}
    assert life.refused("acceptance.hold", "2027-09-10", passed, without="procurement_office") == {
        "procurement_office.witness"
    }
    life.does("acceptance.hold", "2027-09-10", passed)


def after(life: Life, amount: str, settled: str, surplus: str) -> None:
    life.does("payment.request", "2027-09-13", {"amount": amount, "node": "验收款"})
    life.does("payment.pay", "2027-09-20", {"paid_on": "2027-09-20"})
    life.does("settlement.finish", "2027-10-11", {"finished_on": "2027-10-11", "settled_amount": settled})
    assert life.refused("settlement.close", "2027-10-12") == {"surplus_goes_back"}
    life.does("settlement.refund", "2027-10-20", {"refunded_amount": surplus, "refunded_on": "2027-10-20"})
    life.does("operation.start", "2027-09-15", {"started_on": "2027-09-15", "security_running": "yes"})
    life.papers += ["om_rules", "security_assessment"]
    life.does("operation.rules", "2027-10-15")
    life.does(
        "asset.register", "2027-10-18", {"name": "服务器", "number": "2", "cost": "8万元", "publicly_serving": "yes"}
    )
    life.does(
        "asset.entrust",
        "2027-10-19",
        {"custody_ground": "public_service", "custodian": "六安市水利局", "location": "机房"},
    )
    life.does("operation.file", "2028-01-28", {"year": "2027", "summary": "平稳", "cost": "3万元"})
    life.does("operation.assess", "2028-05-08", {"assessed_on": "2028-05-06", "finding": "符合"})
    seven = ("cost_benefit", "effect", "efficiency", "frequency", "sharing", "security", "innovation")
    life.does("evaluation.open", "2028-06-01", {"year": "2027", "evaluator": "experts"})
    life.does(
        "evaluation.conclude",
        "2028-06-30",
        {
            **dict.fromkeys(seven, "90"),
            "concluded_on": "2028-06-30",
            "score": "90",
            "result": "excellent",
            "opinion": "达到预期",
        },
    )
    life.does("operation.retire", "2033-06-30")
    life.does("project.close", "2033-07-04")
