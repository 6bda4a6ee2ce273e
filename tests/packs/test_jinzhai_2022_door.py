"""The county measure through the door: stored acts, tables of roles below an inspection, the line for computers."""

from __future__ import annotations

from typing import Any

import pytest

from chengzhang.foundation import administer
from chengzhang.foundation.ledger.verify import verify
from chengzhang.foundation.models import Expert, Organisation
from chengzhang.projects import queries
from chengzhang.projects.models import Project
from tests.packs.test_jinzhai_2022_life import FINAL, FUNDS, opinion, scheme
from tests.stories import Story, Town, _actor, on

pytestmark = pytest.mark.django_db(transaction=True)

PLACE = "cn-anhui-luan-jinzhai"
BODIES = {
    "owner": ("金寨县农业农村局", "party"),
    "other": ("金寨县教育局", "party"),
    "authority": ("金寨县智慧城市管理服务中心", "institution"),
    "finance": ("金寨县财政局", "party"),
    "development_reform": ("金寨县发展和改革委员会", "party"),
    "audit": ("金寨县审计局", "party"),
    "procurement_office": ("金寨县公共资源交易监督管理局", "party"),
    "government": ("金寨县人民政府", "party"),
}


@pytest.fixture
def story(db: None) -> Story:
    town = Town()
    for role, (name, kind) in BODIES.items():
        body = Organisation.objects.create(name=name, short=name[-6:], kind=kind, place=PLACE)
        for suffix in ("", "2"):
            town.actors[role + suffix] = _actor(body, f"{role}{suffix}")
    expert = town.of("other2")
    Expert.objects.create(person_id=expert.person_id, name=expert.person_name, organisation_id=expert.organisation_id)
    town.experts.append(expert)
    administer.install_pack(None, PLACE, "2022-06-16", authority_id=town.of("authority").organisation_id)
    return Story(town, title="基层治理平台", amount="100万元")


def registered(story: Story, **other: Any) -> None:
    project = {"funding": ["fiscal", "own"], "project_scope": "cross_department"}
    given = {"title": story.title, "matter": "project", "secrecy": "plain", "superior_unit": "六安市农业农村局"}
    story.do("project.register", "owner", given | (other or project))


def declared(story: Story) -> None:
    plan = {"requirement": "省厅要求", "served": "农业服务", "nature": "new", "object_kinds": ["network"]}
    story.do("declaration.draft", "owner", plan | {"reuse": "县云", "temporary_need": "no"})
    story.do("declaration.scheme", "owner", scheme(existing_situations=["none"]))
    head = {"applicant": "金寨县农业农村局", "apply_date": "2023-09-04", "leader": "许晓岚", "contact": "周立"}
    more = {"phone": "05647000000", "email": "a@jz.gov.cn", "title": story.title, "total_estimate": "100万元"}
    years = {"period_from": "2024-01-01", "period_to": "2024-12-01", "basis_content": "按省厅要求建设"}
    story.do("declaration.fill", "owner", head | more | years | FUNDS)
    story.hand_in_what_lacks("declaration.endorse")
    story.do("declaration.endorse", "owner", {"opinion": "同意", "sealed_on": "2023-09-04"})
    story.hand_in_what_lacks("declaration.submit")
    story.do("declaration.submit", "owner")


def approved(story: Story) -> None:
    with on("2023-09-04"):
        registered(story)
        declared(story)
    with on("2023-10-16") as day:
        story.do("review.conclude", "authority", opinion(day.isoformat()))
        story.do("approval.submit", "authority")
        reply = {"number": "金政秘〔2023〕3号", "granted_on": day.isoformat(), "total": "95万元"}
        story.do("approval.grant", "authority", reply)
        story.do("approval.deliver", "authority")
        story.do("project.appoint", "owner", {"responsible_person": "许晓岚"})


def planned(story: Story) -> None:
    with on("2023-12-04"):
        line = {"year": "2024", "budget": "95万元", "funding": "财政资金"}
        story.do("plan_line.propose", "authority", line)
        office = Story(story.town)
        members: dict[str, dict[str, Any]] = {f"{story.code}/plan_line": {}}
        plan = office.do("annual_plan.open", "authority", {"year": "2024"}, members=members).subject
        office.do("annual_plan.issue", "authority", of=plan)
        office.do("annual_plan.file_finance", "authority", {"finance_filed_on": "2023-12-04"}, of=plan)
        office.do("annual_plan.file_reform", "authority", {"reform_filed_on": "2023-12-04"}, of=plan)
        office.do("annual_plan.finish", "authority", of=plan)


def test_a_project_of_the_county_from_registration_to_self_evaluation(story: Story) -> None:
    approved(story)
    planned(story)
    with on("2024-01-08"):
        story.do("allocation.make", "finance", {"year": "2024", "use": "build", "amount": "80万元"})
        buying = {"kind": "services", "method": "open", "legal_basis": "政府采购法", "budget": "95万元"}
        bought = story.do("procurement.start", "owner", buying | {"secret_part": "no"})
        award = {"supplier": "云图公司", "awarded_on": "2024-01-08", "award_amount": "90万元"}
        story.do("procurement.award", "owner", award, of=bought.subject)
        terms = {"kind": "main", "party": "云图公司", "signed_on": "2024-01-08", "amount": "90万元"}
        story.do("contract.sign", "owner", terms)
        story.do("construction.start", "owner", {"started_on": "2024-01-08"})
    with on("2024-02-26"):
        rows = [{"item": "模块", "before": "12个", "after": "13个"}]
        changed = story.do(
            "change.apply", "owner", {"why": "接口", "before_after": rows, "new_total": "97万元"}
        ).subject
        story.do("change.file", "owner", {"filed_on": "2024-02-26"}, of=changed)
        story.do("change.approve", "authority", {"number": "9号", "approved_on": "2024-02-26"}, of=changed)
    with on("2024-05-06"):
        story.do("construction.complete", "owner", {"as_approved": "yes"})
        story.do("initial_acceptance.pass", "owner", {"held_on": "2024-05-06", "opinion": "合格"})
        story.do("trial.start", "owner", {"started_on": "2024-05-06"})
    with on("2024-08-06"):
        story.do("trial.finish", "owner", {"finished_on": "2024-08-06", "running": "平稳"})
        story.hand_in_what_lacks("acceptance.hold")
        final = FINAL | {"held_on": "2024-08-06", "result": "passed"}
        story.do("acceptance.hold", "owner", final, parts=("expert",))
        story.do("operation.start", "owner", {"started_on": "2024-08-06"})
        paid = story.do("payment.request", "owner", {"amount": "90万元", "source": "fiscal"})
        story.do("payment.pay", "finance", {"paid_on": "2024-08-06"}, of=paid.subject)
    with on("2025-01-20"):
        written = {"concluded_on": "2025-01-20", "effect": "良好", "problems": "无"}
        one = story.do("evaluation.report", "owner", written).subject
        story.do("evaluation.send_authority", "owner", of=one)
        closed = story.do("evaluation.send_finance", "owner", of=one)
        assert {duty.id for duty in closed.decision.duties_closed} == {"evaluate_in_time"}
    assert Project.objects.get(code=story.code).stage == "evaluate"
    assert verify().sound


def test_the_body_that_opened_an_inspection_goes_on_with_it(story: Story) -> None:
    approved(story)
    with on("2024-03-04"):
        opened = story.do("inspection.open_by_audit", "audit", {"about": "funds"}).subject
        found = {"outcome": "failed", "found": "超付"}
        assert not story.act("inspection.find", "finance", found, of=opened).done
        story.do("inspection.find", "audit", found, of=opened)
        second = story.do("inspection.open", "authority", {"about": "security"}).subject
        offered = {
            (one.action, one.subject): one.how for one in queries.project(story.town.of("audit"), story.code).options
        }
        assert offered["rectification.order", opened] == "do"
        assert offered["rectification.order", second] == "others"
        order = {"demand": "追回", "rectify_by": "2024-03-29"}
        ordered = story.do("rectification.order", "audit", order, of=opened).subject
        assert ordered
    with on("2024-04-01"):
        sanction = story.do("sanction.defer", "audit", reason="逾期未整改", of=opened).subject
        line = {"year": "2024", "budget": "95万元", "funding": "财政资金"}
        refused = story.act("plan_line.propose", "authority", line)
        assert {f.id for f in refused.decision.against} == {"no_plan_money_while_deferred"}
        story.do("sanction.lift", "audit", of=sanction, reason="已追回")
        story.do("plan_line.propose", "authority", line)
    assert verify().sound


def test_office_computers_through_the_door(story: Story) -> None:
    with on("2023-11-06"):
        registered(story, matter="office_computers")
        assert Project.objects.get(code=story.code).track == "side_process"
        line = {"item": "台式机", "model": "国产", "number": "2", "unit_price": "5000元", "amount": "10000元"}
        form = {"applicant": "金寨县农业农村局", "filled_on": "2023-11-06", "lines": [line], "total": "10000元"}
        funds = {"budget_funds": "10000元", "special_funds": "0元", "other_funds": "0元", "reason": "更新"}
        signed = {"handler": "周立", "handler_phone": "05647000000", "unit_opinion": "同意", "unit_head": "许晓岚"}
        story.do("office_purchase.fill", "owner", form | funds | signed | {"total_in_words": "壹万元整"})
        story.hand_in_what_lacks("office_purchase.endorse")
        story.do("office_purchase.endorse", "owner", {"opinion": "同意", "sealed_on": "2023-11-06"})
        story.do("office_purchase.submit", "owner")
        story.do("office_purchase.agree", "authority", {"lines_checked": "yes", "opinion": "同意"})
        story.do("project.close", "authority")
    assert Project.objects.get(code=story.code).closed
    assert verify().sound
