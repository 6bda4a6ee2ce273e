"""Gathers the rows of the foundation's rooms for Django, which looks for an app's models in one place."""

from django.db import models

from .documents.models import Document, Version
from .ledger.models import LedgerEntry, LedgerHead
from .outbox.models import Mailing, Message, Reading
from .people.models import ActingFor, Expert, Organisation, Person, Post, SignInFailure
from .rulebook.models import InstalledPack, OfficeParameter, ResidualDecision, RulebookRevision, Ruling


class DemonstrationDay(models.Model):
    """The day that demonstration mode pretends, for the web process and the command line alike. At most one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    pretended_at = models.DateTimeField(help_text="the moment that was pretended when it was set")
    machine_at = models.DateTimeField(help_text="the machine's time at that moment; the pretended time runs on from it")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="demonstration_day_one_row")]


__all__ = [
    "ActingFor",
    "DemonstrationDay",
    "Document",
    "Expert",
    "InstalledPack",
    "LedgerEntry",
    "LedgerHead",
    "Mailing",
    "Message",
    "OfficeParameter",
    "Organisation",
    "Person",
    "Post",
    "Reading",
    "ResidualDecision",
    "RulebookRevision",
    "Ruling",
    "SignInFailure",
    "Version",
]
