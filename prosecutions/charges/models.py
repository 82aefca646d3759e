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
from prosecutions.record.models import Fact
from prosecutions.record.querysets import FactQuerySet


class LaidBy(models.TextChoices):
    POLICE = "police", _("Police, on the DPP's advice")
    DPP = "dpp", _("DPP")
    OTHER = "other", _("Somebody else")
    NOT_KNOWN = "not_known", _("Not known yet")


class Charge(Fact):
    """One charge, as it stood from its `recorded_at` until a later version replaced it. `happened_on`: laid on.

    `committed_on` is the day of the act (its last day, where it lasted): it decides which dated penalty applies.
    A withdrawn charge is a version with `is_withdrawn`; its `happened_on` and `precision` are then those of the
    withdrawal, and `laid_on` with `laid_precision` stay those of the charge.
    """

    wall: ClassVar[Wall] = Wall(anchor="prosecution", statistics=True)

    accused = models.ForeignKey(Accused, on_delete=models.PROTECT, related_name="charges", verbose_name=_("accused"))
    offence = models.CharField(_("offence"), max_length=20)
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
        constraints = [models.CheckConstraint(condition=models.Q(counts__gte=1), name="charge_counts_something")]
        verbose_name = _("charge")
        verbose_name_plural = _("charges")

    def __str__(self) -> str:
        return self.offence

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
