"""Things that may prove something, and through whose hands each of them went."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField, Sealed, TypedField
from carisecure.access.index_fields import StemTokensField
from carisecure.access.models import Wall
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
