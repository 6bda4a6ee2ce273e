"""Axe finds nothing (WCAG 2.0 to 2.2, A and AA) on any page, wide and narrow, light and dark; and nothing is blocked
by the content policy."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.filling import declare, fill, register, send

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
RULEBOOK = ("lifecycle", "tables", "coverage?kind=open", "try?at=declaration.submit", "versions", "text")
LOOKS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture
def pages(enter) -> Any:
    """A page signed in as the owner, and the addresses of every kind of page with something on it."""
    page = enter("owner")
    code = register(page)
    declare(page, code)
    receipt = page.url
    page.goto(f"/projects/{code}/do/procurement.start")
    blocked = page.url
    begun = register(page, "另一个项目")
    page.goto(f"/projects/{begun}/do/declaration.draft")
    fill(page, total_estimate="620", crosses_levels="no")
    send(page)
    listed = [
        "/",
        "/projects/",
        f"/projects/{code}/",
        f"/projects/{code}/?tab=facts",
        f"/projects/{code}/?tab=timeline",
        f"/projects/{begun}/do/declaration.submit",
        blocked,
        receipt,
        "/rulebook/?article=9",
        *(f"/rulebook/cn-anhui-luan/2021-08-06/{one}" for one in RULEBOOK),
        "/compare/",
        "/office/",
        "/messages/",
        "/me/",
        "/projects/nothing/",
    ]
    return page, listed


def test_axe_finds_nothing_and_the_policy_blocks_nothing(pages):
    page, addresses = pages
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
    found = {}
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        for address in addresses:
            page.goto(address)
            page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true })")
            for violation in Axe().run(page, options=RULES).response["violations"]:
                nodes = [(node["target"], node["failureSummary"][:160]) for node in violation["nodes"][:3]]
                found[address, width, theme, violation["id"]] = nodes
    assert not found, "\n".join(f"{at} {nodes}" for at, nodes in found.items())
    assert not complaints


def test_no_page_scrolls_sideways(pages):
    page, addresses = pages
    wide = []
    for width in (390, 768, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for address in addresses:
            page.goto(address)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                wide.append((width, address))
    assert not wide


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_axe_finds_nothing_before_the_sign_in(city, page, width, theme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    page.goto("/sign-in")
    page.fill("[name=username]", "owner")
    page.fill("[name=password]", "wrong-wrong-wrong")
    page.click("button[type=submit]")
    assert not Axe().run(page, options=RULES).response["violations"]
