"""Whoever decides sees what there is to decide on; a joint act ends with its last word; an exception needs a reason."""

from typing import Any

import pytest

from tests import stories
from tests.journeys.filling import answer, send
from tests.stories import EIGHT, Story, on

SPEAKERS = ("finance", "development_reform", "cryptography")


@pytest.fixture
def story(transactional_db: None) -> Story:
    """Declared, on its way to the review of 2023."""
    made = Story(stories.town())
    with on("2023-07-03"):
        stories.register(made)
        stories.draft(made)
    with on("2023-07-10"):
        stories.submit(made)
    return made


def record(page: Any, isolated: str = "no") -> None:
    """The review's record, filled in."""
    for name in EIGHT:
        answer(page, name, "yes")
    for name, value in (("isolated", isolated), ("expert_count", "1"), ("held_on", "2023-08-10"), ("score", "86")):
        answer(page, name, value)
    answer(page, "reviewed_total", "620")
    answer(page, "conclusion", "pass")


def say(page: Any, text: str = "") -> None:
    page.locator(".part-form [name=favour][value=yes]").first.check()
    page.locator(".part-form [name=text]").first.fill(text or "无意见")
    page.locator(".part-form button").first.click()


def test_the_authority_reads_the_declaration_before_it_admits(story, pretend, be):
    pretend("2023-07-20")
    page = be(story.town.of("authority"))
    page.goto(f"/projects/{story.code}/do/declaration.admit")
    earlier = page.locator("#earlier details[open]").first
    assert "提交申报" in earlier.locator("summary").inner_text()
    assert earlier.locator("td", has_text="620.00万元").count() == 1  # rows as a table, not `1行`
    with page.expect_download() as download:
        earlier.locator(".paper-list a").first.click()
    assert download.value.suggested_filename.endswith(".pdf")
    assert page.locator(".others a", has_text="退回补正").count() == 1


def test_a_joint_act_ends_with_the_last_word(story, pretend, be):
    with on("2023-07-20"):
        stories.admit(story)
    pretend("2023-08-10")
    address = f"/projects/{story.code}/do/review.conclude"
    page = be(story.town.of("authority"))
    page.goto(address)
    record(page)
    send(page)
    assert "等会签" in page.locator("h1").inner_text()
    people = [story.town.of(role) for role in SPEAKERS] + story.speakers("expert")
    for n, actor in enumerate(people):
        page = be(actor)
        page.goto(address)
        assert "送来的内容" in page.locator(".filling-main").inner_text()
        assert page.locator("#earlier", has_text="提交申报").count() == 1
        say(page, f"第{n + 1}份意见")
    assert page.locator("h1").inner_text() == "形成论证结论：准"
    assert "第1份意见" in page.locator("main").inner_text()
    page.goto(f"/projects/{story.code}/?tab=timeline")
    told = page.locator("#archive .events").inner_text()
    assert "形成论证结论，已送出，等会签" in told and "没办成" not in told


def test_the_authority_lifts_an_exception_only_with_a_reason(story, pretend, be):
    with on("2023-07-20"):
        stories.admit(story)
    pretend("2023-08-10")
    address = f"/projects/{story.code}/do/review.conclude"
    page = be(story.town.of("authority"))
    page.goto(address)
    record(page, isolated="yes")
    send(page)
    assert "原则上" in page.locator("#verdict").inner_text()
    page.fill("#lift-siloed_system", "涉密隔离运行，另有批示")
    send(page)
    assert "等会签" in page.locator("h1").inner_text()


def test_a_review_session_concludes_each_project_with_its_own_form(story, pretend, be):
    with on("2023-07-20"):
        stories.admit(story)
    pretend("2023-08-10")
    page = be(story.town.of("authority"))
    page.goto("/do/review_session.convene")
    answer(page, "held_on", "2023-08-10")
    answer(page, "place", "三楼会议室")
    answer(page, "agenda", "集中审查")
    page.locator("[name=member]").first.check()
    send(page)
    assert page.locator("h1").inner_text().endswith("准")
    for actor in [story.town.of(role) for role in SPEAKERS] + story.speakers("expert"):
        page = be(actor)
        page.goto(f"/projects/{story.code}/do/review.conclude")
        say(page)
    page = be(story.town.of("authority"))
    page.goto("/do/review_session.close?of=review_session.1")
    page.locator("[name=member]").first.check()
    page.locator("button[value=try]").click()
    head = f"m.{page.locator('[name=member]').first.get_attribute('value')}."
    for name in EIGHT:
        page.check(f'[name="{head}{name}"][value=yes]')
    page.check(f'[name="{head}isolated"][value=no]')
    for name, value in (("expert_count", "1"), ("held_on", "2023-08-10"), ("score", "86"), ("reviewed_total", "620")):
        page.fill(f'[name="{head}{name}"]', value)
    conclusion = page.locator(f'[name="{head}conclusion"]')
    if conclusion.first.get_attribute("type") == "radio":
        page.check(f'[name="{head}conclusion"][value=pass]')
    else:
        conclusion.select_option("pass")
    send(page)
    assert page.locator("h1").inner_text() == "形成审查会结论：准"
    page.goto(f"/projects/{story.code}/")
    assert page.locator(".track li", has_text="审查论证").locator(".when", has_text="8月10日").count() == 1


def test_a_blocked_act_says_what_is_asked_and_the_least_to_do(story, pretend, be):
    pretend("2023-07-20")
    page = be(story.town.of("owner"))
    page.goto(f"/projects/{story.code}/do/procurement.start")
    assert "还不能提交" in page.locator(".stop").inner_text().replace("\n", "")
    assert "须：立项已批复" in page.locator("#verdict").inner_text()
    assert page.locator(".least li").count() >= 1
    assert "待" not in page.locator("ol.least").first.inner_text()
