"""A review session: many projects at once, each heard by its own parties and concluded with its own answers."""

import json

import pytest

from chengzhang.foundation.ledger.verify import verify
from chengzhang.foundation.models import Expert, LedgerEntry
from chengzhang.projects import perform as door
from chengzhang.projects.command import Outcome
from chengzhang.projects.models import Duty, Joint, Membership, Part, Party
from chengzhang.projects.perform.draw import order
from chengzhang.projects.refusal import Malformed
from tests import stories
from tests.stories import Story, Town, on

pytestmark = pytest.mark.django_db(transaction=True)
BODIES = ("finance", "development_reform", "cryptography")


@pytest.fixture
def town() -> Town:
    return stories.town()


def admitted(town: Town, title: str, owner: str = "owner") -> Story:
    story = Story(town, title=title, owner=owner)
    with on("2023-07-03"):
        stories.register(story)
        stories.draft(story)
    with on("2023-07-10"):
        stories.submit(story)
    with on("2023-07-20"):
        stories.admit(story)
    return story


def convened(town: Town, *members: Story) -> Story:
    office = Story(town)
    with on("2023-08-07"):
        named = {f"{one.code}/review": {} for one in members}
        office.do("review_session.convene", "authority", {"held_on": "2023-08-07"}, members=named)
    office.code = ""
    return office


def hear(story: Story, favour: bool = True) -> None:
    for role in (*BODIES, "expert"):
        for actor in story.speakers(role):
            score = 86 if role == "expert" else None
            said = door.give_part(actor, story.code, "review.conclude", favour=favour, text="意见", score=score)
            assert said is None, "a member is not concluded before its session closes"


def close(office: Story, answers: dict[str, dict[str, object]]) -> Outcome:
    with on("2023-08-10"):
        return office.act("review_session.close", "authority", of="review_session.1", members=answers)


def record(conclusion: str = "pass") -> dict[str, object]:
    with on("2023-08-10") as day:
        story = Story(Town())
        answers = stories.review_answers(story, day, conclusion)
        if conclusion == "revise":
            answers |= {"sound_estimate": "no", "conditions": [{"what": "重新测算"}]}
        return answers


def test_a_session_concludes_each_member_with_its_own_answers_and_parts(town: Town) -> None:
    first, second, silent = (admitted(town, f"项目{n}") for n in "甲乙丙")
    office = convened(town, first, second, silent)
    with on("2023-08-08"):
        hear(first)
        hear(second)
    codes = [f"{one.code}/review" for one in (first, second, silent)]
    outcome = close(office, {codes[0]: record(), codes[1]: record("revise"), codes[2]: record()})
    assert outcome.done
    left = dict(outcome.decision.left_out)
    assert list(left) == [codes[2]]
    assert "待" in left[codes[2]]
    assert Membership.objects.get(member__project__code=silent.code).left_out == left[codes[2]]
    concluded = {e.subject_id: e.after for e in outcome.decision.effects}
    assert (concluded[codes[0]], concluded[codes[1]]) == ("passed", "revising")
    assert Duty.objects.filter(project__code=second.code, status="open").exists()
    assert not Part.objects.filter(project__code=first.code, used_by=None).exists()
    assert not Joint.objects.filter(project__code=first.code, ended_by=None).exists()
    assert Part.objects.get(project__code=first.code, role="expert").score == 86
    assert verify().sound


def test_a_member_left_out_is_taken_on_by_the_next_session(town: Town) -> None:
    story, other = admitted(town, "甲"), admitted(town, "乙")
    office = convened(town, story, other)
    with on("2023-08-08"):
        hear(other)
    close(office, {f"{other.code}/review": record(), f"{story.code}/review": record()})
    with on("2023-08-11"):
        again = {f"{story.code}/review": {}}
        office.do("review_session.convene", "authority", {"held_on": "2023-08-11"}, members=again)
        hear(story)
        done = office.act(
            "review_session.close", "authority", of="review_session.2", members={f"{story.code}/review": record()}
        )
    assert done.done
    assert not done.decision.left_out


def test_experts_are_drawn_for_each_project_apart_from_its_unit_and_anybody_can_draw_again(town: Town) -> None:
    story = admitted(town, "甲", owner="other")  # one of the two experts works there
    convened(town, story)
    drawn = Party.objects.get(project__code=story.code, role="expert").person_id
    assert drawn == town.of("audit2").person_id
    body = json.loads(LedgerEntry.objects.get(act="expert.draw").body)
    assert town.of("other").organisation_id in body["apart"]
    assert order(body["seed"], body["pool"])[:1] == body["drawn"]
    assert Expert.objects.get(id=body["drawn"][0]).person_id == drawn


@pytest.mark.parametrize(("role", "score"), [("expert", 101), ("expert", -1), ("finance", 80)])
def test_a_score_is_an_experts_and_of_a_hundred(town: Town, role: str, score: int) -> None:
    story = admitted(town, "甲")
    convened(town, story)
    with on("2023-08-08"), pytest.raises(Malformed):
        door.give_part(story.speakers(role)[0], story.code, "review.conclude", text="意见", score=score)
