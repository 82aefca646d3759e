"""Who is accused of what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import TypedField
from carisecure.access.models import Wall
from carisecure.days.columns import known_to
from carisecure.days.known import KnownDay
from prosecutions.accused.models import Accused
from prosecutions.file.models import FileItem
from prosecutions.record.models import Entry, Fact
from prosecutions.record.querysets import FactQuerySet


class LaidBy(models.TextChoices):
    POLICE = "police", _("Police, on the DPP's advice")
    DPP = "dpp", _("DPP")
    OTHER = "other", _("Somebody else")
    NOT_KNOWN = "not_known", _("Not known yet")


class Charge(Fact):
    """One charge, as it stood from its `recorded_at` until a later version replaced it. `happened_on`: laid on.

    `offence` is a code of the catalogue. Where that does not have it, Act and section are typed (`is_typed`), with what
    the offence is called if somebody knows it.
    `alternative_to` is the first row of another charge of the same accused: they are convicted of one of the two. Where
    there are several they all name the same one (`alternatives.py`).
    `committed_on` is the day of the act (its last day, where it lasted): it decides which dated penalty applies.
    A withdrawn charge is a version with `is_withdrawn`; its `happened_on` and `precision` are then those of the
    withdrawal, and `laid_on` with `laid_precision` stay those of the charge.
    """

    wall: ClassVar[Wall] = Wall(anchor="prosecution", statistics=True)

    accused = models.ForeignKey(Accused, on_delete=models.PROTECT, related_name="charges", verbose_name=_("accused"))
    offence = models.CharField(_("offence"), max_length=20, blank=True)
    typed_act = TypedField(_("Act charged under"), max_length=120, blank=True, default="")
    typed_section = TypedField(_("section"), max_length=40, blank=True, default="")
    typed_offence = TypedField(_("what it is called"), max_length=160, blank=True, default="")
    alternative_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="alternatives", editable=False,
        verbose_name=_("alternative to"),
    )  # fmt: skip
    committed_on = models.DateField(_("day of the offence"))
    committed_precision = known_to(_("known"))
    counts = models.PositiveSmallIntegerField(_("counts"), default=1)
    laid_by = models.CharField(_("laid by"), max_length=20, choices=LaidBy.choices)
    complaint_number = TypedField(_("complaint number"), max_length=60, blank=True)
    court = TypedField(_("court"), max_length=120, blank=True)
    laid_on = models.DateField(_("laid on"))
    laid_precision = known_to(_("known"))
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    objects: ClassVar[Any] = FactQuerySet.as_manager()

    class Meta(Fact.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(counts__gte=1), name="charge_counts_something"),
            models.CheckConstraint(
                condition=models.Q(~models.Q(offence=""), typed_act="", typed_section="", typed_offence="")
                | models.Q(~models.Q(typed_act=""), ~models.Q(typed_section=""), offence=""),
                name="charge_offence_chosen_or_typed",
            ),
        ]
        verbose_name = _("charge")
        verbose_name_plural = _("charges")

    def __str__(self) -> str:
        return self.offence or self.typed_section

    @property
    def is_typed(self) -> bool:
        return not self.offence

    def outcomes_of_entry(self) -> models.QuerySet[Any]:
        """The verdict that stands on this charge, whichever version of it was tried."""
        outcomes: Any = self.outcomes.model._default_manager  # of a room above
        found: models.QuerySet[Any] = outcomes.standing().filter(charge__entry_key=self.entry_key)
        return found

    @property
    def committed(self) -> KnownDay:
        return KnownDay(self.committed_on, self.committed_precision)

    @property
    def laid(self) -> KnownDay:
        return KnownDay(self.laid_on, self.laid_precision)


class ChargeVictim(Entry):
    """A victim whom one version of a charge names: a sheet of the frozen file, known by its label.

    It names the sheet, not the person of the case, as an accused does. Written with each version of the charge.
    """

    wall: ClassVar[Wall] = Wall(anchor="prosecution")

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="victims")
    filed_as = models.ForeignKey(FileItem, on_delete=models.PROTECT, related_name="+", verbose_name=_("in the file"))

    class Meta(Entry.Meta):
        constraints = [models.UniqueConstraint(fields=["charge", "filed_as"], name="charge_victim_once")]
        verbose_name = _("victim of a charge")
        verbose_name_plural = _("victims of a charge")

    def __str__(self) -> str:
        return str(self.filed_as_id)
