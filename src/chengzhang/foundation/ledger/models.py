"""Rows of the ledger. Written by `append` in plain SQL; these classes are for reading and for migrations."""

from django.db import models


class LedgerEntry(models.Model):
    """One thing done, by whom, for whom, with what outcome. `digest` covers every column and the digest before it."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=60, help_text="as it was then; 系统 for the clock")
    organisation_id = models.BigIntegerField(null=True)
    organisation_name = models.CharField(max_length=120)
    post_id = models.BigIntegerField(null=True)
    acting_for = models.BigIntegerField(null=True, help_text="the post whose business was done")
    for_organisation_id = models.BigIntegerField(null=True)
    act = models.CharField(max_length=120)
    project_id = models.BigIntegerField(null=True)
    subject_id = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=40)
    body = models.TextField(help_text="canonical JSON")
    algorithm = models.CharField(max_length=10)
    prev = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_entry"
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["project_id", "seq"], name="ledger_of_project"),
        ]


class LedgerHead(models.Model):
    """Where the chain ends: one row, moved by the database with every entry, so that a cut tail shows."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_head"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_head_one_row")]
