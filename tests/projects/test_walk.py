"""The 2021 measure of 六安 lived through the door, from the first draft to the acceptance and after."""

from datetime import date

import pytest

from chengzhang.foundation.ledger.verify import verify
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
