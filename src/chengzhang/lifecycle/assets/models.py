"""The register of assets."""

from django.db import models
from django.db.models import Q

from chengzhang.projects.models import Project, Subject


class Asset(models.Model):
    """One asset of a project. `cost` in fen."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="assets")
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="asset")
    name = models.CharField(max_length=200)
    cost = models.BigIntegerField(null=True)
    registered_on = models.DateField()
    custodian = models.CharField(max_length=120, blank=True)
    location = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=40)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="asset_cost_not_negative"),
            models.CheckConstraint(condition=~Q(name=""), name="asset_named"),
        ]
