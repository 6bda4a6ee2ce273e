"""What one person does, another sees: returned work, stale pages, other people's business."""

import re

from tests.journeys.filling import declare, fill, register, send


def test_returned_work_comes_back_with_its_reason(enter):
    page = enter("owner")
    code = register(page)
    declare(page, code)
    page = enter("authority")
    page.goto(f"/projects/{code}/do/declaration.return")
    page.fill("[name=reason]", "缺等级保护测评费用")
    send(page)
    assert "准" in page.locator("h1").inner_text()
    page = enter("owner")
    back = page.locator(".cz-sec", has_text="被退回")
    assert "缺等级保护测评费用" in back.inner_text()


def test_a_return_without_a_reason_is_refused_at_its_field(enter):
    page = enter("owner")
    code = register(page)
    declare(page, code)
    page = enter("authority")
    page.goto(f"/projects/{code}/do/declaration.return")
    send(page)
    assert page.locator("#reason-error").is_visible()


def test_a_stale_page_keeps_what_was_typed_and_says_what_happened(enter):
    page = enter("owner")
    code = register(page)
    page.goto(f"/projects/{code}/do/declaration.draft")
    fill(page, total_estimate="620", crosses_levels="no", requirement="先填好的内容")
    other = page.context.new_page()
    other.goto(f"/projects/{code}/do/declaration.draft")
    fill(other, total_estimate="480", crosses_levels="no")
    send(other)
    other.close()
    send(page)
    page.get_by_text("本页已过期，您填的都还在").wait_for()
    assert re.search(r"409-\d{8}-\d{6}", page.content())
    assert "项目谋划" in page.locator(".refusal").inner_text()


def test_another_units_project_does_not_exist(enter):
    page = enter("owner")
    code = register(page)
    page = enter("other")
    answer = page.goto(f"/projects/{code}/")
    assert answer.status == 404
    assert page.goto("/projects/2099-9999/").status == 404
    page.goto("/projects/")
    assert page.locator("a.title").count() == 0
