"""The second door: who may, what is refused, and one ledger entry for each act."""

import json
from datetime import date

import pytest

from chengzhang.foundation import administer
from chengzhang.foundation.ledger.models import LedgerEntry
from chengzhang.foundation.ledger.verify import verify
from chengzhang.foundation.people.models import Organisation, Person, Post
from chengzhang.foundation.people.sign_in import sign_in
from chengzhang.foundation.refusal import Refusal

DAY = date(2023, 9, 27)
ACTS = {
    "create_organisation": lambda who, office: administer.create_organisation(who, "新单位", kind="party"),
    "create_person": lambda who, office: administer.create_person(who, "new", "新人"),
    "set_password": lambda who, office: administer.set_password(who, office["head"].person_id, "another-harbour-8"),
    "close_account": lambda who, office: administer.close_account(who, office["clerk"].person_id),
    "create_post": lambda who, office: administer.create_post(
        who, office["clerk"].person_id, office["unit"], "兼职", from_on=DAY
    ),
    "end_post": lambda who, office: administer.end_post(who, office["clerk"].post_id, DAY),
    "let_act_for": lambda who, office: administer.let_act_for(
        who, office["clerk"].post_id, office["head"].post_id, from_on=DAY, until_on=DAY
    ),
    "create_expert": lambda who, office: administer.create_expert(who, "专家甲", fields=["软件"]),
}


@pytest.mark.parametrize("name", ACTS)
def test_each_act_is_one_entry_by_its_actor_and_closed_to_others(name, office):
    before = LedgerEntry.objects.count()
    with pytest.raises(Refusal) as refused:
        ACTS[name](office["handler"], office)
    assert refused.value.code == "not_administrator"
    assert LedgerEntry.objects.count() == before
    ACTS[name](office["keeper"], office)
    entry = LedgerEntry.objects.last()
    assert LedgerEntry.objects.count() == before + 1
    assert (entry.person_id, entry.organisation_name) == (office["keeper"].person_id, "测试市数据局")
    assert set(entry.act.replace(".", "_").split("_")) & set(name.split("_"))
    assert verify().sound


def test_no_password_reaches_the_ledger(office):
    administer.set_password(None, office["head"].person_id, "another-harbour-8")
    assert not [entry for entry in LedgerEntry.objects.all() if "harbour" in entry.body]
    assert json.loads(LedgerEntry.objects.last().body) == {"person": office["head"].person_id}


def test_a_person_changes_the_own_password_and_nobody_elses(office):
    handler, head = office["handler"], office["head"]
    administer.set_password(handler, handler.person_id, "another-harbour-8")
    assert sign_in("handler", "another-harbour-8", "10.0.0.1")
    with pytest.raises(Refusal):
        administer.set_password(handler, head.person_id, "another-harbour-8")


def test_a_new_password_opens_a_paused_account(office):
    for _ in range(5):
        with pytest.raises(Refusal):
            sign_in("handler", "wrong", "10.0.0.1")
    administer.set_password(office["keeper"], office["handler"].person_id, "another-harbour-8")
    assert sign_in("handler", "another-harbour-8", "10.0.0.1")


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda o: administer.create_organisation(None, "测试市水务局", kind="party"), "organisation_exists"),
        (lambda o: administer.create_organisation(None, "  ", kind="party"), "text_missing"),
        (lambda o: administer.create_organisation(None, "长" * 121, kind="party"), "text_too_long"),
        (lambda o: administer.create_organisation(None, "新", kind=""), "text_missing"),
        (lambda o: administer.create_organisation(None, "新", kind="party", parent_id=4711), "not_found"),
        (lambda o: administer.create_person(None, "handler", "重名"), "person_exists"),
        (lambda o: administer.create_person(None, "new", "新", password="short"), "password_weak"),
        (lambda o: administer.create_person(None, "new", "新", password="1234567890"), "password_weak"),
        (lambda o: administer.create_person(None, "new", "新", email="not an address"), "email_unreadable"),
        (lambda o: administer.set_password(None, 4711, "another-harbour-8"), "not_found"),
        (lambda o: administer.close_account(None, 4711), "not_found"),
        (lambda o: administer.create_post(None, 4711, o["unit"], "科员", from_on=DAY), "not_found"),
        (lambda o: administer.create_post(None, o["head"].person_id, 4711, "科员", from_on=DAY), "not_found"),
        (
            lambda o: administer.create_post(
                None, o["head"].person_id, o["unit"], "科员", from_on=DAY, until_on=date(2023, 9, 26)
            ),
            "days_reversed",
        ),
        (lambda o: administer.end_post(None, o["head"].post_id, date(2019, 1, 1)), "days_reversed"),
        (lambda o: administer.end_post(None, 4711, DAY), "not_found"),
        (
            lambda o: administer.let_act_for(None, o["head"].post_id, o["head"].post_id, from_on=DAY, until_on=DAY),
            "acts_for_itself",
        ),
        (lambda o: administer.let_act_for(None, 4711, o["head"].post_id, from_on=DAY, until_on=DAY), "not_found"),
        (lambda o: administer.create_expert(None, "", fields=[]), "text_missing"),
        (lambda o: administer.create_expert(None, "甲", fields=[], person_id=4711), "not_found"),
    ],
)
def test_wrong_input_is_refused_with_a_next_step_and_writes_nothing(act, code, office):
    counts = lambda: [model.objects.count() for model in (LedgerEntry, Organisation, Person, Post)]  # noqa: E731
    before = counts()
    with pytest.raises(Refusal) as refused:
        act(office)
    assert refused.value.code == code
    assert refused.value.say
    assert refused.value.next_step
    assert counts() == before


def test_a_person_is_an_expert_once(office):
    person = office["clerk"].person_id
    administer.create_expert(None, "测试clerk", fields=["软件"], person_id=person)
    with pytest.raises(Refusal) as refused:
        administer.create_expert(None, "测试clerk", fields=["软件"], person_id=person)
    assert refused.value.code == "expert_exists"
