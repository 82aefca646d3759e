"""One file on its way in, and the mappings that read it: each target has tables of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField, TypedField
from carisecure.access.owned import Owned, OwnedQuerySet
from carisecure.collation import ByName
from carisecure.importing import opening
from carisecure.importing.opening import Opening


class BatchState(models.TextChoices):
    """sent: stored, nobody has looked into it. asking: looked into, and there is something to ask (which sheet, what is
    hidden). received: it is known how it is opened; nothing is taken in. faulty, checked: the dry run read every row
    and found something, or nothing. committed: its rows are in; a target may have its own word for it. undone: they
    were, and are gone."""

    SENT = "sent", _("Just sent")
    ASKING = "asking", _("A question to answer")
    RECEIVED = "received", _("To be checked")
    FAULTY = "faulty", _("Has errors")
    CHECKED = "checked", _("Checked, no errors")
    COMMITTED = "committed", _("Done")
    UNDONE = "undone", _("Undone")


# Opening it otherwise and checking again is possible until the rows are in; undone is the end (the file may then come
# again).
NEXT_STATES: dict[str, frozenset[str]] = {
    BatchState.SENT: frozenset({BatchState.SENT, BatchState.ASKING, BatchState.RECEIVED}),
    BatchState.ASKING: frozenset({BatchState.SENT}),
    BatchState.RECEIVED: frozenset({BatchState.SENT, BatchState.FAULTY, BatchState.CHECKED}),
    BatchState.FAULTY: frozenset({BatchState.SENT, BatchState.RECEIVED, BatchState.FAULTY, BatchState.CHECKED}),
    BatchState.CHECKED: frozenset(
        {BatchState.SENT, BatchState.RECEIVED, BatchState.FAULTY, BatchState.CHECKED, BatchState.COMMITTED}
    ),
    BatchState.COMMITTED: frozenset({BatchState.UNDONE}),
    BatchState.UNDONE: frozenset(),
}
LOOKED_INTO = frozenset({BatchState.RECEIVED, BatchState.FAULTY, BatchState.CHECKED})
NOT_YET_IN = LOOKED_INTO | {BatchState.SENT, BatchState.ASKING}
TONES = {
    "sent": "new", "asking": "waiting", "received": "new", "faulty": "refused", "checked": "active",
    "committed": "done", "undone": "closed",
}  # fmt: skip
LISTED_FAULTS = 1_000


class SavedMapping(Owned):
    """A mapping somebody saved under a name: columns to our fields, values to our codes (`importing.layout`).

    `content_text` is its JSON in a field for free text: it repeats what stood in the cells of a sheet.
    """

    key_of = "id"

    name = TypedField(_("name"), max_length=120)
    content_text = FreeTextField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = [ByName("name")]

    def __str__(self) -> str:
        return self.name

    @property
    def content(self) -> dict[str, Any]:
        layout: dict[str, Any] = json.loads(self.content_text)
        return layout


class BatchQuerySet(OwnedQuerySet):
    def holding(self, sha256: str, sheet_number: int | None = None) -> BatchQuerySet:
        """Batches whose rows came from exactly this file (and this sheet of it) and are in now."""
        found = self.filter(sha256=sha256, state=BatchState.COMMITTED)
        return found if sheet_number is None else found.filter(sheet_number=sheet_number)

    def with_rows_of(self, batch: Batch) -> BatchQuerySet:
        """Other batches that are in now and whose rows are the same, in whatever order: as they stand in
        the sheet, or as they were read.
        """
        same = Q(rows_digest=batch.rows_digest) | Q(records_digest=batch.records_digest)
        if not batch.rows_digest:
            return self.none()
        return self.filter(same, state=BatchState.COMMITTED).exclude(pk=batch.pk)


class Batch(Owned):
    """A file as it was sent, how it is to be read, and what came of it.

    `path` is relative to FILES_ROOT. `header_text` holds the names of the columns, `samples_text` some values of
    each, `faults_text` the first 1,000 faults, `mapping_text` how it is read, which repeats the first two: all as
    JSON in fields for free text, because somebody will send the wrong file, with names in it, and the ledger must
    not keep them. `opening_text` is how the file is opened (`importing.opening`), `sheet_number` the place of its
    sheet in the book. `rows_digest` and `records_digest` are those of its rows as they stand and as they are read;
    `is_again` says that somebody wants them once more all the same. `fault_total` counts all faults. `mapping` is
    frozen with the commit. `job` is the last work asked for on it.
    Rows are counted as a spreadsheet does: the head is row 1.
    """

    file_name = FreeTextField(_("file"))
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    encoding = models.CharField(max_length=20)
    header_text = FreeTextField(default="[]")
    samples_text = FreeTextField(default="{}")
    mapping_text = FreeTextField(default="{}")
    mapping_name = TypedField(max_length=120, blank=True)
    opening_text = FreeTextField(default="{}")
    sheet_number = models.PositiveSmallIntegerField(default=0)
    rows_digest = models.CharField(max_length=64, blank=True)
    records_digest = models.CharField(max_length=64, blank=True)
    is_again = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=20, choices=BatchState.choices, default=BatchState.SENT)
    row_count = models.PositiveIntegerField(null=True)
    faults_text = FreeTextField(default="[]")
    fault_total = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, null=True, related_name="+")

    objects = BatchQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def citation(self) -> str:
        """How the source of its rows is cited, where a target keeps that."""
        return ""

    def is_same_file(self, other: Batch) -> bool:
        """Byte for byte, and the same sheet of it: that never goes in twice."""
        return self.sha256 == other.sha256 and self.sheet_number == other.sheet_number

    def may_become(self, state: str) -> bool:
        return state in NEXT_STATES[self.state]

    @property
    def header(self) -> list[str]:
        """One name for each column in its place; empty for one that is not read."""
        names: list[str] = json.loads(self.header_text)
        return names

    @property
    def opening(self) -> Opening:
        """What was found in the file and how it is opened."""
        return opening.from_json(json.loads(self.opening_text or "{}"))

    def put_opening(self, found: Opening) -> None:
        self.opening_text = json.dumps(found.as_json())
        self.sheet_number = found.chosen.number if found.chosen else 0

    @property
    def columns(self) -> list[str]:
        """The columns that have a name; the others are empty or not read."""
        return [column for column in self.header if column]

    @property
    def samples(self) -> dict[str, list[str]]:
        """Values that the first rows hold, by column: for choosing what they mean."""
        values: dict[str, list[str]] = json.loads(self.samples_text)
        return values

    @property
    def mapping(self) -> dict[str, Any]:
        """How it is read, as `importing.layout.Layout.as_json` writes it; before that perhaps columns alone."""
        layout: dict[str, Any] = json.loads(self.mapping_text)
        return layout

    @property
    def faults(self) -> list[dict[str, Any]]:
        """The listed faults: row, column, value, code (`importing.rows.FAULTS`)."""
        found: list[dict[str, Any]] = json.loads(self.faults_text)
        return found

    def put_header(self, header: list[str], samples: dict[str, list[str]]) -> None:
        self.header_text, self.samples_text = json.dumps(header), json.dumps(samples)

    def add_samples(self, found: Mapping[str, list[str]]) -> None:
        samples = self.samples
        for column, values in found.items():
            samples[column] = list(dict.fromkeys([*samples.get(column, []), *values]))
        self.samples_text = json.dumps(samples)

    def put_mapping(self, layout: Mapping[str, object]) -> None:
        self.mapping_text = json.dumps(layout)

    def put_faults(self, faults: list[dict[str, Any]]) -> None:
        self.faults_text = json.dumps(faults)

    @property
    def unlisted_faults(self) -> int:
        return self.fault_total - len(self.faults)
