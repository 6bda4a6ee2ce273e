"""A project of the district measure through the door itself: the draft put into force on assumed number and day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chengzhang.foundation import administer
from chengzhang.foundation.ledger.verify import verify
from chengzhang.foundation.models import Organisation
from chengzhang.projects import perform as door
from chengzhang.projects import queries
from chengzhang.projects.models import Duty, Project
from tests import stories
from tests.packs import test_shuocheng_life as said
from tests.stories import Story, Town, on

pytestmark = pytest.mark.django_db(transaction=True)
PACK = "cn-shanxi-shuocheng"
BODIES = {
    "owner": ("朔州市朔城区民政局", "district_dept"),
    "co_builder": ("朔州市朔城区医疗保障局", "district_dept"),
    "authority": ("朔州市朔城区政务信息管理局", "district_dept"),
    "finance": ("朔州市朔城区财政局", "district_dept"),
    "budget_reviewer": ("朔州市朔城区财政评审中心", "institution"),
    "data_office": ("朔州市朔城区数字政府服务中心", "institution"),
    "government": ("朔州市朔城区人民政府", "party"),
    "township": ("朔城区神头街道", "township"),
    "contractor": ("晋北数字科技有限公司", "company"),
}


@pytest.fixture
def town() -> Town:
    made = Town()
    for role, (name, kind) in BODIES.items():
        body = Organisation.objects.create(name=name, short=name[-6:], kind=kind, place=PACK)
        for suffix in ("", "2"):
            made.actors[role + suffix] = stories._actor(body, f"{role}{suffix}")
    administer.install_pack(
        None,
        PACK,
        "draft",
        authority_id=made.of("authority").organisation_id,
        valid_from=date(2025, 1, 1),
        assumed={"number": "假定文号", "in_force_on": "2025-01-01"},
    )
    return made


def registered(story: Story) -> None:
    given = {
        "title": story.title,
        "secrecy": "plain",
        "supply_mode": "invested",
        "function_supported": "养老服务管理",
        "superior_funded": "no",
    }
    story.do("project.register", "owner", given)


def declared(story: Story) -> None:
    office = Story(story.town)
    story.do("declaration.draft", "owner", said.PLANNING)
    mechanisms = {"sharing_mechanism": "按月共享", "feedback_mechanism": "按季反馈"}
    story.do("declaration.catalogue", "owner", {"data_entries": [said.ENTRY], **mechanisms})
    office.do("system_entry.list", "owner", said.SYSTEM)
    for paper in ("feasibility", "preliminary_design"):
        for part in ("text", "sharing"):
            version = story.town.document("owner", paper)
            door.hand_in(story.town.of("owner"), story.code, paper, version, part)
    story.hand_in_what_lacks("declaration.submit")
    story.do("declaration.submit", "owner", said.APPLICATION)


def reviewed(story: Story, day: date) -> None:
    heard = {"department": BODIES["finance"][0], "heard_on": day.isoformat(), "opinion": "同意"}
    story.do("review.hear", "authority", heard)
    record = said.REVIEW | {"held_on": day.isoformat(), "conclusion": "pass"}
    story.do("review.conclude", "authority", record)


def screened(story: Story) -> None:
    story.do("pre_screening.apply", "owner", {"why": "年中新增"})
    checked = {"integrates": "yes", "connects_platform": "yes", "opinion": "符合", "result": "passed"}
    story.do("pre_screening.screen", "authority", checked)
    story.do("pre_screening.report", "authority", {"request": "请批准", "sharing_opinion": "充分"})
    story.hand_in_what_lacks("pre_screening.approve", by="authority")
    story.do("pre_screening.approve", "authority", {"number": "区政函3号", "date": "2026-01-27"})


def budgeted(story: Story) -> None:
    office = Story(story.town)
    with on("2026-02-03"):
        story.do("budget_review.entrust", "finance")
        opinion = {"reviewed_budget": "170万元", "concluded_on": "2026-02-03", "opinion": "核减5万元"}
        story.do("budget_review.conclude", "budget_reviewer", opinion)
    members: dict[str, dict[str, Any]] = {f"{story.code}/budget_review": {}}
    with on("2026-02-04"):
        notice = office.do("fund_notice.prepare", "authority", members=members)
        shown = {
            "items": [{"item": story.title, "amount": "170万元"}],
            "published_on": "2026-02-04",
            "until_on": "2026-02-11",
        }
        office.do("fund_notice.publish", "authority", shown, of=notice.subject)
    with on("2026-02-12"):
        office.do("fund_notice.close", "authority", {"objections": "无"}, of=notice.subject)
        allocation = {"year": "2026", "use": "build", "amount": "170万元", "in_district_budget": "yes"}
        story.do("allocation.allocate", "finance", allocation)


def bought_and_built(story: Story) -> None:
    start = {"method": "open", "budget": "170万元", "complex": "yes", "has_key_products": "no"}
    with on("2026-02-24"):
        story.do("procurement.start", "owner", start | {"responsible_person": "owner"})
    with on("2026-03-20"):
        award = {"supplier": BODIES["contractor"][0], "awarded_on": "2026-03-20", "award_amount": "165万元"}
        story.do("procurement.award", "owner", award)
    with on("2026-03-23"):
        drafted = story.do("contract.draft", "owner", {"kind": "main", "party": BODIES["contractor"][0]})
        story.do("contract.sign", "owner", {"signed_on": "2026-03-23", "amount": "165万元"}, of=drafted.subject)
    with on("2026-03-25"):
        story.hand_in_what_lacks("contract.file", of=drafted.subject)
        filing = {"contract_no": "2026-1", "builder": BODIES["contractor"][0], "filed_on": "2026-03-25"}
        story.do("contract.file", "owner", filing, of=drafted.subject)
    with on("2026-03-30"):
        story.do("construction.start", "owner", {"started_on": "2026-03-30", "no_supervisor_reason": "单一软件开发"})
    with on("2026-07-15"):
        story.hand_in_what_lacks("construction.complete")
        done = {"completed_on": "2026-07-15", "crypto_built": "yes", "differs_from_baseline": "no"}
        story.do("construction.complete", "owner", done)
        number = {"catalogue_number": "SZ-18", "registered_on": "2026-07-15"}
        story.do("construction.register_catalogue", "owner", number)


def test_an_unplanned_project_from_screening_to_operation(town: Town) -> None:
    story = Story(town, title="养老服务平台")
    with on("2026-01-13"):
        registered(story)
        declared(story)
    with on("2026-01-26") as day:
        reviewed(story, day)
    reply = said.REPLY | {"granted_on": "2026-01-28", "government_approval": "区政函3号"}
    with on("2026-01-28"):
        assert not story.act("approval.grant", "authority", reply).done
        screened(story)
        story.do("approval.grant", "authority", reply)
    budgeted(story)
    bought_and_built(story)
    with on("2026-09-10"):
        story.hand_in_what_lacks("acceptance.hold")
        story.do("acceptance.hold", "owner", said.report("2026-09-10"))
        assert not story.act("payment.request", "owner", {"use": "build", "amount": "30万元", "node": "尾款"}).done
    with on("2026-09-14"):
        story.hand_in_what_lacks("acceptance.file")
        story.do("acceptance.file", "owner", {"filed_on": "2026-09-14"})
        paid = story.do("payment.request", "owner", {"use": "build", "amount": "30万元", "node": "尾款"})
        story.do("payment.pay", "finance", {"paid_on": "2026-09-14"}, of=paid.subject)
        story.hand_in_what_lacks("operation.start")
        begun = {"started_on": "2026-09-14", "crypto_running": "yes", "plan_by_builder": "owner"}
        story.do("operation.start", "owner", begun)
        page = queries.project(town.of("owner"), story.code)
    assert [stage.id for stage in page.stages if stage.state == "done"][-1] == "operate"
    assert Project.objects.get(code=story.code).stage == "operate"
    kept = Duty.objects.get(project__code=story.code, duty="accept_within_half_a_year")
    assert (kept.status, kept.due_on) == ("done", date(2027, 1, 15))
    filed = Duty.objects.get(project__code=story.code, duty="file_contract")
    assert (filed.status, filed.due_on) == ("done", date(2026, 3, 30))
    assert verify().sound


def test_a_township_files_its_plan_and_begins_no_project(town: Town) -> None:
    street = Story(town, owner="township")
    with on("2026-03-02"):
        plan = town.document("township", "filed_plan")
        given = {"plan_title": "智慧街道规划", "plan_systems": [{"name": "便民服务系统"}]}
        assert street.do("plan_filing.file", "owner", given, papers={"filed_plan": plan}).state == "filed"
        refused = street.act(
            "project.register",
            "owner",
            {
                "title": "便民服务系统",
                "secrecy": "plain",
                "supply_mode": "invested",
                "function_supported": "便民服务",
                "superior_funded": "no",
            },
        )
    assert not refused.done
    assert refused.decision.outcome.value == "out_of_scope"
