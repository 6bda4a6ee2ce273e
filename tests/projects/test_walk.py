"""The 2021 measure of 六安 lived through the door, from the first draft to the acceptance and after."""

from datetime import date

import pytest

from chengzhang.foundation.ledger.verify import verify
from chengzhang.foundation.refusal import Refusal
from chengzhang.projects import queries
from chengzhang.projects.models import Duty, Project
from tests import stories
from tests.stories import Story, on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town() -> stories.Town:
    return stories.town()


def test_a_project_of_its_own_route_from_draft_to_operation(town: stories.Town) -> None:
    story = stories.declared(Story(town))
    stories.approved(stories.planned(story))
    stories.built(stories.contracted(story))
    with on("2024-10-15"):
        stories.ask_for_acceptance(story)
    with on("2024-10-25") as day:
        assert stories.hold_acceptance(story, day).state == "passed"
        story.do("settlement.finish", "owner", {"finished_on": "2024-10-25", "settled_amount": "600万元"})
        story.do(
            "operation.start",
            "owner",
            {"started_on": "2024-10-25", "security_running": "yes"},
            parts=("authority",),
        )
        page = queries.project(town.of("owner"), story.code)
    assert [stage.id for stage in page.stages if stage.state == "done"][-1] == "operate"
    assert Project.objects.get(code=story.code).stage == "operate"
    assert {duty.duty for duty in page.duties if duty.status in ("open", "late")} >= {"return_surplus", "om_filing"}
    kept = Duty.objects.get(project__code=story.code, duty="accept_in_time")
    assert (kept.status, kept.due_on) == ("done", date(2024, 10, 30))
    assert verify().sound


def under_contract(town: stories.Town, **contract: str) -> Story:
    story = stories.approved(stories.planned(stories.declared(Story(town))))
    return stories.built(stories.contracted(story, **contract))


def test_the_bundled_route_approves_many_projects_at_once(town: stories.Town) -> None:
    small = [stories.declared(Story(town, title=f"小项目{n}", amount="120万元")) for n in range(3)]
    office = Story(town)
    with on("2023-11-06"):
        for story in small:
            assert not story.act(
                "approval.apply", "owner", {"version_name": "方案"}
            ).done  # below 500万元: no own route
            story.do("approval.list", "authority", parts=("owner",))
        batch = office.do(
            "approval_bundle.open",
            "authority",
            {"number": "2023-1"},
            members={f"{story.code}/approval": {} for story in small[:2]},
        )
        proposal = town.document("authority", "bundled_proposal")
        office.do("approval_bundle.submit", "authority", of=batch.subject, papers={"bundled_proposal": proposal})
    with on("2023-12-04"):
        office.do(
            "approval_bundle.grant",
            "authority",
            {"reply_number": "六发改〔2023〕9号", "replied_on": "2023-12-04"},
            of=batch.subject,
            members={f"{small[0].code}/approval": {"total": "118万元"}},
        )
        states = {story.code: queries.project(town.of("owner"), story.code) for story in small}
        page = queries.office(town.of("authority"), batch.subject)
    assert [len([s for s in page_.stages if s.id == "approve" and s.state == "done"]) for page_ in states.values()] == [
        1,
        1,
        0,
    ]
    assert {line.project for line in page.members if line.chosen} == {small[0].code, small[1].code}
    assert Project.objects.get(code=small[0].code).amount == 118 * 10**6
    assert verify().sound


def test_late_acceptance_without_an_extension_is_late(town: stories.Town) -> None:
    story = under_contract(town)
    with on("2024-11-15"):
        assert not story.act("extension.ask", "owner", {"wanted": "2024-12-31", "why": "延迟"}).done  # too late to ask
        stories.ask_for_acceptance(story)
    with on("2024-11-20") as day:
        stories.hold_acceptance(story, day)
    kept = Duty.objects.get(project__code=story.code, duty="accept_in_time")
    assert (kept.status, kept.due_on, kept.done_on) == ("done_late", date(2024, 10, 30), date(2024, 11, 20))


def test_an_extension_asked_for_in_time_moves_the_day(town: stories.Town) -> None:
    story = under_contract(town)
    with on("2024-10-10"):
        asked = story.do("extension.ask", "owner", {"wanted": "2024-12-31", "why": "接入延迟"})
        story.do("extension.grant", "authority", {"new_due_on": "2024-12-31"}, of=asked.subject)
    moved = Duty.objects.get(project__code=story.code, duty="accept_in_time")
    assert (moved.status, moved.due_on) == ("open", date(2024, 12, 31))
    with on("2024-11-15"):
        stories.ask_for_acceptance(story)
    with on("2024-11-20") as day:
        stories.hold_acceptance(story, day)
    assert Duty.objects.get(pk=moved.pk).status == "done"


def test_a_failed_acceptance_is_rectified_and_held_again(town: stories.Town) -> None:
    story = under_contract(town)
    with on("2024-10-15"):
        stories.ask_for_acceptance(story)
    with on("2024-10-25") as day:
        assert stories.hold_acceptance(story, day, "failed", rectify_by="2024-11-29").state == "failed"
        use = {"started_on": "2024-10-25", "security_running": "yes"}
        assert not story.act("operation.start", "owner", use).done
        assert not story.act("acceptance.apply", "owner", {"summary": "再验"}).done  # nothing said of what was mended
    duty = Duty.objects.get(project__code=story.code, duty="rectify")
    assert (duty.status, duty.due_on) == ("open", date(2024, 11, 29))
    with on("2024-11-20"):
        stories.ask_for_acceptance(story, rectified="已完成全部整改")
    with on("2024-11-27") as day:
        assert stories.hold_acceptance(story, day).state == "passed"
        story.do(
            "operation.start", "owner", {"started_on": "2024-11-27", "security_running": "yes"}, parts=("authority",)
        )
    assert Duty.objects.get(pk=duty.pk).status == "done"


def test_a_planned_project_not_carried_out_is_explained_and_recalled(town: stories.Town) -> None:
    story = stories.planned(stories.declared(Story(town)))
    assert Duty.objects.get(project__code=story.code, duty="start_or_explain").due_on == date(2024, 12, 31)
    with on("2024-12-20"):
        story.do("plan_line.explain", "owner", {"why": "上级平台未建成"})
    assert Duty.objects.get(project__code=story.code, duty="start_or_explain").status == "done"
    with on("2025-01-20"):
        assert not story.act("plan_line.recall", "authority", {"recalled_amount": story.amount}).done  # no reason
        story.do("plan_line.recall", "authority", {"recalled_amount": story.amount}, reason="当年未实施")
        story.do("project.close", "authority")
    assert Project.objects.get(code=story.code).closed


def restrict(town: stories.Town, by: str = "raise") -> None:
    office = Story(town)
    unit = town.of("owner").organisation_id
    if by == "raise":
        answers = {"ground": "network", "reach": "building", "system_name": "旧系统", "evidence": "检查"}
        office.do("unit_flag.raise", "authority", answers, reason="未按要求部署在电子政务外网", unit=unit)
    else:
        office.do("unit_flag.lift", "authority", reason="已迁移", unit=unit, of="unit_flag.1")


def test_a_restriction_on_the_unit_stops_approval_until_lifted(town: stories.Town) -> None:
    story = stories.planned(stories.declared(Story(town)))
    reply = {"number": "九号", "granted_on": "2023-12-18", "total": story.amount}
    with on("2023-12-04"):
        story.hand_in_what_lacks("approval.apply")
        story.do("approval.apply", "owner", {"version_name": "实施方案"})
        restrict(town)
    with on("2023-12-18"):
        stopped = story.act("approval.grant", "authority", reply)
        assert not stopped.done
        assert {citation.zh for finding in stopped.decision.against for citation in finding.cite} >= {"第八条"}
        restrict(town, "lift")
        assert story.act("approval.grant", "authority", reply).done


def test_a_restriction_on_one_unit_leaves_only_its_lines_out_of_the_plan(town: stories.Town) -> None:
    mine, theirs = stories.declared(Story(town)), stories.declared(Story(town, owner="other"))
    with on("2023-11-06"):
        for story in (mine, theirs):
            line = {"year": "2024", "volume": "build", "budget": story.amount}
            story.do("plan_line.propose", "authority", line, parts=("finance",))
        restrict(town)
    with on("2023-11-20"):
        approved = stories.plan(mine, [f"{mine.code}/plan_line", f"{theirs.code}/plan_line"], "1240万元")
        page = queries.office(town.of("authority"), approved.subject)
    assert [name for name, _ in approved.decision.left_out] == [f"{mine.code}/plan_line"]
    assert {line.project: bool(line.left_out) for line in page.members} == {mine.code: True, theirs.code: False}
    assert [Project.objects.get(code=one.code).stage for one in (mine, theirs)] == ["review", "plan"]


def test_supervision_may_be_lifted_by_the_authority_with_a_reason(town: stories.Town) -> None:
    from chengzhang.projects import perform as door

    story = Story(town)
    with on("2023-07-03"):
        stories.register(story)
        stories.draft(story)
        story.hand_in_what_lacks("declaration.submit")
        plain = stories.design_answers(story) | {"services": ["system_test", "mlps", "crypto"]}
        story.do("declaration.submit", "owner", plain)
        stories.admit(story)
    with on("2023-08-10") as day:
        stories.review(story, day)
    stories.approved(stories.planned(story))
    with pytest.raises(stories.Refused, match="supervision"):
        stories.contracted(story)
    with on("2024-03-21"):
        answers = {"signed_on": "2024-03-21", "amount": "600万元", "acceptance_due_on": "2024-10-30"}
        with pytest.raises(Refusal):
            door.lift(town.of("owner"), story.code, "contract.sign", "supervision", "自行监督", "contract.1")
        with pytest.raises(Refusal):
            door.lift(town.of("authority"), story.code, "contract.sign", "supervision", " ", "contract.1")
        door.lift(town.of("authority"), story.code, "contract.sign", "supervision", "硬件为主", "contract.1")
        signed = story.do("contract.sign", "owner", answers, of="contract.1", parts=("authority",))
    assert signed.decision.outcome.value == "allowed_with_record"
    assert any(finding.lifted and finding.id == "supervision" for finding in signed.decision.findings)
