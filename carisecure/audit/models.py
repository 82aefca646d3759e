"""The ledger's table. Only the two functions in `ledger.sql` write it; the application's role has no right on it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """One line: who did what to which row, when, on which request. Ids and codes, never a name or a sentence."""

    no_wall = "The application's role has no right on it at all; two functions of the system role add lines."

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    actor = models.UUIDField(null=True)
    purpose = models.CharField(max_length=40)
    request = models.CharField(max_length=64)
    action = models.CharField(max_length=60)
    table_name = models.CharField(max_length=63)
    object_id = models.CharField(max_length=64)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    detail = models.JSONField()
    application = models.CharField(max_length=64)
    backend = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["object_id", "at"], name="audit_by_object"),
            models.Index(fields=["actor", "at"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.table_name}"
