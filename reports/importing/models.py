"""Files on their way into a collection, and the mappings that read them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from carisecure.importing.models import Batch, BatchState, SavedMapping
from reports.record.models import Collection

STATES = [(str(code), _("In the collection") if code == BatchState.COMMITTED else label)
          for code, label in BatchState.choices]  # fmt: skip


class ImportMapping(SavedMapping):
    """A mapping of published records."""

    no_wall = "Names of columns and codes; its own policy lets the agency that saved it read it."
    reading: ClassVar[str] = "reports.view_collection"

    class Meta(SavedMapping.Meta):
        constraints = [models.UniqueConstraint(fields=["agency_group", "name"], name="mapping_name_once")]


class ImportBatch(Batch):
    """A file of published records, for one collection, whose key seals the free text."""

    no_wall = "A file of published records; its own policy lets the agency that sent it read it."
    reading: ClassVar[str] = "reports.view_collection"
    key_of = "collection_id"

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(_("state"), max_length=20, choices=STATES, default=BatchState.SENT)

    class Meta(Batch.Meta):
        constraints = [
            # Two commits of one sheet at the same moment: the second one fails instead of counting everybody twice.
            models.UniqueConstraint(
                fields=["agency_group", "sha256", "sheet_number"],
                name="batch_file_once",
                condition=Q(state="committed"),
            )
        ]
        indexes = [models.Index(fields=["collection", "-created_at"], name="batch_newest")]

    @property
    def citation(self) -> str:
        return self.collection.citation
