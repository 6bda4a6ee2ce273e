"""The Jilin draft tried through the door: assumed number and day, both modes, service periods, nothing bound."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chengzhang.foundation import administer
from chengzhang.foundation.ledger.verify import verify
from chengzhang.foundation.models import Expert, Organisation, Person, Post
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook import shelf
from chengzhang.projects import queries
from chengzhang.projects.models import Duty
from tests.packs.jilin_life import OFFICE, application, conclusion, filled
from tests.stories import Story, Town, on

PACK = "cn-jilin"
BODIES = {
    "owner": ("吉林省林业和草原局", "provincial_dept"),
    "authority": ("吉林省政务服务和数字化建设管理局", "provincial_dept"),
    "finance": ("吉林省财政厅", "provincial_dept"),
    "other": ("吉林省水利厅", "provincial_dept"),
    "secrecy_office": ("吉林省国家保密局", "provincial_dept"),
}
pytestmark = pytest.mark.django_db(transaction=True)


def enter(body: Organisation, name: str) -> Actor:
    person = Person.objects.create(sign_in_name=name, name=name)
    post = Post.objects.create(person=person, organisation=body, title=name, from_on=date(2015, 1, 1))
    return Actor(person.pk, post.pk, body.pk, person.name, body.name, place=body.place)


@pytest.fixture
def town(db: None) -> Town:
    made = Town()
    for role, (name, kind) in BODIES.items():
        body = Organisation.objects.create(name=name, short=name[-6:], kind=kind, place=PACK)
        for suffix in ("", "2"):
            made.actors[role + suffix] = enter(body, f"{role}{suffix}")
    expert = made.of("other2")
    Expert.objects.create(person_id=expert.person_id, name=expert.person_name, organisation_id=expert.organisation_id)
    made.experts.append(expert)
    office = made.of("authority").organisation_id
    assumed = {"number": "吉政数〔2025〕1号", "in_force_on": "2025-01-01"}
    administer.install_pack(None, PACK, "draft", authority_id=office, valid_from=date(2025, 1, 1), assumed=assumed)
    for name, value in OFFICE.items():
        administer.set_office_parameter(None, PACK, name, value, reason="本年征集", from_on=date(2025, 1, 1))
    return made


def test_a_draft_is_tried_only_with_what_is_assumed_of_it(db: None) -> None:
    with pytest.raises(Refusal):
        administer.install_pack(None, PACK, "draft")


def tender(budget: str) -> dict[str, Any]:
    law = {"招标投标法": "无", "政府采购法": "第二十六条"}
    return {"what": "监测预警软件", "method": "open", "legal_basis": law, "budget": budget}


def approved(story: Story, mode: str, by: str) -> Story:
    """From the demand to the approval."""
    pack = shelf.read(PACK, "draft")
    with on("2025-03-03"):
        told = {"title": "林火监测预警系统", "secrecy": "plain", "local_budget_funds": "150万元"}
        story.do("project.register", "owner", told | {"party_cryptography": "no"})
        demand = {"dept": BODIES["owner"][0], "plan_year": "2025", "system_category": "business_system"}
        demand |= {"demand": "监测预警", "crosses_units": "no", "crosses_levels": "no", "ministry_project": "no"}
        story.do("declaration.submit", "owner", demand)
        story.do("declaration.admit", "authority")
        story.do("project.set_mode", "authority", {"build_mode": mode}, reason="按集约原则")
    with on("2025-04-07"):
        story.do("plan_line.propose", "authority", {"year": "2025", "budget": "150万元"})
        story.hand_in("plan_opinion", by="authority")
        story.do("plan_line.advise", "authority", parts=("expert",))
        story.do("plan_line.approve", "authority")
    with on("2025-06-02"):
        story.hand_in("topology", by=by)
        whole = application(pack, "160万元", "150万元", declared_on="2025-06-01")
        story.do("approval.apply", by, whole)
        points = ("necessary", "feasible_and_secure", "sound_investment", "resources_fit", "sharing_sound")
        review = dict.fromkeys(points, "yes") | filled(pack, "review_record")
        review |= {"experts": [{"name": "专家甲", "field": "林业", "opinion": "可行"}], "held_on": "2025-06-02"}
        review |= {"reviewed_total": "160万元", "conclusion": "pass", "opinion": "同意立项"}
        story.do("review.conclude", "authority", review, parts=("expert",))
        reply = {"number": "吉政数批〔2025〕8号", "granted_on": "2025-06-02", "total": "160万元"}
        assert not story.act("approval.grant", by, reply | {"design_required": "no"}).done
        story.do("approval.grant", "authority2", reply | {"design_required": "no"})
    return story


def test_a_unified_project_belongs_to_the_office_from_initiation_on(town: Town) -> None:
    story = approved(Story(town), "unified", "authority")
    with on("2025-07-01"):
        assert not story.act("procurement.draft", "owner", tender("160万元")).done
        story.hand_in_what_lacks("procurement.draft", by="authority")
        begun = story.do("procurement.draft", "authority", tender("160万元"))
        notice = {"announced_on": "2025-07-01"}
        assert not story.act("procurement.announce", "authority", notice, of=begun.subject).done
        story.do("procurement.cooperate", "owner", {"matters": "需求无误"}, of=begun.subject)
        story.do("procurement.announce", "authority", notice, of=begun.subject)
    page = queries.project(town.of("owner"), story.code)
    assert [stage.id for stage in page.stages if stage.state == "done"][:4] == ["demand", "mode", "plan", "approve"]
    assert Duty.objects.filter(project__code=story.code, duty="accept_in_time").count() == 1
    assert verify().sound


def test_an_own_project_needs_its_tender_cleared(town: Town) -> None:
    story = approved(Story(town), "own", "owner")
    with on("2025-07-01"):
        story.hand_in_what_lacks("procurement.draft")
        begun = story.do("procurement.draft", "owner", tender("160万元"))
        notice = {"announced_on": "2025-07-01"}
        assert not story.act("procurement.announce", "owner", notice, of=begun.subject).done
        checked = {"fits_application": "yes", "sharing_required": "yes"}
        story.do("procurement.check", "authority", checked, of=begun.subject)
        story.do("procurement.announce", "owner", notice, of=begun.subject)
        change = {"special_reason": "政策", "affects_goal": "no", "amount": "1万元", "new_total": "160万元"}
        refused = story.act("change.apply", "owner", change | {"procurement_started": "yes"})
        assert "change_window" in {finding.id for finding in refused.decision.against}
        told = {"supplier": "松科公司", "awarded_on": "2025-07-01", "award_amount": "155万元"}
        story.do("procurement.award", "owner", told, of=begun.subject)
        terms = {
            "kind": "main",
            "party": "松科公司",
            "signed_on": "2025-07-01",
            "amount": "155万元",
            "om_terms": "三年",
        }
        story.do("contract.sign", "owner", terms | {"acceptance_due_on": "2025-12-31"})
    accepted(story)
    kept = Duty.objects.get(project__code=story.code, duty="accept_in_time")
    assert (kept.status, kept.due_on) == ("done", date(2025, 12, 31))
    assert verify().sound


def accepted(story: Story) -> None:
    """Built, tried, stable for 20 working days, applied for and accepted; all paid only then."""
    pack = shelf.read(PACK, "draft")
    with on("2025-08-29") as day:
        today = day.isoformat()
        story.do("construction.start", "owner", {"started_on": today, "manager": "孙三"})
        whole = {"differs_from_baseline": "no", "protection_met": "yes", "crypto_built": "yes"}
        story.do("construction.complete", "owner", whole)
        story.do("trial.start", "owner", {"started_on": today})
        for act, answers in (
            ("trial.assess", {"assessed_on": today, "finding": "低风险"}),
            ("trial.stable", {"stable_on": today}),
        ):
            story.hand_in_what_lacks(act)
            story.do(act, "owner", answers)
        story.do("initial_acceptance.pass", "owner", {"passed_on": today, "opinion": "合格"})
        story.hand_in_what_lacks("acceptance.apply")
    with on("2025-09-25"):
        early = story.act("acceptance.apply", "owner", {"report": "申请"})
        assert [finding.id for finding in early.decision.against] == ["stable_twenty_days"]
    with on("2025-09-26"):  # the 20th working day after 29 August
        story.do("acceptance.apply", "owner", {"report": "申请"})
        story.do("acceptance.agree", "authority")
        story.do("acceptance.plan", "owner", {"contract_items": [{"item": "监测模块", "result": "完成"}]})
        whole = {"amount": "155万元", "node": "全款"}
        refused = story.act("payment.request", "owner", whole)
        assert [finding.id for finding in refused.decision.against] == ["not_all_before_acceptance"]
        story.do("acceptance.hold", "owner", conclusion(pack, "2025-09-26"))
        story.do("payment.request", "owner", whole)


def test_a_secret_project_leaves_only_steps_and_days(town: Town) -> None:
    story = Story(town)
    with on("2025-03-03"):
        told = {"title": "甲一", "secrecy": "disputed", "party_cryptography": "no"}
        with pytest.raises(AssertionError):
            story.do("project.register", "owner", told | {"local_budget_funds": "150万元"})
        story.do("project.register", "owner", told)
        assert not story.act("declaration.submit", "owner").done
        story.do("secrecy_case.ask", "owner")
        assert not story.act("secrecy_case.determine", "owner", {"secrecy": "secret"}).done
        story.do("secrecy_case.determine", "secrecy_office", {"secrecy": "secret"})
        story.do("project.set_mode", "authority", {"build_mode": "own"}, reason="见线下办理材料")
        story.do("approval.register_secret", "authority", {"granted_on": "2025-03-03"})
        story.do("secret_node.procure", "owner", {"done_on": "2025-03-03"})
    open_ones = Duty.objects.filter(project__code=story.code, status="open").values_list("duty", flat=True)
    assert set(open_ones) == {"secret_construction", "secret_management", "secret_acceptance"}
    assert verify().sound
