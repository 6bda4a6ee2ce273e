"""Journeys walk through the pages in a browser, as persons of the same small city that the page tests ask."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from chengzhang.foundation.administer import set_demonstration_day
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
