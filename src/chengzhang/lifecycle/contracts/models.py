"""Rows of the data lists of contracts."""

from django.db import models
from django.db.models import Q

from chengzhang.projects.models import Project, Subject


class ListRow(models.Model):
    """One dataset of one list of a contract. `list_kind` is a word of the vocabulary (duty, need, negative)."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="list_rows")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    list_kind = models.CharField(max_length=20)
    dataset = models.CharField(max_length=200)
    provider = models.CharField(max_length=120, blank=True)
    told = models.TextField(default="{}", help_text="the whole row, JSON")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["list_kind", "dataset"], name="list_row_by_dataset")]
        constraints = [models.CheckConstraint(condition=~Q(list_kind="") & ~Q(dataset=""), name="list_row_named")]
