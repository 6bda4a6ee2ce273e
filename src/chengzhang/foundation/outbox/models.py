"""Rows of the outbox."""

from django.db import models
from django.db.models import Q

from ..people.models import Organisation, Person, Post


class Message(models.Model):
    """What somebody is told. It stands in the site's inbox as soon as its act is committed; mail follows."""

    to_organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    to_post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT)
    to_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True, help_text="path on this site")
    project_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    mailed_out = models.BooleanField(default=False, help_text="its mailings have been drawn up")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], condition=Q(mailed_out=False), name="message_to_mail_out")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_organisation__isnull=False) | Q(to_post__isnull=False) | Q(to_person__isnull=False),
                name="message_has_a_receiver",
            )
        ]

    def __str__(self) -> str:
        return self.subject


class Reading(models.Model):
    """A person has read a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="read_once")]


class Mailing(models.Model):
    """One mail to one person: waiting, sent, or given up. `leased_until` keeps two senders apart."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mailings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up = models.BooleanField(default=False)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(sent_at=None, given_up=False), name="mailing_waiting"),
        ]
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="one_mail_a_person")]
