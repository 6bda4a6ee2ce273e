"""Delivers the outbox by mail. Run by the command line; any number of senders at once, each killed at any moment.

The site's inbox needs no delivery. A mail goes out under a lease: a sender that dies in mid-send leaves a row that is
tried again when the lease ends, with the same Message-ID, so that a mail server can tell the repeat.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from .. import clock
from ..people.models import Person
from .models import Mailing, Message

_LEASE = timedelta(minutes=5)
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))  # after the last, it is given up
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """What one run did: mails sent, failures to be tried again, mails given up, mails still waiting for their time."""

    sent: int
    failed: int
    given_up: int
    waiting: int


def send(limit: int = 1000) -> Sent:
    """Draw up the mailings of new messages, then send those whose time has come, at most `limit`."""
    while _draw_up():
        pass
    sent = failed = given_up = 0
    server = get_connection()
    for mailing_id in list(_due().values_list("id", flat=True)[:limit]):
        mailing = _lease(mailing_id)
        if mailing is None:
            continue  # another sender has it
        problem = _deliver(mailing, server)
        if problem is None:
            Mailing.objects.filter(id=mailing.id).update(sent_at=clock.machine_now(), leased_until=None, last_error="")
            sent += 1
        elif _try_later(mailing, problem):
            failed += 1
        else:
            given_up += 1
    return Sent(sent, failed, given_up, Mailing.objects.filter(sent_at=None, given_up=False).count())


@transaction.atomic
def _draw_up() -> int:
    """Make the mailings of some new messages; the number of messages handled. Without a mail server none are made."""
    waiting = Message.objects.filter(mailed_out=False).order_by("id")
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True)
    messages = list(waiting[:_BATCH])
    if settings.MAIL_ENABLED:
        now = clock.machine_now()
        Mailing.objects.bulk_create(
            [
                Mailing(message=message, person_id=person, next_try_at=now)
                for message in messages
                for person in _receivers(message)
            ],
            ignore_conflicts=True,
        )
    Message.objects.filter(id__in=[message.pk for message in messages]).update(mailed_out=True)
    return len(messages)


def _receivers(message: Message) -> set[int]:
    day = clock.today()
    holds = Q(posts__from_on__lte=day) & (Q(posts__until_on=None) | Q(posts__until_on__gte=day))
    reached = Q(pk=message.to_person_id)
    if message.to_organisation_id:
        reached |= holds & Q(posts__organisation_id=message.to_organisation_id)
    if message.to_post_id:
        reached |= holds & Q(posts__id=message.to_post_id)
    return set(Person.objects.filter(reached, is_active=True).exclude(email="").values_list("id", flat=True))


def _due() -> QuerySet[Mailing]:
    now = clock.machine_now()
    return Mailing.objects.filter(
        Q(leased_until=None) | Q(leased_until__lt=now), sent_at=None, given_up=False, next_try_at__lte=now
    ).order_by("id")


def _lease(mailing_id: int) -> Mailing | None:
    """Take the mailing for this sender, or None if it is taken. One conditional UPDATE decides."""
    until = clock.machine_now() + _LEASE
    if not _due().filter(id=mailing_id).update(leased_until=until, attempts=F("attempts") + 1):
        return None
    return Mailing.objects.select_related("message", "person").get(id=mailing_id)


def _deliver(mailing: Mailing, server: BaseEmailBackend) -> str | None:
    """Send one mail; None when the server took it, else what went wrong."""
    message = mailing.message
    text = f"{message.text}\n\n{settings.SITE_URL}{message.link}" if message.link else message.text
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    mail = EmailMessage(
        subject=" ".join(message.subject.split()),  # a line break would forge a header
        body=text.strip(),
        to=[mailing.person.email],
        connection=server,
        headers={"Message-ID": f"<chengzhang-{mailing.pk}@{domain}>"},
    )
    try:
        return None if mail.send() else "the mail server took no mail"
    except Exception as error:  # whatever a mail server does, the other mails go on
        return f"{type(error).__name__}: {error}"[:300]


def _try_later(mailing: Mailing, problem: str) -> bool:
    """Set the next try; False when there is none left."""
    more = mailing.attempts <= len(_PAUSES)
    pause = _PAUSES[mailing.attempts - 1] if more else timedelta(0)
    Mailing.objects.filter(id=mailing.pk).update(
        leased_until=None, last_error=problem, given_up=not more, next_try_at=clock.machine_now() + pause
    )
    return more
