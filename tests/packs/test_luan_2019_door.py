"""The notice through the door, and a project that goes on under the measure of 2021 where the notice left it."""

from __future__ import annotations

from typing import Any

import pytest

from chengzhang.foundation import administer
from chengzhang.foundation.ledger.verify import verify
from chengzhang.projects.refusal import NotAnAct
from tests.packs.test_luan_2019_life import PREPARED, PROJECT, form, opinion, paying, progress, start
from tests.stories import PACK, Story, on, town

pytestmark = pytest.mark.django_db(transaction=True)

LISTS = [
    {"list_kind": "duty", "dataset": "雨情", "share_scope": "市直部门", "open_public": "yes"},
    {"list_kind": "need", "dataset": "水库水位", "provider": "六安市应急管理局", "purpose": "会商"},
    {"list_kind": "negative", "dataset": "涉密测绘", "legal_basis": "测绘成果管理条例"},
]


@pytest.fixture
def story(db: None) -> Story:
    """Both releases in force, each from its day."""
    bodies = town()
    office = bodies.of("authority").organisation_id
    administer.install_pack(None, PACK, "2019-05-27", authority_id=office)
    return Story(bodies, title="防汛会商平台", amount="160万元")


def declared(story: Story) -> None:
    with on("2019-06-20"):
        story.do("project.register", "owner", PROJECT | {"local_budget_funds": "160万元"})
        story.do("declaration.draft", "owner", PREPARED)
        asked = {"项目建设需求": "合理", "基本构架": "可行", "申报材料": "补概算"}
        opinions = [{"expert": "陈立", "field": "水利", "opinion": "补概算依据"}]
        met = {"held_on": "2019-06-20", "subjects": asked, "opinions": opinions}
        story.do("declaration.consult", "owner", met)
        story.do("declaration.revise", "owner", {"answers": [{"opinion": "补概算依据", "answer": "已补"}]})
        story.hand_in("building_basis", "building_scheme")
        story.do("declaration.submit", "owner", form("160万元", ["clear_need", "simple_architecture"]))


def approved(story: Story) -> None:
    """Reviewed, approved with the office's own application, planned after the investment plan."""
    with on("2019-08-20"):
        story.do("declaration.admit", "authority", {"papers_complete": "yes", "papers_in_form": "yes"})
        bodies = ("development_reform", "finance", "expert")
        story.do("review.conclude", "authority", opinion("pass", "150万元"), parts=bodies)
        story.do("project.report_opinion", "authority", {"reported_on": "2019-08-20"})
        story.do("project.choose_path", "authority", {"approval_path": "bundled"})
        story.do("approval.list", "authority")
    with on("2019-10-31"):
        office = Story(story.town)
        members: dict[str, dict[str, Any]] = {f"{story.code}/approval": {}}
        bundle = office.do("approval_bundle.open", "authority", {"number": "2019-1"}, members=members).subject
        asked = story.town.document("authority", "bundled_proposal")
        office.do("approval_bundle.submit", "authority", of=bundle, papers={"bundled_proposal": asked})
        reply = {"reply_number": "31号", "replied_on": "2019-10-31"}
        office.do("approval_bundle.grant", "authority", reply, of=bundle)
    with on("2019-12-12"):
        entry = {"investment_entry": "信息化第3项", "investment_published_on": "2019-12-10"}
        story.do("approval.enter", "authority", entry)
        story.do("plan_line.propose", "authority", {"year": "2020", "budget": "150万元"})
        lines: dict[str, dict[str, Any]] = {f"{story.code}/plan_line": {}}
        plan = office.do("annual_plan.open", "authority", {"year": "2020"}, members=lines).subject
        office.do("annual_plan.issue", "authority", of=plan)


def contracted(story: Story) -> None:
    with on("2020-01-08"):
        story.do("construction.start", "owner", start("150万元"))
    with on("2020-03-02"):
        buying = {"method": "open", "budget": "150万元", "what": "平台", "legal_basis": "政府采购法", "lawful": "yes"}
        bought = story.do("procurement.start", "authority", buying, parts=("finance",)).subject
        story.hand_in("tender_needs", of=bought)
        story.do("procurement.specify", "owner", {"needs": "见招标需求"}, of=bought)
        story.do("procurement.accept", "procurement_office", of=bought)
        story.do("procurement.announce", "procurement_office", {"announced_on": "2020-03-02"}, of=bought)
        award = {"supplier": "云图公司", "awarded_on": "2020-03-02", "award_amount": "148万元"}
        story.do("procurement.award", "procurement_office", award, of=bought)
        drafted = story.do("contract.draft", "owner", {"kind": "main", "party": "云图公司"}).subject
        unities = dict.fromkeys(("same_service", "same_rules", "same_experts"), "yes")
        nodes = [{"node": "首付", "sum": "10万元"}]
        terms = {"signed_on": "2020-03-02", "amount": "148万元", "contractor_signed": "赵强", "payment_nodes": nodes}
        terms |= unities | {"office_capacity": "witness"}
        story.do("contract.sign", "owner", terms, of=drafted, parts=("authority", "procurement_office"))


def test_a_project_of_2019_from_preparation_to_the_archive(story: Story) -> None:
    declared(story)
    approved(story)
    contracted(story)
    with on("2020-03-20"):
        story.do("construction.report", "owner", progress("2020年3月"))
        paid = story.do("payment.request", "owner", paying("2020-04-10", "10万元")).subject
        story.do("payment.pay", "authority", {"paid_on": "2020-03-20"}, of=paid)
    with on("2020-10-26"):
        story.do("construction.complete", "owner", {"differs_from_baseline": "no"})
        story.do("initial_acceptance.pass", "owner", {"held_on": "2020-10-26", "opinion": "同意"})
        story.hand_in("building_summary")
        story.do("acceptance.apply", "owner", {"summary": "建成"})
    with on("2020-11-24"):
        report = {"held_on": "2020-11-24", "experts": [{"name": "陈立", "opinion": "同意"}], "opinion": "合格"}
        bodies = ("finance", "procurement_office", "expert")
        story.do("acceptance.hold", "authority", report | {"result": "passed"}, parts=bodies)
        story.do("settlement.finish", "owner", {"finished_on": "2020-11-24", "settled_amount": "148万元"})
        story.do("settlement.close", "owner", {"closed_on": "2020-11-24", "total": "148万元"})
        server = {"name": "服务器", "hardware": "yes", "number": "2", "cost": "8万元", "publicly_serving": "no"}
        server |= {"in_cloud_centre": "yes", "location": "市政务云数据中心"}
        story.do("asset.register", "owner", server)
        story.hand_over("project_archive")
        answers = {"volumes": "12", "received_by": "钱进"}
        story.do("project.hand_over_archive", "owner", answers, parts=("authority",))
    assert verify().sound


def test_a_project_begun_under_the_notice_is_finished_under_the_measure_of_2021(story: Story) -> None:
    """Acts done stay as they were; acts not yet begun follow the new measure, with the facts the notice recorded."""
    declared(story)
    approved(story)
    contracted(story)
    with on("2021-08-05"), pytest.raises(NotAnAct):  # the notice knows no trial
        story.act("trial.start", "owner", {"started_on": "2021-08-05"})
    with on("2021-08-16"):
        done = {"differs_from_baseline": "no", "security_built": "yes", "site": "gov_cloud", "network": "extranet"}
        done |= {"platform_connected": "yes", "service_platform_connected": "yes"}
        built = story.do("construction.complete", "owner", done, parts=("authority",))
        assert (built.decision.receipt.pack, built.decision.receipt.release) == (PACK, "2021-08-06")
        story.do("trial.start", "owner", {"started_on": "2021-08-16"})
        assert not story.act("acceptance.apply", "owner", {"summary": "建成"}).done
        story.do("contract.list_later", "owner", {"rows": LISTS})  # the notice's contract had none
    with on("2021-09-16"):
        story.do("trial.finish", "owner", {"finished_on": "2021-09-16", "running": "平稳"})
        story.hand_in_what_lacks("acceptance.apply")
        story.hand_over("database_rights", "source_code")
        story.do("acceptance.apply", "owner", {"summary": "建成"})
        story.do("acceptance.agree", "authority")
        report = {"held_on": "2021-09-16", "witness": "蒋红梅", "result": "passed", "opinion": "合格"}
        story.do("acceptance.hold", "owner", report, parts=("authority", "procurement_office"))
        server = {"name": "服务器", "number": "2", "cost": "8万元", "publicly_serving": "yes"}
        story.do("asset.register", "owner", server)
        custody = {"custody_ground": "public_service", "custodian": "六安市水利局", "location": "大厅"}
        story.do("asset.entrust", "authority", custody, parts=("owner",))
        story.do("payment.request", "owner", {"amount": "148万元", "node": "验收款"})
    assert verify().sound
