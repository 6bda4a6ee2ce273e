"""Journeys walk through the pages in a browser, as persons of the same small city that the page tests ask."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from chengzhang.foundation.administer import set_demonstration_day
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.people.models import Person
from tests.web.city import PASSWORD, City, build_city


@pytest.fixture
def city(transactional_db: None, settings: Any) -> Iterator[City]:
    """The server runs in another thread: only a pretended day reaches it."""
    settings.DEMO = True
    set_demonstration_day(None, date(2026, 7, 14))
    yield build_city()
    set_demonstration_day(None, None)


@pytest.fixture
def enter(city: City, page: Any) -> Callable[[str], Any]:
    """Sign in at the page as somebody of the city; signing in again changes the person."""

    def as_person(name: str) -> Any:
        page.context.clear_cookies()
        page.goto("/sign-in")
        page.fill("[name=username]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("button[type=submit]")
        return page

    return as_person


@pytest.fixture
def pretend(transactional_db: None, settings: Any) -> Iterator[Callable[[str], None]]:
    """`pretend("2024-10-10")`: the server takes that for today."""
    settings.DEMO = True
    yield lambda day: set_demonstration_day(None, date.fromisoformat(day))
    set_demonstration_day(None, None)


@pytest.fixture
def be(page: Any, live_server: Any) -> Callable[[Actor], Any]:
    """Go on as somebody of a story's town, signed in already."""

    def as_actor(actor: Actor) -> Any:
        client = Client()
        client.force_login(Person.objects.get(pk=actor.person_id))
        page.context.clear_cookies()
        kept = client.cookies[django_settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": kept.key, "value": kept.value, "url": live_server.url}])
        return page

    return as_actor
