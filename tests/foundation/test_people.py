"""Posts, acting for, visibility, sign-in."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from chengzhang.foundation import administer, clock
from chengzhang.foundation.clock import LOCAL
from chengzhang.foundation.people import experts, posts
from chengzhang.foundation.people.models import Organisation, Person, SignInFailure
from chengzhang.foundation.people.sign_in import sign_in
from chengzhang.foundation.people.visibility import visible_organisations
from chengzhang.foundation.refusal import Refusal

DAY = date(2023, 9, 27)
NINE = datetime(2023, 9, 27, 9, tzinfo=LOCAL)
WORD = "quiet-harbour-7"


def test_a_person_may_hold_several_posts_and_none_outside_their_days(office):
    handler = office["handler"]
    second = administer.create_post(
        None, handler.person_id, office["city"], "借调", from_on=date(2023, 10, 1), until_on=date(2023, 10, 31)
    )
    assert [one.post_id for one in posts.roles_open_to(handler.person_id, DAY)] == [handler.post_id]
    in_october = posts.roles_open_to(handler.person_id, date(2023, 10, 31))
    assert [(one.post_id, one.organisation_id) for one in in_october] == [
        (handler.post_id, office["unit"]),
        (second, office["city"]),
    ]
    assert posts.actor(handler.person_id, second, date(2023, 11, 1)) is None


def test_acting_for_gives_the_principals_place_between_its_days_only(office):
    handler, head = office["handler"], office["head"]
    administer.let_act_for(None, handler.post_id, head.post_id, from_on=DAY, until_on=date(2023, 9, 28))
    acting = posts.roles_open_to(handler.person_id, DAY)[1]
    assert (acting.head, acting.acting_for, acting.post_id, acting.person_id) == (
        True,
        head.post_id,
        handler.post_id,
        handler.person_id,
    )
    assert posts.actor(handler.person_id, handler.post_id, date(2023, 9, 28), head.post_id) == acting
    assert posts.actor(handler.person_id, handler.post_id, date(2023, 9, 29), head.post_id) is None


def test_acting_ends_with_the_principals_post(office):
    handler, head = office["handler"], office["head"]
    administer.let_act_for(None, handler.post_id, head.post_id, from_on=DAY, until_on=date(2023, 12, 31))
    administer.end_post(None, head.post_id, date(2023, 10, 1))
    assert len(posts.roles_open_to(handler.person_id, date(2023, 10, 2))) == 1


def test_a_closed_account_has_no_post_and_cannot_sign_in(office):
    handler = office["handler"]
    administer.close_account(None, handler.person_id)
    assert posts.roles_open_to(handler.person_id, DAY) == []
    with pytest.raises(Refusal, match="账号或密码不对"):
        sign_in("handler", WORD, "10.0.0.1")


def test_nobody_sees_nothing_and_a_superior_sees_what_is_below(office):
    assert visible_organisations(None) == frozenset()
    assert visible_organisations(office["clerk"]) == {office["branch"]}
    assert visible_organisations(office["handler"]) == {office["unit"], office["branch"]}
    assert visible_organisations(office["keeper"]) == {office["city"]}


def test_a_circle_of_parents_ends(office):
    Organisation.objects.filter(id=office["unit"]).update(parent_id=office["branch"])
    assert visible_organisations(office["clerk"]) == {office["unit"], office["branch"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(id=office["unit"]).update(parent_id=office["unit"])


def test_the_right_password_opens_and_clears_the_count(office):
    for _ in range(4):
        with pytest.raises(Refusal) as refused:
            sign_in("handler", "wrong", "10.0.0.1")
    assert refused.value.code == "sign_in_wrong"
    assert "再错1次" in refused.value.next_step
    assert sign_in(" handler ", WORD, "10.0.0.1").pk == office["handler"].person_id
    assert not SignInFailure.objects.exists()


def test_five_failures_close_the_account_to_that_address_for_fifteen_minutes(office, set_clock):
    set_clock(NINE)
    for _ in range(5):
        with pytest.raises(Refusal) as refused:
            sign_in("handler", "wrong", "10.0.0.1")
    assert refused.value.code == "sign_in_closed"
    assert "09:15" in refused.value.next_step
    with pytest.raises(Refusal) as refused:
        sign_in("handler", WORD, "10.0.0.1")
    assert refused.value.code == "sign_in_closed"
    assert sign_in("handler", WORD, "10.0.0.2"), "another address is not punished"
    set_clock(NINE + timedelta(minutes=15, seconds=1))
    with pytest.raises(Refusal) as refused:
        sign_in("handler", "wrong", "10.0.0.1")
    assert "再错4次" in refused.value.next_step, "the count begins anew"
    assert sign_in("handler", WORD, "10.0.0.1")


def test_an_unknown_name_is_answered_like_a_wrong_password(office):
    answers = []
    for name in ("handler", "nobody-here"):
        with pytest.raises(Refusal) as refused:
            sign_in(name, "wrong", "10.0.0.1")
        answers.append(refused.value.args)
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("name", "password"), [("", ""), ("x" * 500, "y" * 500), ("' OR 1=1 --", "' OR 1=1 --"), ("han\0dler", "\0")]
)
def test_odd_input_is_a_wrong_password(office, name, password):
    with pytest.raises(Refusal, match="账号或密码不对"):
        sign_in(name, password, "10.0.0.1" * 9)


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_do_not_slip_past_the_limit(request):
    request.getfixturevalue("office")
    answers = []

    def guess():
        try:
            with clock.at(NINE):
                sign_in("handler", "wrong", "10.0.0.1")
        except Refusal as refused:
            answers.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["sign_in_closed"] * 4 + ["sign_in_wrong"] * 4
    with pytest.raises(Refusal):
        sign_in("handler", WORD, "10.0.0.1")


def test_an_account_without_password_cannot_sign_in(office):
    administer.create_person(None, "newcomer", "新人")
    for password in ("", "!", Person.objects.get(sign_in_name="newcomer").password):
        with pytest.raises(Refusal):
            sign_in("newcomer", password, "10.0.0.1")


def test_old_failures_are_forgotten(office, set_clock):
    set_clock(NINE)
    with pytest.raises(Refusal):
        sign_in("somebody", "wrong", "10.0.0.9")
    set_clock(NINE + timedelta(days=2))
    with pytest.raises(Refusal):
        sign_in("handler", "wrong", "10.0.0.1")
    assert list(SignInFailure.objects.values_list("account", flat=True)) == ["handler"]


def test_the_pool_leaves_out_the_inactive_the_barred_and_the_unversed(office):
    own = administer.create_expert(None, "甲", fields=["网络安全"], organisation_id=office["unit"])
    security = administer.create_expert(None, "乙", fields=["网络安全", "软件"], organisation_id=office["city"])
    money = administer.create_expert(None, "丙", fields=["造价"], employer="某大学")
    ids = lambda found: [expert.pk for expert in found]  # noqa: E731
    assert ids(experts.pool()) == [own, security, money]
    assert ids(experts.pool(frozenset({"网络安全"}), frozenset({office["unit"]}))) == [security]
    assert ids(experts.pool(apart_from=frozenset({office["unit"]}))) == [security, money]
