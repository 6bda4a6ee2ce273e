"""Journeys walk through the pages in a browser, as persons of the same small city that the page tests ask."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.web.city import PASSWORD, City, build_city


@pytest.fixture
def city(transactional_db: None, set_clock: Callable[..., None]) -> City:
    set_clock(date(2026, 7, 14))
    return build_city()


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
