"""Things that may prove something, and through whose hands each of them went."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField, Sealed, TypedField
from carisecure.access.index_fields import StemTokensField
from carisecure.access.models import Wall, Walled
from carisecure.corrections.models import Corrected
from carisecure.days.columns import known_to
from carisecure.days.known import KnownDay
from cases.material.models import Material
from cases.record.models import Case


class ExhibitKind(models.TextChoices):
    """What sort of thing it is. Blank on exhibits that were entered before it was asked."""

    TELEPHONE = "telephone", _("Telephone or SIM card")
    DEVICE = "device", _("Computer or storage device")
    DOCUMENT = "document", _("Document")
    PICTURE = "picture", _("Photograph")
    RECORDING = "recording", _("Sound or video recording")
    MESSAGES = "messages", _("Messages or call list")
    MONEY = "money", _("Money")
    THING = "thing", _("Other thing")


class Exhibit(Material):
    """A thing that may prove something.

    `number` counts the exhibits of a case without a gap, those struck out included, and is never given twice.
    `mark` is what is written on its label, unique among those of the case that stand: one that was struck out leaves
    its mark to the next (`operations`, under the lock of the case). Where and when it was found or seized, by whom,
    from whom and under which warrant begin its continuity (`continuity`). `held_at` is what was written before
    continuity was kept; nothing writes it any more.
    """

    wall: ClassVar[Wall] = Wall(anchor="case")

    number = models.PositiveIntegerField(_("number"))
    mark = TypedField(_("mark"), max_length=20)
    kind = models.CharField(_("kind"), max_length=20, choices=ExhibitKind.choices, blank=True)
    description = FreeTextField(_("description"))
    found_on = models.DateField(_("found or seized on"), null=True, blank=True)
    found_precision = known_to()
    found_at = FreeTextField(_("found or seized where"), blank=True)
    seized_by = FreeTextField(_("by whom"), blank=True, default=Sealed)
    seized_from = FreeTextField(_("from whom"), blank=True, default=Sealed)
    warrant = FreeTextField(_("under which warrant"), blank=True, default=Sealed)
    held_at = FreeTextField(_("kept where"), blank=True)
    stem_tokens = StemTokensField(of=("description", "found_at", "held_at"), text="found_by")

    class Meta(Material.Meta):
        indexes = [
            GinIndex(fields=["stem_tokens"], name="exhibit_stems", fastupdate=False),
            models.Index(fields=["created_at", "id"], name="exhibit_newest"),
        ]
        constraints = [models.UniqueConstraint(fields=["case", "number", "version"], name="exhibit_number_once")]
        verbose_name = _("exhibit")
        verbose_name_plural = _("exhibits")

    def __str__(self) -> str:
        return self.mark

    def found_by(self) -> str:
        return f"{self.description}\n{self.found_at}\n{self.held_at}"

    @property
    def found_day(self) -> KnownDay | None:
        """When it was found or seized, as exactly as it is known."""
        return KnownDay(self.found_on, self.found_precision) if self.found_on else None


class Move(models.TextChoices):
    """What happens to an exhibit after its seizure."""

    LODGED = "lodged", _("Lodged in the store")
    MOVED = "moved", _("Handed over or moved")
    LABORATORY = "laboratory", _("Taken to the laboratory")
    RETURNED = "returned", _("Back from the laboratory")
    DISPOSED = "disposed", _("Disposed of")


class CustodyEvent(Corrected):
    """One event of an exhibit's custody, after the seizure, which is number 1 and stands in the register itself.

    `exhibit` is the first row of its entry. `number` counts an exhibit's events from 2 without a gap; one that was
    struck out keeps its number. Whoever hands it over is the one who held it, and whoever gets it holds it then; which
    moves are possible is decided by `continuity`, over all of them. `at_time` is the country's time, where it is known.
    """

    wall: ClassVar[Wall] = Wall(anchor="case")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="custody_events")
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="custody_events")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("what happened"), max_length=20, choices=Move.choices)
    happened_on = models.DateField(_("on"))
    precision = known_to()
    at_time = models.TimeField(_("at"), null=True, blank=True)
    handed_by = FreeTextField(_("handed over by"))
    handed_to = FreeTextField(_("handed to"), blank=True)
    place = FreeTextField(_("where"), blank=True)
    seal = FreeTextField(_("number of the seal"), blank=True)
    note = FreeTextField(_("note"), blank=True)

    class Meta:
        ordering = ["number", "version"]
        constraints = [models.UniqueConstraint(fields=["exhibit", "number", "version"], name="custody_number_once")]
        verbose_name = _("event of custody")
        verbose_name_plural = _("events of custody")

    def __str__(self) -> str:
        return str(self.number)

    @property
    def day(self) -> KnownDay:
        return KnownDay(self.happened_on, self.precision)


class Arrival(models.TextChoices):
    """How far a file has come on its way in."""

    RECEIVING = "receiving", _("On its way")
    WAITING = "waiting", _("Being checked")
    KEPT = "kept", _("Kept")
    REFUSED = "refused", _("Refused")


class ExhibitUpload(Walled):
    """A file on its way in, in quarantine until it was looked at; `size` as announced, in bytes.

    `file_changed`: when the file was last changed, as the browser has it, in milliseconds since 1970; 0 where it does
    not say.

    How far it has come is what lies on the disk (`storage.arriving`). `refusal` is a code of `file_words`, `found` what
    the scanner calls what it found. Once it is kept, the file has the same id.
    """

    wall: ClassVar[Wall] = Wall(anchor="case")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="uploads")
    name = FreeTextField(_("name of the file"))
    size = models.BigIntegerField(_("size"))
    file_changed = models.BigIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=Arrival.choices, default=Arrival.RECEIVING)
    refusal = models.CharField(max_length=20, blank=True)
    found = TypedField(max_length=200, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]
        verbose_name = _("file on its way in")
        verbose_name_plural = _("files on their way in")

    def __str__(self) -> str:
        return str(self.pk)


class Scan(models.TextChoices):
    """What the scanner said. What it did not look at is never called clean."""

    CLEAN = "clean", _("Scanned: nothing found")
    TOO_LARGE = "too_large", _("Not scanned: too large for the scanner")
    LOCKED = "locked", _("Not scanned: locked with a password")
    NONE = "none", _("Not scanned: no scanner")


class ExhibitFile(Walled):
    """The original of a file, sealed under a key of its own; row and bytes never change.

    `sha256` and `size` are those of the original. `copy_...`: of a picture, the copy that can be shown, which is made
    afterwards.
    """

    wall: ClassVar[Wall] = Wall(anchor="case")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exhibit_files")
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveIntegerField(_("number"))
    name = FreeTextField(_("name of the file"))
    mime = models.CharField(_("kind"), max_length=100)
    size = models.BigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=100)
    scan = models.CharField(max_length=10, choices=Scan.choices)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("received"))
    copy_path = models.CharField(max_length=100, blank=True)
    copy_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["exhibit", "number"], name="exhibit_file_number_once")]
        verbose_name = _("file of an exhibit")
        verbose_name_plural = _("files of exhibits")

    def __str__(self) -> str:
        return str(self.number)


class FileReading(models.Model):
    """When a file was last read again, whole, and since when it is not the one that was kept (`rehashing`).

    Beside the file, whose row never changes; written each night for every file, so that the ledger has a line for what
    was found and not for each night on which nothing was.
    """

    no_wall = "The id of a file and two moments; the house writes it, which sees no case."

    file = models.UUIDField(primary_key=True)
    read_at = models.DateTimeField()
    changed_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reading of a file")

    def __str__(self) -> str:
        return str(self.file)
