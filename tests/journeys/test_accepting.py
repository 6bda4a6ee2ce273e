"""The end of a project: hand-overs by both sides, an acceptance that fails, one that comes later."""

import pytest

from tests import stories
from tests.journeys.filling import answer, fill, send
from tests.journeys.test_deciding import say
from tests.stories import Story, on


@pytest.fixture
def story(transactional_db: None) -> Story:
    """Built, its trial run over, to be accepted by 30 October 2024."""
    made = stories.declared(Story(stories.town()))
    return stories.built(stories.contracted(stories.approved(stories.planned(made))))


def test_a_hand_over_is_confirmed_by_both_sides_and_a_failed_acceptance_comes_back(story, pretend, be):
    pretend("2024-10-10")
    address = f"/projects/{story.code}/do/acceptance"
    page = be(story.town.of("owner"))
    for _ in range(2):
        page.goto(f"{address}.apply")
        page.get_by_role("button", name="确认已移交").first.click()
    page = be(story.town.of("authority"))
    for _ in range(2):
        page.goto(f"/projects/{story.code}/")
        page.get_by_role("button", name="确认已接收").first.click()
    page = be(story.town.of("owner"))
    page.goto(f"{address}.apply")
    fill(page, summary="合同内容全部完成")
    page.locator("#act [name='f.rectified']").fill("")
    send(page)
    assert page.locator("h1").inner_text() == "申请竣工验收：准"

    page = be(story.town.of("authority"))
    page.goto(f"{address}.agree")
    assert "合同内容全部完成" in page.locator("#earlier").inner_text()
    assert page.locator("#earlier", has_text="源代码").count() == 1
    page.locator(".form-end").get_by_text("同意组织验收", exact=True).click()
    assert page.locator("h1").inner_text() == "同意组织验收：准"

    page = be(story.town.of("owner"))
    page.goto(f"{address}.hold")
    fill(page, held_on="2024-10-10", result="failed", opinion="接口未通", rectify_by="2024-11-20")
    send(page)
    for role in ("authority", "procurement_office"):
        page = be(story.town.of(role))
        page.goto(f"{address}.hold")
        say(page)
    assert page.locator("h1").inner_text() == "组织竣工验收：准"
    page.goto(f"/projects/{story.code}/?tab=timeline")
    assert page.get_by_text("组织竣工验收：不合格").count() >= 1
    assert page.locator(".track [aria-current=step]", has_text="竣工验收").count() == 1


def test_an_extension_is_asked_with_its_reason_and_moves_the_day(story, pretend, be):
    pretend("2024-10-10")
    page = be(story.town.of("owner"))
    page.goto(f"/projects/{story.code}/do/extension.ask")
    answer(page, "wanted", "2024-12-20")
    answer(page, "why", "汛期延后联调")
    send(page)
    assert page.locator("h1").inner_text() == "申请延期验收：准"
    page = be(story.town.of("authority"))
    page.goto(f"/projects/{story.code}/do/extension.grant?of=extension.1")
    earlier = page.locator("#earlier").inner_text()
    assert "汛期延后联调" in earlier and "2024年12月20日" in earlier
    answer(page, "new_due_on", "2024-12-20")
    send(page)
    assert page.locator("h1").inner_text() == "准予延期：准"
    page.goto(f"/projects/{story.code}/")
    assert page.locator(".track li", has_text="竣工验收").get_by_text("12月20日").count() == 1


def test_two_acts_at_once_leave_the_second_page_stale(story, pretend, be):
    pretend("2024-10-10")
    page = be(story.town.of("owner"))
    page.goto(f"/projects/{story.code}/do/extension.ask")
    answer(page, "wanted", "2024-12-20")
    answer(page, "why", "汛期延后联调")
    with on("2024-10-10"):
        story.hand_over("database_rights", "source_code")
        story.do("payment.request", "owner", {"amount": "100万元", "node": "初验款"})
    send(page)
    page.get_by_text("本页已过期，您填的都还在").wait_for()
    page.goto(f"/projects/{story.code}/do/extension.ask")
    assert page.input_value('[name="f.why"]') == "汛期延后联调"
