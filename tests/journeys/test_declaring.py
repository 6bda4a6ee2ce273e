"""A department declares a project: what it must know at each step, and what is never lost."""

import re

from tests.journeys.filling import declare, fill, register, send
from tests.web.city import PASSWORD


def test_from_the_first_idea_to_the_receipt(enter):
    page = enter("owner")
    code = register(page)
    declare(page, code)
    assert re.search(r"/decisions/\d+$", page.url)
    assert "提交申报：准" in page.locator("h1").inner_text()
    page.goto(f"/projects/{code}/")
    assert page.locator(".track [aria-current=step]").count() == 1
    page.goto(f"/projects/{code}/?tab=papers")
    assert page.locator("#archive a.title").count() >= 2  # what was handed in can be fetched
    with page.expect_download() as download:
        page.locator("#archive a.title").first.click()
    assert download.value.suggested_filename == "方案.pdf"


def test_the_route_is_worked_out_while_one_types(enter):
    page = enter("owner")
    code = register(page)
    page.goto(f"/projects/{code}/do/declaration.draft")
    fill(page, total_estimate="620", crosses_levels="no")
    send(page)
    page.goto(f"/projects/{code}/do/declaration.submit")
    panel = page.locator("#route")
    for amount, route in (("499.99", "打捆立项"), ("500", "单独立项"), ("4999999.99元", "打捆立项")):
        page.fill('[name="f.total_estimate"]', amount)
        panel.locator("b", has_text=route).first.wait_for()
    assert panel.get_by_text("第九条").count()


def test_a_draft_saves_itself_and_is_there_after_a_time_out(enter):
    page = enter("owner")
    page.goto("/do/project.register")
    page.fill('[name="f.title"]', "河湖长制平台")
    page.locator("#saved").get_by_text("已存").wait_for()
    page = enter("owner")  # the session is gone, a new one begins
    page.locator(".entry").get_by_text("项目建档").first.wait_for()
    page.goto("/do/project.register")
    assert page.input_value('[name="f.title"]') == "河湖长制平台"


def test_wrong_answers_are_kept_named_and_led_to(enter):
    page = enter("owner")
    page.goto("/do/project.register")
    page.fill('[name="f.title"]', "水质监测")
    page.fill('[name="f.local_budget_funds"]', "六百")
    send(page)
    summary = page.locator("#errors")
    assert summary.evaluate("e => e === document.activeElement")
    assert "六百" in summary.inner_text()
    assert page.input_value('[name="f.local_budget_funds"]') == "六百"
    assert page.input_value('[name="f.title"]') == "水质监测"
    summary.get_by_text("涉密情况").click()
    assert page.url.endswith("#f-secrecy")


def test_two_presses_are_one_act(enter):
    page = enter("owner")
    page.goto("/do/project.register")
    fill(page, title="一次就够", secrecy="plain", supply_mode="invested", local_budget_funds="100")
    page.locator(".form-end button[value=send]").dblclick()
    page.wait_for_url(re.compile(r"/decisions/\d+$"))
    page.goto("/projects/")
    assert page.locator("a.title").count() == 1


def test_a_seal_opens_its_clause_in_the_scroll(enter):
    page = enter("owner")
    page.goto("/do/project.register")
    page.locator(".seal").first.click()
    scroll = page.locator("#scroll")
    assert scroll.is_visible()
    assert scroll.locator("li:target").count() == 1
    page.keyboard.press("Escape")
    page.wait_for_function("location.hash === '#main'")


def test_a_project_is_declared_without_scripts(city, browser, live_server):
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=username]", "owner")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    code = register(page)
    declare(page, code)
    assert "提交申报：准" in page.locator("h1").inner_text()
    context.close()
