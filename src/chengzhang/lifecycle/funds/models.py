"""The book of funds. Amounts are whole fen; an entry is a difference, so a correction leaves both standing."""

from django.db import models
from django.db.models import Q

from chengzhang.projects.models import Decision, Project, Subject

KINDS = ("budget", "committed", "paid", "returned", "recalled")


class FundEntry(models.Model):
    """One movement: what an act changed in a project's budget, commitments, payments or returns."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="fund_entries")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    amount = models.BigIntegerField(help_text="fen, with sign")
    on = models.DateField(db_column="on_day")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "fund entries"
        indexes = [models.Index(fields=["project", "kind"], name="fund_entry_of_project")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="fund_entry_kind"),
            models.CheckConstraint(condition=~Q(amount=0), name="fund_entry_moves"),
        ]


class FundBalance(models.Model):
    """A project's book in one row: the sums of its entries. None of them can be negative."""

    project = models.OneToOneField(Project, primary_key=True, on_delete=models.PROTECT, related_name="funds")
    budget = models.BigIntegerField(default=0)
    committed = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    returned = models.BigIntegerField(default=0)
    recalled = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(**{f"{kind}__gte": 0}), name=f"funds_{kind}_not_negative")
            for kind in KINDS
        ]
