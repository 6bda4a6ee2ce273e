"""Programs meet the same town as the other tests, with one project drafted by the owner."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from chengzhang.foundation import clock
from chengzhang.foundation.people import tokens
from tests.stories import Story, Town, on, town

DAY = "2026-03-10"
REGISTER = {
    "title": "水旱灾害防御会商调度系统",
    "secrecy": "plain",
    "supply_mode": "invested",
    "local_budget_funds": "620万元",
}
PLAN = {
    "nature": "new",
    "contents": ["software_development"],
    "total_estimate": "620万元",
    "requirement": "统一受理",
    "crosses_levels": "no",
}


@pytest.fixture
def people(db: None) -> Any:
    """The town, on a fixed day. Every test runs inside one transaction."""
    with on(DAY):
        yield town()


@pytest.fixture
def story(people: Town) -> Story:
    """A project that has been registered."""
    begun = Story(people)
    begun.do("project.register", "owner", REGISTER)
    return begun


@pytest.fixture
def key(people: Town) -> Callable[[str], str]:
    return lambda role: tokens.issue(people.of(role), clock.machine_now().date() + timedelta(days=1))


@pytest.fixture
def ask(key: Callable[[str], str]) -> Callable[..., Any]:
    """Call the interface as the holder of a role: `ask("owner", "get", "/projects")`."""

    def call(role: str | None, method: str, path: str, body: Any = None, raw: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {key(role)}"} if role else {}
        text = raw if raw is not None else json.dumps(body or {})
        more = {} if method == "get" else {"data": text, "content_type": "application/json"}
        return getattr(Client(), method)(f"/api/v1{path}", headers=headers, **more)

    return call


def day() -> date:
    return date.fromisoformat(DAY)
