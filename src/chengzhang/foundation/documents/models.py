"""Rows of documents. The bytes lie on disk under their digest."""

from django.db import models

from ..people.models import Organisation, Person


class Document(models.Model):
    """One paper of a file; its versions hold the bytes. Frozen: a decision rests on it; the database refuses change."""

    project_id = models.BigIntegerField(null=True, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    paper = models.CharField(max_length=80, blank=True, help_text="id of the paper in the pack")
    title = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["project_id", "paper"], name="document_of_project")]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One uploaded file, as it came."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField(help_text="bytes")
    algorithm = models.CharField(max_length=10)
    digest = models.CharField(max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["document_id", "number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_version_a_number")]
