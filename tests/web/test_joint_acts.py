"""An act of several bodies: each sees what lies before it, says its part once, may take it back; no one else may."""

import re

import pytest

from tests.web.doing import act, plan, register, submit

PRE_REVIEW = {"papers_complete": "yes", "conditions_addressed": "yes", "duplicates": "没有"}
CONCLUDE = "/projects/{}/do/review.conclude"


@pytest.fixture
def waiting(city, set_clock):
    """A project in review, whose conclusion waits for the other bodies; its code."""
    owner, authority = city.actor("owner"), city.actor("authority")
    code = register(owner)
    plan(owner, code)
    submit(owner, code)
    act(authority, code, "declaration.admit", PRE_REVIEW)
    return code


def test_a_body_that_is_asked_finds_its_part_on_the_page(waiting, signed_in):
    page = signed_in("finance").get(CONCLUDE.format(waiting)).content.decode()
    assert 'id="act"' not in page
    assert len(re.findall(r'name="favour" value="yes"', page)) == 1  # its own, not the others'


def test_against_needs_a_reason_and_keeps_what_was_chosen(waiting, signed_in):
    client = signed_in("finance")
    answer = client.post(CONCLUDE.format(waiting), {"intent": "part", "role": "finance", "favour": "no", "text": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "理由" in page
    assert re.search(r'name="favour" value="no" checked', page)


def test_a_part_is_given_shown_and_taken_back(waiting, signed_in):
    client = signed_in("finance")
    path = CONCLUDE.format(waiting)
    client.post(path, {"intent": "part", "role": "finance", "favour": "yes", "text": "资金可以安排"})
    page = client.get(path).content.decode()
    assert "资金可以安排" in page
    number = re.search(r'value="withdraw:(\d+)"', page)[1]
    other = signed_in("development_reform")
    assert f"withdraw:{number}" not in other.get(path).content.decode()
    assert other.post(path, {"intent": f"withdraw:{number}"}).status_code == 404
    client.post(path, {"intent": f"withdraw:{number}"})
    assert "资金可以安排" not in client.get(path).content.decode()


def test_who_is_no_party_cannot_speak(waiting, signed_in):
    answer = signed_in("owner").post(CONCLUDE.format(waiting), {"intent": "part", "favour": "yes", "text": "好"})
    assert answer.status_code in (403, 422)
