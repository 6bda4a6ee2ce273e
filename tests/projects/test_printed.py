"""What an act makes is a paper: printed from its form and answers, kept as it was, seen by whoever may see the file."""

import json

import pytest
from django.db import connection
from django.test import Client

from chengzhang.foundation.ledger.verify import verify
from chengzhang.foundation.models import Person
from chengzhang.projects import queries
from chengzhang.projects.models import Handed
from chengzhang.projects.refusal import NotFound
from tests import stories
from tests.stories import Story, Town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story() -> Story:
    return stories.planned(stories.declared(Story(stories.town())))


def record(story: Story) -> Handed:
    return Handed.objects.get(project__code=story.code, paper="review_record")


def test_the_record_says_what_was_answered_and_by_whom(story: Story) -> None:
    paper = queries.printed(story.town.of("owner"), story.code, record(story).pk)
    said = {label: value for section in paper.sections for label, value in section["pairs"]}
    assert (paper.zh, said["论证结论"], said["审定投资额"]) == (
        "六安市电子政务项目审查论证记录表",
        "通过",
        "620.00万元",
    )
    assert {part["role"] for part in paper.parts} >= {"市财政局", "市发改委", "市密码管理局", "市电子政务专家组"}
    assert "第十二条" in paper.cite


def test_the_annual_plan_lists_its_projects(story: Story) -> None:
    town = story.town
    made = Handed.objects.get(paper="annual_plan")
    paper = queries.printed(town.of("authority"), None, made.pk, "annual_plan.1")
    assert [line[:2] for line in paper.members["lines"]] == [[story.code, story.title]]
    with pytest.raises(NotFound):
        queries.printed(town.of("other"), None, made.pk, "annual_plan.1")


def test_the_page_is_printed_for_those_who_see_the_project_and_not_found_for_others(story: Story) -> None:
    address = f"/projects/{story.code}/papers/printed/{record(story).pk}"

    def status(town: Town, role: str, path: str = address) -> int:
        client = Client()
        client.force_login(Person.objects.get(pk=town.of(role).person_id))
        return client.get(path).status_code

    assert status(story.town, "owner") == 200
    assert status(story.town, "other") == 404
    assert status(story.town, "owner", f"/projects/{story.code}/papers/printed/999999") == 404


def test_one_changed_byte_of_a_printed_paper_is_found(story: Story) -> None:
    assert verify().sound
    one = record(story)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE projects_handed SET content = replace(content, '620', '629') WHERE id = %s", [one.pk])
    assert "paper_differs" in {fault.code for fault in verify().faults}
    assert json.loads(one.content)["decision"] == one.frozen_by_id


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE projects_part SET text = 'x'", "part_differs"),
        ("UPDATE projects_part SET favour = NOT favour", "part_differs"),
        ("UPDATE projects_decision SET outcome = 'blocked'", "decision_differs"),
        ("UPDATE projects_decision SET reason = 'x'", "decision_differs"),
    ],
)
def test_a_changed_opinion_or_conclusion_is_found(story: Story, change: str, code: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert code in {fault.code for fault in verify().faults}
