"""A project of the Jilin trial measure known by its past events alone, and the longer stretches of its life."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chengzhang.engine.case import Act, Part, Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.decide import decide
from chengzhang.engine.decision import Decision
from chengzhang.engine.facts_file import read_case
from chengzhang.engine.pack.model import Pack

OFFICE = {"demand_window": "03-01..04-30", "initiation_window": "05-01..08-31", "project_cap": "3"}


@dataclass
class Life:
    """A project known by its past events alone; each step is decided on the case that they make."""

    pack: Pack
    calendar: Calendar
    events: list[dict[str, Any]] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    office: dict[str, str] = field(default_factory=lambda: dict(OFFICE))

    def asks(
        self, act: str, on: str, answers: dict[str, Any] | None = None, *, person: str = "甲", without: str = ""
    ) -> Decision:
        """What the engine answers to an act by the right role, all parties but `without` in favour."""
        day = date.fromisoformat(on)
        said = {"facts": {"unit.type": "provincial_dept"}, "events": self.events}
        case = read_case(self.pack, said | {"parameters": self.office, "answers": answers or {}}, day)
        action = self.pack.actions[act]
        parts = tuple(
            Part(party.role, f"{party.role}{n}", True, "同意", day)
            for party in action.with_
            if party.role != without
            for n in range(party.at_least)
        )
        subject = case.subject(act)
        if "new" in action.from_states and self.pack.subject_types[action.subject].many:
            assert subject.parent is not None
            subject = subject.parent.add(Subject(action.subject, f"{action.subject}-now"))
        reason = "依规办理" if action.reason else ""
        roles = frozenset({action.entered_by or action.by})
        papers = frozenset(self.papers)
        told = Act(act, day, roles, person, answers=case.answers, reason=reason, parts=parts, papers=papers)
        return decide(self.pack, subject, told, self.calendar, case.bench)

    def does(self, act: str, on: str, answers: dict[str, Any] | None = None, *, person: str = "甲") -> Decision:
        """The act must be allowed; from then on it has happened."""
        decision = self.asks(act, on, answers, person=person)
        assert decision.outcome.allows, [act, *((f.id, f.say) for f in decision.against)]
        self.events.append({"act": act, "on": on, "answers": answers or {}, "by": person})
        return decision

    def refused(self, act: str, on: str, answers: dict[str, Any] | None = None, **how: Any) -> set[str]:
        """The act must not be allowed; the ids of what stands against it."""
        decision = self.asks(act, on, answers, **how)
        assert not decision.outcome.allows, act
        return {finding.id for finding in decision.against}


def filled(pack: Pack, form: str) -> dict[str, Any]:
    """Every item of every checklist of a form, with a page number."""
    return {f.id: dict.fromkeys(f.items, "第3页") for f in pack.forms[form].fields if f.type == "checklist"}


LONG = ("s2", "s3_need", "s3_goal", "s4", "s5_1", "s5_3", "s5_4", "s6", "s7", "s8")


def application(pack: Pack, total: str, provincial: str, **more: Any) -> dict[str, Any]:
    """A form of annex 3 filled in whole."""
    people = {"leader": "赵一", "contact": "钱二", "manager": "孙三", "phone": "0431-0000", "email": "a@example.cn"}
    agreed = ("sealed", "leader_is_head", "within_functions", "testing_included", "crypto_planned")
    base = {"base": {"users": "工作人员", "language": "Java", "database": "达梦", "environment": "祥云"}}
    return {
        "unit": "吉林省林业和草原局",
        "declared_on": "2025-06-01",
        "project_no": "JL-2025-018",
        "project_type": "information_system",
        "demand_unit": "吉林省林业和草原局",
        "nature": "new",
        "cost_lines": [{"item": "软件", "sum": total}],
        "total_investment": total,
        "local_budget_funds": provincial,
        "civil_works_cost": "0元",
        "other_funds": "0元",
        "starts_on": "2025-09-01",
        "ends_on": "2026-06-30",
        "plan_ref": "第12项",
        "s5_5_1": [base["base"]],
        "s5_5_5": [{"dataset": "林火监测", "shared": "yes", "opened": "no"}],
        "testing_cost": "8万元",
        "s8_level": "3",
        **dict.fromkeys(LONG, "见正文"),
        **dict.fromkeys(agreed, "yes"),
        **people,
        **filled(pack, "application"),
        **more,
    }


def demanded(life: Life, provincial: str, mode: str, **more: str) -> None:
    """The demand plan of a department, gathered in, and the mode decided."""
    told = {"title": "林火监测预警系统", "secrecy": "plain", "local_budget_funds": provincial}
    life.does("project.register", "2025-03-02", told | {"party_cryptography": "no"})
    whole = {"dept": "吉林省林业和草原局", "plan_year": "2025", "demand": "监测预警", "ministry_project": "no"}
    whole |= {"system_category": "business_system"}
    life.does("declaration.submit", "2025-03-09", whole | {"crosses_units": "no", "crosses_levels": "no"} | more)
    life.does("declaration.admit", "2025-04-01")
    life.does("project.set_mode", "2025-04-02", {"build_mode": mode})


def planned(life: Life, budget: str) -> None:
    """On the annual plan, its money reviewed and released."""
    life.does("annual_plan.open", "2025-04-03", {"year": "2025"})
    life.does("plan_line.propose", "2025-04-07", {"year": "2025", "budget": budget})
    assert life.refused("plan_line.advise", "2025-04-14") == {"plan_line.advise"}
    life.papers += ["plan_opinion", "topology"]
    life.does("plan_line.advise", "2025-04-14")
    life.does("annual_plan.confirm", "2025-04-20")
    life.papers += ["fund_scheme", "investment_plan"]
    released = {"number": "吉政数投〔2025〕1号", "allocated_amount": budget}
    assert "funds_before_release" in life.refused("annual_plan.release", "2025-04-21", released)
    life.does("annual_plan.review_funds", "2025-04-24", {"funds_reviewed_on": "2025-04-23", "opinion": "同意"})


def initiated(life: Life, total: str, provincial: str, design: str = "no", **more: Any) -> None:
    """Applied for, reviewed by experts, approved by another person."""
    asked = application(life.pack, total, provincial, **more)
    life.does("approval.apply", "2025-06-01", asked)
    points = ("necessary", "feasible_and_secure", "sound_investment", "resources_fit", "sharing_sound")
    review = dict.fromkeys(points, "yes") | filled(life.pack, "review_record")
    review |= {"experts": [{"name": "专家甲", "field": "林业", "opinion": "可行"}], "held_on": "2025-06-15"}
    review |= {"reviewed_total": total, "conclusion": "pass", "opinion": "同意立项"}
    reply = {"number": "吉政数批〔2025〕8号", "granted_on": "2025-06-22", "total": total, "design_required": design}
    assert "reviewed_before_approval" in life.refused("approval.grant", "2025-06-22", reply, person="乙")
    life.does("review.conclude", "2025-06-15", review)
    assert "approval.apply" in life.refused("approval.grant", "2025-06-22", reply)
    granted = life.does("approval.grant", "2025-06-22", reply, person="乙")
    assert [effect.action for effect in granted.effects] == ["approval.grant", "phase.begin"]


def tender(life: Life, budget: str) -> dict[str, Any]:
    """A tender file within the approved content."""
    life.papers.append("tender_draft")
    law = {"招标投标法": "无", "政府采购法": "第二十六条"}
    return {"what": "监测预警软件", "method": "open", "legal_basis": law, "budget": budget}


def bought(life: Life, amount: str, due: str = "2026-06-30") -> None:
    """From the notice to the contract."""
    life.does("procurement.announce", "2025-07-20", {"announced_on": "2025-07-20"})
    life.does(
        "procurement.award", "2025-08-24", {"supplier": "松科公司", "awarded_on": "2025-08-24", "award_amount": amount}
    )
    terms = {"kind": "main", "party": "松科公司", "signed_on": "2025-08-31", "amount": amount, "om_terms": "三年"}
    life.does("contract.sign", "2025-08-31", terms | {"acceptance_due_on": due})


def built(life: Life) -> None:
    """Construction and the trial, risk assessment and initial acceptance inside it, stable from 9 December 2025."""
    life.does("construction.start", "2025-09-01", {"started_on": "2025-09-01", "manager": "孙三"})
    kept = {"quality": "合格", "schedule": "按期", "funds": "按批复", "contracts": "履行中"}
    life.does("construction.report", "2025-10-12", kept)
    life.does(
        "construction.protect", "2025-10-20", {"level": "3", "filing_no": "22-0031"} | filled(life.pack, "protection")
    )
    whole = {"differs_from_baseline": "no", "protection_met": "yes", "crypto_built": "yes"}
    assert life.refused("initial_acceptance.pass", "2025-11-20", {"passed_on": "2025-11-20", "opinion": "合格"}) >= {
        "initial_in_trial"
    }
    life.does("construction.complete", "2025-11-30", whole)
    life.does("trial.start", "2025-12-01", {"started_on": "2025-12-01"})
    life.papers += ["risk_assessment", "run_log"]
    life.does("trial.assess", "2025-12-07", {"assessed_on": "2025-12-07", "finding": "低风险"})
    life.does("trial.stable", "2025-12-09", {"stable_on": "2025-12-09"})
    life.does("initial_acceptance.pass", "2025-12-14", {"passed_on": "2025-12-14", "opinion": "合格"})
    life.does("trial.finish", "2025-12-25", {"finished_on": "2025-12-25"})


def conclusion(pack: Pack, day: str, result: str = "passed") -> dict[str, Any]:
    """The four tasks and what else an acceptance says."""
    tasks = dict.fromkeys(
        ("scope_and_funds", "assets_checked", "in_use", "lawful"), "yes" if result == "passed" else "no"
    )
    said = dict.fromkeys(("task1", "task2", "task3", "task4"), "见意见")
    kept = {"catalogued": "yes", "catalogue_number": "JLML-0031", "archive_complete": "yes"}
    return tasks | said | kept | filled(pack, "acceptance") | {"held_on": day, "result": result}


def operated(life: Life) -> None:
    """In operation, filed, assessed, evaluated, retired, closed."""
    life.does("operation.start", "2026-03-01", {"started_on": "2026-03-01", "crypto_running": "yes"})
    life.does("operation.log", "2026-03-15", {"on_day": "2026-03-15", "done": "巡检"})
    filing = {"system": "林火监测预警系统", "vendor": "松科公司，三年运维", "cost": "20万元"}
    life.does("operation.file", "2027-01-20", filing | filled(life.pack, "om_filing"))
    life.papers.append("operating_risk_report")
    life.does("operation.assess_risk", "2027-02-10", {"assessed_on": "2027-02-08", "finding": "有效"})
    life.does("operation.assess_crypto", "2027-02-11", {"assessed_on": "2027-02-09", "finding": "符合"})
    life.does("evaluation.open", "2027-05-08", {"year": "2026"})
    report = {"indicators": "达到", "concluded_on": "2027-06-30", "result": "good", "opinion": "达到目标"}
    life.does("evaluation.conclude", "2027-06-30", report)
    life.does("operation.retire", "2033-06-30")
    life.does("project.close", "2033-07-04")
