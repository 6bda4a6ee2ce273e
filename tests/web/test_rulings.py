"""The page of open questions: everybody reads, who may interpret rules, and sees first whom it touches."""

from django.urls import reverse

from chengzhang.foundation import administer
from chengzhang.foundation.people.models import Post
from chengzhang.foundation.rulebook import standing
from tests.web.city import PACK, RELEASE

QUESTION = "om_filing_date"
PAGE = ("ruling", (PACK, RELEASE, QUESTION))


def url(name, args):
    return reverse(name, args=args)


def keep(city, name):
    """Make somebody the rule keeper of his body."""
    Post.objects.filter(person_id=city.people[name]).update(administers=True)


def test_the_list_parts_questions_by_what_holds(city, signed_in):
    administer.record_ruling(None, PACK, QUESTION, "march", reason="办公会议定")
    page = signed_in("owner").get(url("rulings", (PACK, RELEASE))).content.decode()
    ruled = page[page.index('id="ruled"') : page.index('id="by-default"')]
    assert f"/questions/{QUESTION}" in ruled


def test_the_authority_rules_and_the_ruling_is_shown(city, signed_in):
    keep(city, "authority")
    client = signed_in("authority")
    form = {"reading": "march", "reason": "与决算同期", "from_on": "2026-07-14"}
    answer = client.post(url(*PAGE), form, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "与决算同期" in page[page.index('id="history"') :]
    [row] = standing.rulings(PACK)
    assert (row.reading, row.by_organisation_id) == ("march", city.actor("authority").organisation_id)


def test_a_unit_may_look_at_the_effect_but_not_rule(city, signed_in):
    keep(city, "owner")
    client = signed_in("owner")
    seen = client.post(url(*PAGE), {"reading": "march", "intent": "preview"}).content.decode()
    assert 'id="touched"' in seen
    assert "记录裁定" not in seen
    refused = client.post(url(*PAGE), {"reading": "march", "reason": "方便"})
    assert refused.status_code == 403
    assert "请提请市数管局裁定" in refused.content.decode()
    assert standing.rulings(PACK) == []


def test_what_was_typed_is_kept_when_the_reason_is_missing(city, signed_in):
    keep(city, "authority")
    answer = signed_in("authority").post(url(*PAGE), {"reading": "march", "reason": "", "from_on": "2026-08-01"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="2026-08-01"' in page
    assert 'value="march" checked' in page


def test_wrong_days_readings_and_questions(city, signed_in):
    keep(city, "authority")
    client = signed_in("authority")
    assert client.post(url(*PAGE), {"reading": "march", "reason": "x", "from_on": "soon"}).status_code == 422
    assert client.post(url(*PAGE), {"reading": "never", "reason": "x"}).status_code == 422
    assert client.get(url("ruling", (PACK, RELEASE, "weather"))).status_code == 404
    assert standing.rulings(PACK) == []
