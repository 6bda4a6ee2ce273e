"""Getting in, getting locked out, changing post and person, and what nobody sees."""

import re

import pytest
from django.test import Client

from tests.web.city import PASSWORD


@pytest.mark.parametrize("path", ["/", "/projects/", "/projects/2026-0001/", "/messages/", "/me/", "/decisions/1"])
def test_nobody_gets_in_without_signing_in(city, path):
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")


def test_the_right_password_leads_where_one_wanted_to_go(city):
    answer = Client().post("/sign-in", {"username": "owner", "password": PASSWORD, "next": "/messages/"})
    assert answer.headers["Location"] == "/messages/"


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_no_other_site_is_led_to(city, target):
    answer = Client().post("/sign-in", {"username": "owner", "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_says_how_often_one_may_try(city):
    answer = Client().post("/sign-in", {"username": "owner", "password": "x" * 12})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "再错4次" in page
    assert 'value="owner"' in page
    assert "x" * 12 not in page


def test_five_wrong_ones_close_the_account_even_to_the_right_one(city):
    for _ in range(5):
        Client().post("/sign-in", {"username": "owner", "password": "x" * 12})
    answer = Client().post("/sign-in", {"username": "owner", "password": PASSWORD})
    assert answer.status_code == 422
    assert "暂停" in answer.content.decode()


def test_a_post_can_be_changed_and_only_to_ones_own(city, signed_in):
    client = signed_in("two-posts")
    page = client.get("/me/").content.decode()
    second = re.findall(r'name="post" value="(\d+)"', page)[-1]
    client.post("/switch-post", {"post": second})
    assert "市民政局" in client.get("/me/").context["frame"].organisation
    client.post("/switch-post", {"post": "999999"})
    assert "市民政局" in client.get("/me/").context["frame"].organisation


def test_persons_change_in_demonstration_mode_only(city, signed_in, settings):
    client = signed_in("owner")
    assert client.post("/switch-person", {"person": str(city.people["other"])}).status_code == 404
    settings.DEMO = True
    assert client.post("/switch-person", {"person": str(city.people["other"])}).status_code == 302
    assert client.get("/me/").context["frame"].person == "other的人"


def test_a_form_without_its_token_writes_nothing_and_says_so(city):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in", {"username": "owner", "password": PASSWORD})
    assert answer.status_code == 403
    assert "没有写入任何东西" in answer.content.decode()


def test_what_does_not_exist_has_a_page_with_a_number_and_a_way_on(city, signed_in):
    answer = signed_in("owner").get("/nothing/here")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "404-20260714-" in page
    assert 'href="/"' in page


def test_signing_out_ends_the_session(city, signed_in):
    client = signed_in("owner")
    client.post("/sign-out")
    assert client.get("/me/").status_code == 302
    assert client.get("/sign-out").status_code == 405
