"""The dry run in the browser: the old notice in force, the measure about to follow."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from chengzhang.foundation import administer
from chengzhang.foundation.people import posts
from chengzhang.foundation.people.models import Person
from chengzhang.foundation.rulebook import standing
from chengzhang.projects.command import Command
from chengzhang.projects.perform import perform

PACK, OLD, NEW = "cn-anhui-luan", "2019-05-27", "2021-08-06"
URL = ("change-of-law", (PACK, NEW))


@pytest.fixture
def old_city(transactional_db, set_clock):
    """The notice of 2019 in force, one project registered; the day before the measure."""
    set_clock(date(2021, 8, 5))
    people = {}
    for name, body in (("owner", "市水利局"), ("authority", "六安市数据资源管理局")):
        organisation = administer.create_organisation(None, body, short=body[-3:], kind="party", place=PACK)
        people[name] = administer.create_person(None, name, name, password="shun-li-cheng-zhang")
        more = {"administers": name == "authority"}
        administer.create_post(None, people[name], organisation, "经办人", from_on=date(2019, 1, 1), **more)
    administer.install_pack(None, PACK, OLD, authority_id=organisation)
    actor = posts.roles_open_to(people["owner"], date(2021, 8, 5))[0]
    answers = {
        "title": "河道巡查系统",
        "secrecy": "plain",
        "supply_mode": "invested",
        "local_budget_funds": "700万元",
        "funding": ["fiscal"],
        "object_kinds": ["network"],
        "nature": "new",
        "serves": "河道管理",
        "responsible_leader": "authority",
        "contact_person": "owner",
    }
    outcome = perform(Command("project.register", actor, answers=answers))
    assert outcome.done, [f"{f.id} {f.say} {f.lacks}" for f in outcome.decision.against]
    return people


def client_of(people, name):
    client = Client()
    client.force_login(Person.objects.get(pk=people[name]))
    return client


def test_the_page_lists_projects_with_both_articles_and_moves_nothing(old_city):
    page = client_of(old_city, "authority").get(reverse(URL[0], args=URL[1])).content.decode()
    assert "河道巡查系统" in page
    assert "六政办〔2020〕20号" in page[page.index('id="flags"') :]
    assert "市密码管理局" in page, "the new party of the review"
    assert [row.release for row in standing.installed()] == [OLD]


def test_a_clause_is_switched_with_its_reason_once_the_measure_is_published(old_city):
    client = client_of(old_city, "authority")
    administer.install_pack(None, PACK, NEW)
    form = {"item": "duties.monthly_progress", "stands": "yes", "reason": ""}
    assert client.post(reverse(URL[0], args=URL[1]), form).status_code == 422
    assert client.post(reverse(URL[0], args=URL[1]), form | {"reason": "会议纪要"}).status_code == 302
    assert standing.residual_decisions(PACK, date(2021, 8, 6)) == {"duties.monthly_progress": True}


def test_who_does_not_administer_sees_no_switch_and_is_refused(old_city):
    client = client_of(old_city, "owner")
    administer.install_pack(None, PACK, NEW)
    assert 'name="stands"' not in client.get(reverse(URL[0], args=URL[1])).content.decode()
    form = {"item": "duties.monthly_progress", "stands": "yes", "reason": "方便"}
    assert client.post(reverse(URL[0], args=URL[1]), form).status_code == 422
    assert standing.residual_decisions(PACK, date(2021, 8, 6)) == {}
