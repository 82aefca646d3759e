"""Published, anonymised records that figures are compared with."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import TypedField
from carisecure.access.owned import Owned, OwnedQuerySet
from carisecure.collation import ByName


class CollectionKind(models.TextChoices):
    """Whether its figures may ever be added to the country's own. Nothing adds them unless somebody chooses it."""

    REFERENCE = "reference", _("Reference: records published by others")
    NATIONAL = "national", _("National: this country's records from before the system")


class Collection(Owned):
    """A set of imported records that is counted by itself. `citation` is printed under every figure made from it."""

    no_wall = "Published records without names; its own policy lets the agency that made it read it, nobody else."
    reading: ClassVar[str] = "reports.view_collection"

    name = TypedField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=CollectionKind.choices, default=CollectionKind.REFERENCE)
    citation = TypedField(_("how to cite it"), max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = [ByName("name")]
        constraints = [models.UniqueConstraint(fields=["agency_group", "name"], name="collection_name_once")]
        verbose_name = _("collection")
        verbose_name_plural = _("collections")

    def __str__(self) -> str:
        return self.name


class RecordQuerySet(OwnedQuerySet):
    def of_collection(self, collection: Collection) -> RecordQuerySet:
        return self.filter(batch__collection=collection)

    def in_years(self, first: int, last: int) -> RecordQuerySet:
        """Both ends included. A record without a year is in no year."""
        return self.filter(year__gte=first, year__lte=last)


class ReferenceRecord(models.Model):
    """One person as published. An empty text is "not known"; it is never "no".

    The three flags hold 1 or nothing, never 0, as in the CTDC codebook v2: what is not recorded is not denied. `year`
    is the year of registration. `row_number` is the spreadsheet's: the head is row 1.
    """

    no_wall = "Published records without names; their own policy lets the agency that imported them read them."

    id = models.BigAutoField(primary_key=True)
    agency_group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", editable=False)
    batch = models.ForeignKey("reports.ImportBatch", on_delete=models.PROTECT, related_name="records")
    row_number = models.PositiveIntegerField()
    # Null: the layout has no id, and null is never equal.
    source_id = TypedField(max_length=80, null=True)  # type: ignore[misc]  # elsewhere such a text is never null
    year = models.PositiveSmallIntegerField(null=True)
    data_source = models.CharField(max_length=40, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    age_band = models.CharField(max_length=10, blank=True)
    citizenship = models.CharField(max_length=2, blank=True)
    is_forced_labour = models.BooleanField(null=True)
    is_sexual_exploitation = models.BooleanField(null=True)
    is_other_exploitation = models.BooleanField(null=True)
    exploitation = models.CharField(max_length=30, blank=True)
    means = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    recruiter = models.CharField(max_length=30, blank=True)
    labour_type = models.CharField(max_length=30, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "row_number"], name="record_row_once"),
            models.UniqueConstraint(fields=["batch", "source_id"], name="record_source_once"),
            models.CheckConstraint(
                name="record_flags_one_or_nothing",
                condition=~Q(is_forced_labour=False)
                & ~Q(is_sexual_exploitation=False)
                & ~Q(is_other_exploitation=False),
            ),
        ]
        indexes = [models.Index(fields=["batch", "year"], name="record_by_year")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row_number}"
