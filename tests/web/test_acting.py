"""The page of an act: rights, wrong input, nothing lost, one press one act, and no line of inline script or style."""

import re
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chengzhang.foundation.clock import LOCAL
from tests.web.doing import PLANNING, plan, register

REGISTER = "/do/project.register"
GOOD = {"f.title": "平台", "f.secrecy": "plain", "f.supply_mode": "invested", "f.local_budget_funds": "620"}


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(key|revision|opened|was\.[^"]+)" value="([^"]*)"', page))


def sent(client, path, **fields):
    """Draw the page, then send it back with these fields."""
    page = client.get(path).content.decode()
    return client.post(path, {**hidden(page), "intent": "send", **fields})


def test_an_act_leads_to_its_receipt(city, signed_in):
    answer = sent(signed_in("owner"), REGISTER, **GOOD)
    assert answer.status_code == 302
    assert re.fullmatch(r"/decisions/\d+", answer.headers["Location"])


def test_the_same_press_twice_is_one_act(city, signed_in):
    client = signed_in("owner")
    fields = {**hidden(client.get(REGISTER).content.decode()), "intent": "send", **GOOD}
    first, second = client.post(REGISTER, fields), client.post(REGISTER, fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert client.get("/projects/").context["page"].count == 1


def test_the_same_key_for_another_act_is_not_taken_for_the_first(city, signed_in):
    client = signed_in("owner")
    fields = {**hidden(client.get(REGISTER).content.decode()), "intent": "send", **GOOD}
    client.post(REGISTER, fields)
    answer = client.post(REGISTER, {**fields, "f.title": "另一个"})
    assert answer.status_code == 422
    assert 'value="另一个"' in answer.content.decode()
    assert hidden(answer.content.decode())["key"] != fields["key"]


@pytest.mark.parametrize(
    ("field", "typed", "shown", "said"),
    [
        ("local_budget_funds", "六百", 'value="六百"', "不是金额"),
        ("local_budget_funds", "-5", 'value="-5.00"', "金额"),
        ("local_budget_funds", "99999999999", 'value="99999999999.00"', "核对"),
        ("title", "长" * 101, "长" * 101, "100"),
        ("secrecy", "nonsense", "", "涉密情况"),
    ],
)
def test_wrong_input_is_named_at_its_field_and_kept(city, signed_in, field, typed, shown, said):
    answer = sent(signed_in("owner"), REGISTER, **{**GOOD, f"f.{field}": typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in page
    assert said in page
    assert shown in page


def test_what_the_form_does_not_have_is_not_taken(city, signed_in):
    client = signed_in("owner")
    answer = sent(client, REGISTER, **GOOD, **{"f.total_estimate": "1", "f.approved_total": "1"})
    assert answer.status_code == 302


def test_a_file_that_lies_about_its_kind_is_refused_at_its_slot_and_loses_nothing(city, signed_in):
    owner = city.actor("owner")
    code = register(owner)
    plan(owner, code)
    client = signed_in("owner")
    path = f"/projects/{code}/do/declaration.submit"
    name = re.search(r'type="file" id="[^"]+" name="([^"]+)"', client.get(path).content.decode())[1]
    fake = SimpleUploadedFile("方案.pdf", b"MZ this is a program", content_type="application/pdf")
    answer = sent(client, path, **{name: fake, "f.current_state": "写好的现状"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "写好的现状" in page
    assert re.search(r'<p class="field-error" id="paper-[a-z_]+-error">', page)


def test_a_role_that_may_not_act_may_look_and_is_told_whose_it_is(city, signed_in):
    owner = city.actor("owner")
    code = register(owner)
    plan(owner, code)
    client = signed_in("owner")
    page = client.get(f"/projects/{code}/do/declaration.admit").content.decode()
    assert 'id="act"' not in page
    assert "由市数管局办" in page
    answer = client.post(f"/projects/{code}/do/declaration.admit", {"intent": "send"})
    assert answer.status_code in (403, 422)


def test_somebody_elses_project_and_no_project_read_the_same(city, signed_in):
    code = register(city.actor("owner"))
    client = signed_in("other")
    theirs = client.get(f"/projects/{code}/do/declaration.draft")
    none = client.get("/projects/2099-0001/do/declaration.draft")
    assert theirs.status_code == none.status_code == 404
    strip = lambda answer: re.sub(r"404-[\d-]+|csrfmiddlewaretoken.*?>", "", answer.content.decode())  # noqa: E731
    assert strip(theirs) == strip(none)


def test_an_act_that_no_rule_knows_is_not_found(city, signed_in):
    assert signed_in("owner").get("/do/project.abolish").status_code == 404


def test_a_stale_page_writes_nothing_and_keeps_the_answers(city, signed_in, set_clock):
    owner = city.actor("owner")
    code = register(owner)
    client = signed_in("owner")
    path = f"/projects/{code}/do/declaration.draft"
    stale = hidden(client.get(path).content.decode())
    set_clock(datetime(2026, 7, 14, 10, 30, tzinfo=LOCAL))
    plan(owner, code)
    fields = {f"f.{name}": value for name, value in PLANNING.items()} | {"f.requirement": "后填的"}
    answer = client.post(path, {**stale, "intent": "send", **fields})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "本页已过期，您填的都还在" in page
    assert "项目谋划" in page
    assert "后填的" in client.get(path).content.decode()  # the draft


def test_a_draft_is_kept_and_can_be_dropped(city, signed_in):
    client = signed_in("owner")
    client.post(REGISTER, {"intent": "draft", "f.title": "写到一半"})
    assert 'value="写到一半"' in client.get(REGISTER).content.decode()
    client.post(REGISTER, {"intent": "drop"})
    assert "写到一半" not in client.get(REGISTER).content.decode()


def test_the_panel_is_computed_without_storing_an_act(city, signed_in):
    client = signed_in("owner")
    answer = client.post(REGISTER, {"intent": "compute", **GOOD}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert "全流程" in page
    assert client.get("/projects/").context["page"].count == 0


def test_after_a_time_out_what_was_typed_is_asked_for_again_not_thrown_away(city, client):
    answer = client.post(REGISTER, {"intent": "send", **GOOD})
    assert answer.status_code == 302
    assert "lost=yes" in answer.headers["Location"]


PAGES = ["/", "/projects/", REGISTER, "/rulebook/?article=9", "/messages/", "/me/", "/office/"]


def test_no_page_carries_inline_script_or_style(city, signed_in):
    owner = city.actor("owner")
    code = register(owner)
    number = plan(owner, code).number
    client = signed_in("owner")
    for path in [*PAGES, f"/projects/{code}/", f"/projects/{code}/do/declaration.submit", f"/decisions/{number}"]:
        answer = client.get(path, follow=True)
        page = answer.content.decode()
        assert answer.status_code == 200, path
        assert not re.search(r"<[^>]+\sstyle=", page), path
        assert not re.search(r"<script(?![^>]+src=)", page), path
        assert not re.search(r"<[^>]+\son[a-z]+=", page), path
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page), path
        assert "'self'" in answer.headers["Content-Security-Policy"]


def test_every_page_has_one_heading_a_skip_link_and_a_title(city, signed_in):
    client = signed_in("owner")
    for path in PAGES:
        page = client.get(path, follow=True).content.decode()
        assert len(re.findall(r"<h1[ >]", page)) == 1, path
        assert 'class="cz-skip" href="#main"' in page
        assert re.search(r"<title>[^<]+ · 成章</title>", page)
