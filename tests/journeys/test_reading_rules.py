"""A rule keeper reads the rulebook in a browser: from the diagram to a case that is tried, shared and kept."""

from tests.web.city import PACK, RELEASE

BASE = f"/rulebook/{PACK}/{RELEASE}"


def test_from_the_diagram_to_a_case_that_somebody_else_opens(enter):
    page = enter("authority")
    page.goto(f"{BASE}/lifecycle?stage=trial")
    assert page.locator("svg.lifecycle .gate-seal").count() >= 1
    page.get_by_role("link", name="试一试").click()
    page.select_option("#at", "trial.start")
    page.get_by_role("button", name="选定").click()
    assert page.locator("#verdict").get_by_text("不准").is_visible()
    page.select_option("[name='s.construction']", "completed")
    page.select_option("[name='f.unit.type']", "party")
    page.select_option("[name='f.secrecy']", "plain")
    page.fill("[name='f.local_budget_funds']", "600")
    page.fill("[name='f.construction.completed_on']", "2026-06-30")
    page.locator("summary", has_text="填报").click()
    page.fill("[name='a.started_on']", "2026-07-01")
    page.get_by_role("button", name="算一遍").click()
    assert page.locator("#verdict .state").first.inner_text().strip() == "准"
    shared, scenario = page.url, page.locator("pre.scenario").inner_text()
    assert "at: trial.start" in scenario and "expect: allowed" in scenario
    enter("owner")
    page.goto(shared)
    assert page.locator("pre.scenario").inner_text() == scenario
