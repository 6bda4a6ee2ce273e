"""What the interface for programs refuses: with which status, in which words, and that nothing is stored then."""

from typing import Any

import pytest
from django.test import Client

from chengzhang.projects.models import Decision
from tests.api.conftest import PLAN
from tests.stories import Story


def stored() -> int:
    return Decision.objects.count()


def test_without_a_key_nothing_is_told(story: Story, ask: Any) -> None:
    for path in ("/me", "/projects", f"/projects/{story.code}"):
        response = ask(None, "get", path)
        assert response.status_code == 401, path
        assert response.json()["code"] == "no_key"


@pytest.mark.parametrize("twist", [lambda k: k[:-2] + "xx", lambda k: "x" + k, lambda k: k.split(":")[0], lambda k: ""])
def test_a_forged_key_is_no_key(story: Story, key: Any, twist: Any) -> None:
    headers = {"Authorization": f"Bearer {twist(key('owner'))}"}
    assert Client().get("/api/v1/me", headers=headers).status_code == 401


def test_a_key_is_dead_when_the_post_has_ended(story: Story, key: Any) -> None:
    from datetime import date

    from chengzhang.foundation.administer import end_post

    mine = key("owner")
    end_post(None, story.town.of("owner").post_id, date(2026, 3, 9))
    assert Client().get("/api/v1/me", headers={"Authorization": f"Bearer {mine}"}).status_code == 401


def test_a_foreign_project_is_not_found(story: Story, ask: Any) -> None:
    before = stored()
    for method, path in (
        ("get", f"/projects/{story.code}"),
        ("get", f"/projects/{story.code}/actions/declaration.draft"),
        ("post", f"/projects/{story.code}/actions/declaration.draft"),
    ):
        response = ask("other", method, path, {"answers": PLAN})
        assert response.status_code == 404, path
        assert response.json()["code"] == "not_found"
        same = ask("other", method, path.replace(story.code, "2026-9999"), {"answers": PLAN})
        assert same.json() == response.json()  # what is hidden looks like what does not exist
    assert stored() == before


def test_a_wrong_role_is_refused_by_the_rules_and_recorded(story: Story, ask: Any) -> None:
    response = ask("authority", "post", f"/projects/{story.code}/actions/declaration.draft", {"answers": PLAN})
    assert response.status_code == 422
    told = response.json()
    assert not told["done"]
    role = next(one for one in told["decision"]["findings"] if one["kind"] == "role")
    assert role["truth"] == "unmet" and role["cite"]
    assert Decision.objects.get(pk=told["number"]).allowed is False


def test_a_stale_revision_is_409(story: Story, ask: Any) -> None:
    path = f"/projects/{story.code}/actions/declaration.draft"
    revision = ask("owner", "get", path).json()["revision"]
    assert ask("owner", "post", path, {"answers": PLAN, "revision": revision}).status_code == 200
    before = stored()
    response = ask("owner", "post", path, {"answers": PLAN, "revision": revision})
    assert response.status_code == 409
    assert response.json()["code"] == "stale"
    assert stored() == before


def test_the_same_key_twice_is_one_act(story: Story, ask: Any) -> None:
    path = f"/projects/{story.code}/actions/declaration.draft"
    first = ask("owner", "post", path, {"answers": PLAN, "key": "k-1"}).json()
    again = ask("owner", "post", path, {"answers": PLAN, "key": "k-1"}).json()
    assert again["repeated"] and again["number"] == first["number"]
    other = ask("owner", "post", path, {"answers": {**PLAN, "requirement": "另一件"}, "key": "k-1"})
    assert other.status_code == 422
    assert other.json()["code"] == "key_reused"


@pytest.mark.parametrize(
    "raw",
    [
        "{",
        "[]",
        '"x"',
        '{"answers": []}',
        '{"answers": {}, "by_the_way": 1}',
        '{"revision": "soon"}',
        '{"papers": {"a": "b"}}',
    ],
)
def test_malformed_bodies_are_refused_and_nothing_is_stored(story: Story, ask: Any, raw: str) -> None:
    before = stored()
    response = ask("owner", "post", f"/projects/{story.code}/actions/declaration.draft", raw=raw)
    assert response.status_code in (400, 422)
    assert response.json()["code"] == "malformed"
    assert stored() == before


def test_an_act_the_pack_does_not_know_is_404(story: Story, ask: Any) -> None:
    response = ask("owner", "post", f"/projects/{story.code}/actions/declaration.burn")
    assert response.status_code == 404
    assert response.json()["code"] == "unknown_action"


def test_the_interface_describes_itself(db: None) -> None:
    response = Client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    described = response.json()
    assert "/api/v1/projects/{code}/actions/{action}" in described["paths"]
