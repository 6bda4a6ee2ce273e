"""Duties of a unit itself: what is done on one of its projects fulfils them, what another unit does fulfils nothing."""

import pytest

from chengzhang.projects.models import Duty
from chengzhang.projects.tick import tick
from tests import stories
from tests.stories import Story, on

pytestmark = pytest.mark.django_db(transaction=True)


def status(town: stories.Town, role: str) -> str:
    return Duty.objects.get(duty="declare_next_year", owner_id=town.of(role).organisation_id).status


def test_a_declaration_of_one_project_is_the_units_declaration_of_the_year(town: stories.Town) -> None:
    with on("2023-01-10"):
        tick()
    assert status(town, "owner") == status(town, "other") == status(town, "authority") == "open"
    stories.declared(Story(town))  # in 2023
    done = Duty.objects.get(duty="declare_next_year", owner_id=town.of("owner").organisation_id)
    assert done.status == "done" and done.done_on is not None
    assert status(town, "other") == status(town, "authority") == "open"


def test_the_mornings_of_other_units_leave_the_authoritys_own_duty_alone(town: stories.Town) -> None:
    with on("2023-01-10"):
        tick()
    with on("2023-08-02"):
        tick()
    assert status(town, "authority") == "open"  # advised only: never late, and not dropped by the next unit's round
