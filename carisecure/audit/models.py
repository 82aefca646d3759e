"""The ledger's tables. Only the functions in `sql/` write them; the application's role has no right on them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Now

from carisecure.audit.review_models import Outcome, Reason, UnusualReading

__all__ = ["Entry", "Line", "Outcome", "Reason", "Seal", "UnusualReading"]


class Entry(models.Model):
    """One line: who did what to which row, when, on which request. Ids and codes, never a name or a sentence.

    `about`: every id the line speaks of besides its own object, such as the people on a page that was read.
    `xid`: the transaction that wrote it; the sealer waits for every older one to end (`sql/sealing.sql`).
    """

    no_wall = "The application's role has no right on it at all; two functions of the system role add lines."

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    xid = models.BigIntegerField()
    actor = models.UUIDField(null=True)
    purpose = models.CharField(max_length=40)
    request = models.CharField(max_length=64)
    action = models.CharField(max_length=60)
    table_name = models.CharField(max_length=63)
    object_id = models.CharField(max_length=64)
    about = ArrayField(models.UUIDField(), null=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    detail = models.JSONField()
    application = models.CharField(max_length=64)
    backend = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["xid"], name="audit_by_xid"),
            models.Index(fields=["at", "id"], name="audit_by_time"),
            models.Index(fields=["object_id", "id"], name="audit_by_object"),
            models.Index(fields=["actor", "id"], name="audit_by_actor"),
            # An action and what stands below it ("read", "read.identity"), in any locale.
            models.Index(
                fields=["action", "id"], name="audit_by_action", opclasses=["varchar_pattern_ops", "int8_ops"]
            ),
            models.Index(fields=["table_name", "id"], name="audit_by_table"),
            models.Index(fields=["request", "id"], name="audit_by_request"),
            GinIndex(fields=["about"], name="audit_by_about", condition=Q(about__isnull=False)),
            # The reference that people say, of the line that made the row: the auditor finds a case by it.
            models.Index(
                KT("new__reference"), name="audit_by_reference", condition=Q(action="insert", new__has_key="reference")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.table_name}"


class Seal(models.Model):
    """What was sealed in one run: the hash of each line, and the root that binds them to the seal before.

    An *era* is the life of one database cluster: transaction ids begin anew after a restore into another one. It
    owns the lines with `id_after` < id, and up to `id_until` once its last seal has closed it.

    `at_from` to `at_to`, above `id_from` to `id_to`: what a true line of this seal can have; null in the first seals.
    """

    no_wall = "Hashes and numbers. The application's role has no right on it; the sealing function writes it."

    number = models.BigIntegerField(primary_key=True)
    era = models.IntegerField()
    cluster = models.CharField(max_length=40)
    id_after = models.BigIntegerField()
    id_until = models.BigIntegerField(null=True)
    xid_from = models.BigIntegerField(null=True)
    xid_to = models.BigIntegerField(null=True)
    count = models.IntegerField()
    entry_ids = ArrayField(models.BigIntegerField())
    leaves = models.BinaryField()  # 32 bytes a line, in the order of entry_ids
    previous_root = models.BinaryField()
    root = models.BinaryField()
    sealed_at = models.DateTimeField(db_default=Now())
    at_from = models.DateTimeField(null=True)
    at_to = models.DateTimeField(null=True)
    id_from = models.BigIntegerField(null=True)
    id_to = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"seal {self.number}"


class Line(models.Model):
    """The ledger as an auditor reads it: a view that is empty for everybody else (`sql/reading.sql`)."""

    no_wall = "A view that asks itself whether the reader is an active auditor."

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    purpose = models.CharField(max_length=40)
    request = models.CharField(max_length=64)
    action = models.CharField(max_length=60)
    table_name = models.CharField(max_length=63)
    object_id = models.CharField(max_length=64)
    about = ArrayField(models.UUIDField(), null=True)
    # {column: [code before, code after]}; a text is "(text)", a sealed one "(kept)" or "(changed)".
    changes = models.JSONField(null=True)
    detail = models.JSONField()
    reference = models.TextField(null=True)  # noqa: DJ001  null: the row has none
    application = models.CharField(max_length=64)
    backend = models.IntegerField()

    class Meta:
        managed = False
        db_table = "audit_line"

    def __str__(self) -> str:
        return f"line {self.pk}"
