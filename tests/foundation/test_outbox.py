"""The outbox: written with the act, read on the site, mailed once, retried, given up."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from chengzhang.foundation import administer
from chengzhang.foundation.clock import LOCAL
from chengzhang.foundation.outbox import inbox
from chengzhang.foundation.outbox.models import Mailing, Message
from chengzhang.foundation.outbox.post import Note, post
from chengzhang.foundation.outbox.send import Sent, send
from tests.foundation.postbox import running

NINE = datetime(2023, 9, 27, 9, tzinfo=LOCAL)


@pytest.fixture
def postbox(settings):
    with running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        settings.MAIL_ENABLED = True
        settings.DEFAULT_FROM_EMAIL = "成章 <chengzhang@example.org>"
        settings.SITE_URL = "http://chengzhang.example"
        yield server


def tell(*notes):
    with transaction.atomic():
        post(notes)


def subjects(actor, **more):
    return [message.subject for message in inbox.inbox(actor, **more)]


def test_a_message_reaches_those_it_is_meant_for_and_nobody_else(office):
    handler, head, keeper = office["handler"], office["head"], office["keeper"]
    tell(
        Note("致单位", to_organisation_id=office["unit"]),
        Note("致负责人岗位", to_post_id=head.post_id),
        Note("致本人", to_person_id=handler.person_id),
    )
    assert subjects(handler) == ["致本人", "致单位"]
    assert subjects(head) == ["致负责人岗位", "致单位"]
    assert subjects(keeper) == []


def test_a_deputy_sees_what_goes_to_the_post_acted_for(office):
    handler, head = office["handler"], office["head"]
    administer.let_act_for(None, handler.post_id, head.post_id, from_on=NINE.date(), until_on=NINE.date())
    from chengzhang.foundation.people import posts

    acting = posts.actor(handler.person_id, handler.post_id, NINE.date(), head.post_id)
    tell(Note("致负责人岗位", to_post_id=head.post_id))
    assert subjects(acting) == ["致负责人岗位"]


def test_reading_is_noted_once_and_only_for_ones_own(office):
    handler, keeper = office["handler"], office["keeper"]
    tell(Note("一", to_organisation_id=office["unit"]), Note("二", to_organisation_id=office["unit"]))
    both = [message.pk for message in inbox.inbox(handler)]
    inbox.mark_read(keeper, both)
    assert inbox.unread_count(handler) == 2
    for _ in range(2):
        inbox.mark_read(handler, both[:1])
    assert (inbox.unread_count(handler), subjects(handler, unread_only=True)) == (1, ["一"])
    assert inbox.unread_count(office["head"]) == 2, "each person reads for himself"


def test_a_message_goes_down_with_its_act(office):
    with pytest.raises(RuntimeError), transaction.atomic():
        post([Note("不该发出", to_organisation_id=office["unit"])])
        raise RuntimeError
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_or_without_receiver_nothing_is_written():
    with pytest.raises(RuntimeError, match="transaction"):
        post([Note("一", to_person_id=1)])
    with pytest.raises(ValueError, match="receiver"):
        tell(Note("一"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(subject="一", created_at=NINE)
    tell()
    assert not Message.objects.exists()


def test_mail_goes_to_everybody_with_an_address_once(office, postbox):
    tell(
        Note(
            "项目待初审\r\nBcc: x@y", "请在5个工作日内办理。", "/projects/2023-0001", to_organisation_id=office["unit"]
        )
    )
    assert send() == Sent(sent=2, failed=0, given_up=0, waiting=0)
    assert send() == Sent(sent=0, failed=0, given_up=0, waiting=0)
    assert sorted(mail["To"] for mail in postbox.mails) == ["handler@example.org", "head@example.org"]
    mail = postbox.mails[0]
    assert mail["Subject"] == "项目待初审 Bcc: x@y", "a line break in a title forges no header"
    assert mail["Bcc"] is None
    assert "http://chengzhang.example/projects/2023-0001" in mail.get_content()
    assert mail["Message-ID"].endswith("@example.org>")


def test_without_a_mail_server_nothing_piles_up_for_the_day_there_is_one(office, settings):
    tell(Note("一", to_organisation_id=office["unit"]))
    assert send() == Sent(0, 0, 0, 0)
    settings.MAIL_ENABLED = True
    assert send() == Sent(0, 0, 0, 0)
    assert subjects(office["handler"]) == ["一"], "the site's inbox has it all the same"


def test_a_refused_mail_is_tried_again_later_with_the_same_id(office, postbox, set_clock):
    set_clock(NINE)
    tell(Note("一", to_person_id=office["handler"].person_id))
    postbox.refusals = 1
    assert send() == Sent(sent=0, failed=1, given_up=0, waiting=1)
    assert "451" in Mailing.objects.get().last_error
    set_clock(NINE + timedelta(seconds=59))
    assert send().sent == 0
    set_clock(NINE + timedelta(seconds=61))
    assert send() == Sent(sent=1, failed=0, given_up=0, waiting=0)
    assert len(postbox.mails) == 1


def test_a_mail_is_given_up_after_seven_tries(office, postbox, set_clock):
    tell(Note("一", to_person_id=office["handler"].person_id))
    postbox.refusals = 99
    runs = []
    for day in range(8):
        set_clock(NINE + timedelta(days=day))
        runs.append(send())
    assert [(run.failed, run.given_up) for run in runs] == [(1, 0)] * 6 + [(0, 1), (0, 0)]
    assert Mailing.objects.get().attempts == 7


def test_a_server_that_is_gone_fails_each_mail_and_stops_nothing(office, settings, postbox):
    settings.EMAIL_PORT = 1
    tell(Note("一", to_organisation_id=office["unit"]))
    assert send() == Sent(sent=0, failed=2, given_up=0, waiting=2)


def test_a_sender_killed_in_mid_send_is_taken_over_when_its_lease_ends(office, postbox, set_clock):
    set_clock(NINE)
    tell(Note("一", to_person_id=office["handler"].person_id))
    postbox.refusals = 1
    send()
    set_clock(NINE + timedelta(minutes=2))
    Mailing.objects.update(leased_until=NINE + timedelta(minutes=7))  # as the killed one left it
    assert send().sent == 0, "somebody else has it"
    set_clock(NINE + timedelta(minutes=8))
    assert send().sent == 1


def test_who_has_left_gets_no_mail(office, postbox, set_clock):
    administer.end_post(None, office["head"].post_id, NINE.date() - timedelta(days=1))
    administer.close_account(None, office["handler"].person_id)
    tell(Note("一", to_organisation_id=office["unit"]))
    assert send().sent == 0
