"""The page, the interface for programs and the command line are one door: same answers, same decision, same receipt."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from chengzhang.cli.main import main
from chengzhang.foundation import clock
from chengzhang.foundation.people import tokens
from chengzhang.foundation.people.models import Person
from chengzhang.projects.models import Decision
from tests.api.conftest import PLAN, REGISTER
from tests.stories import Story


@dataclass
class Asked:
    story: Story
    role: str
    code: str | None
    action: str
    answers: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What a door left behind: the stored decision and its receipt, without the number it happened to get."""

    outcome: str
    body: str
    digest: str
    facts: str


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside is undone, so that the next door meets the same case."""
    block = transaction.atomic()
    block._from_testcase = True  # the door insists on the outermost transaction; this one is the test's
    with block:
        yield
        transaction.set_rollback(True)


def by_page(asked: Asked, tmp_path: Path, capsys: Any) -> int:
    client = Client()
    client.force_login(Person.objects.get(pk=asked.story.town.of(asked.role).person_id))
    path = f"/projects/{asked.code}/do/{asked.action}" if asked.code else f"/do/{asked.action}"
    fields = {f"f.{name}": value for name, value in asked.answers.items()}
    response = client.post(path, {**fields, "intent": "send", "key": "page-door"})
    assert response.status_code in (302, 422), response.content.decode()[:2000]
    return response.status_code


def by_program(asked: Asked, tmp_path: Path, capsys: Any) -> int:
    until = clock.machine_now().date() + timedelta(days=1)
    bearer = {"Authorization": f"Bearer {tokens.issue(asked.story.town.of(asked.role), until)}"}
    where = f"projects/{asked.code}" if asked.code else "office"
    response = Client().post(
        f"/api/v1/{where}/actions/{asked.action}",
        data=json.dumps({"answers": asked.answers}),
        content_type="application/json",
        headers=bearer,
    )
    told = response.json()
    assert told["decision"]["receipt"]["digest"] == last().digest  # what it tells is what is stored
    return response.status_code


def by_command(asked: Asked, tmp_path: Path, capsys: Any) -> int:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(asked.answers), encoding="utf-8")
    account = asked.story.town.of(asked.role).person_name
    status = main(["act", asked.code or "-", asked.action, "--as", account, "--answers", str(file), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["decision"]["receipt"]["digest"] == last().digest
    return status


def last() -> Answer:
    stored = Decision.objects.order_by("-id")[0]
    receipt = json.loads(stored.receipt)
    return Answer(stored.outcome, stored.body, receipt["digest"], receipt["facts_digest"])


DOORS: tuple[Callable[..., int], ...] = (by_page, by_program, by_command)
CASES = [
    pytest.param("declaration.draft", PLAN, "allowed", id="allowed"),
    pytest.param("declaration.draft", {**PLAN, "total_estimate": "很多"}, "blocked", id="a field that can't be read"),
    pytest.param("declaration.draft", {"nature": "new"}, "blocked", id="fields missing"),
    pytest.param(
        "procurement.start", {"method": "open", "budget": "600万元", "what": "平台"}, "blocked", id="off plan"
    ),
    pytest.param("trial.start", {"started_on": "2026-03-01"}, "blocked", id="too early"),
]


@pytest.mark.parametrize(("action", "answers", "outcome"), CASES)
def test_all_doors_answer_alike(
    story: Story, tmp_path: Path, capsys: Any, action: str, answers: dict[str, Any], outcome: str
) -> None:
    asked = Asked(story, "owner", story.code, action, answers)
    found = {}
    for door in DOORS:
        with taken_back():
            door(asked, tmp_path, capsys)
            found[door.__name__] = last()
    assert len(set(found.values())) == 1, found
    assert found["by_page"].outcome == outcome


def test_a_new_project_begins_alike_through_all_doors(story: Story, tmp_path: Path, capsys: Any) -> None:
    asked = Asked(story, "owner", None, "project.register", {**REGISTER, "title": "河湖长制平台"})
    found = []
    for door in DOORS:
        with taken_back():
            door(asked, tmp_path, capsys)
            found.append(last())
    assert len(set(found)) == 1, found
    assert found[0].outcome == "allowed"


def test_somebody_elses_act_is_refused_alike(story: Story, tmp_path: Path, capsys: Any) -> None:
    asked = Asked(story, "authority", story.code, "declaration.draft", PLAN)
    found = []
    for door in (by_program, by_command):  # the page draws no form for an act that is another's
        with taken_back():
            door(asked, tmp_path, capsys)
            found.append(last())
    assert len(set(found)) == 1
    assert found[0].outcome == "blocked"


def test_a_part_is_given_by_programs_too(people: Any, ask: Callable[..., Any], story: Story, capsys: Any) -> None:
    """By the interface and by the command line; whoever is no party is told so, wherever they ask."""
    path = f"/projects/{story.code}/actions/approval.list"
    refused = ask("owner", "post", f"{path}/part", {"favour": True, "role": "finance"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    said = ask("owner", "post", f"{path}/part", {"favour": True})
    assert (said.status_code, said.json()) == (202, {"done": False, "waits": True})
    assert ask("finance", "post", f"{path}/part", {"favour": True}).status_code in (403, 404)
    argv = ["part", story.code, "approval.list", "--as", "owner", "--favour", "no"]
    assert main(argv) == 1  # against without a reason
    assert main([*argv, "--text", "范围不清"]) == 0
    capsys.readouterr()
