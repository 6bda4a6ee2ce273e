"""Rows of the rulebook: which release, which setting and which reading hold from which day."""

from django.db import models
from django.db.models import F, Q

from ..people.models import Organisation, Person


class InstalledPack(models.Model):
    """A pack release put into force here. The files lie on the shelf; the digest says that they are the same ones."""

    pack = models.CharField(max_length=80, help_text="the pack's id")
    release = models.CharField(max_length=40)
    digest = models.CharField(max_length=80)
    title = models.CharField(max_length=200, blank=True)
    authority = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="last day, inclusive")
    status = models.CharField(max_length=30)
    assumed = models.JSONField(default=dict, help_text="number and date taken for granted while the text has none")
    installed_at = models.DateTimeField()

    class Meta:
        ordering = ["pack", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "release"], name="a_release_is_installed_once"),
            models.UniqueConstraint(fields=["pack", "valid_from"], name="one_release_begins_on_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="release_ends_after_it_begins"
            ),
        ]


class OfficeParameter(models.Model):
    """A number or word that the text leaves to the office, from a day on."""

    pack = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    value = models.CharField(max_length=400, help_text="a literal of the rule language")
    reason = models.TextField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    from_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pack", "name", "from_on", "id"]
        indexes = [models.Index(fields=["pack", "name", "from_on"], name="office_parameter_from")]


class Ruling(models.Model):
    """How an open question is read from a day on, by whom and why."""

    pack = models.CharField(max_length=80)
    question = models.CharField(max_length=80)
    reading = models.CharField(max_length=80)
    reason = models.TextField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    by_organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    from_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pack", "question", "from_on", "id"]
        indexes = [models.Index(fields=["pack", "question", "from_on"], name="ruling_from")]


class ResidualDecision(models.Model):
    """Whether a clause of a displaced measure still stands beside the pack, from a day on."""

    pack = models.CharField(max_length=80)
    item = models.CharField(max_length=120, help_text="kind.id in the displaced pack")
    standing = models.BooleanField()
    reason = models.TextField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    from_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pack", "item", "from_on", "id"]


class RulebookRevision(models.Model):
    """A number drawn anew with each change of the tables above: it tells a process what it remembers is stale."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="rulebook_revision_one_row")]
