"""How a charge ended."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField, Sealed
from carisecure.access.models import Wall
from prosecutions.accused.models import Accused
from prosecutions.charges.models import Charge
from prosecutions.record.models import Fact
from prosecutions.record.querysets import FactQuerySet


class Verdict(models.TextChoices):
    GUILTY_PLEA = "guilty_plea", _("Pleaded guilty")
    CONVICTED = "convicted", _("Convicted after trial")
    ACQUITTED = "acquitted", _("Acquitted")
    DISCHARGED = "discharged", _("Discharged")
    DISMISSED = "dismissed", _("Charge dismissed")
    DISCONTINUED = "discontinued", _("Discontinued by the DPP")
    PLEA_OTHER_OFFENCE = "plea_other_offence", _("Pleaded guilty to another offence")
    DECEASED = "deceased", _("Accused died")
    ALTERNATIVE = "alternative", _("No verdict: convicted on the alternative")


CONVICTIONS = frozenset({Verdict.GUILTY_PLEA, Verdict.CONVICTED})


class Outcome(Fact):
    """The verdict on one charge (the version of it that was tried).

    `comes_with` is the first row of the conviction on the alternative, where this charge fell away with it.
    """

    wall: ClassVar[Wall] = Wall(anchor="prosecution", statistics=True)

    accused = models.ForeignKey(Accused, on_delete=models.PROTECT, related_name="outcomes", verbose_name=_("accused"))
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="outcomes", verbose_name=_("charge"))
    verdict = models.CharField(_("verdict"), max_length=30, choices=Verdict.choices)
    comes_with = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="brought", editable=False
    )

    objects: ClassVar[Any] = FactQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")

    @property
    def is_conviction(self) -> bool:
        return self.verdict in CONVICTIONS


class Sentence(Fact):
    """What a court gave for one conviction, in its parts: prison in `months` (180 is 15 years) or for life, prison
    suspended, fine and compensation in whole `currency`, what was forfeited, what else was ordered.

    `varies`: a court of appeal put this one in the place of that one. Both were passed, and both stand.
    """

    wall: ClassVar[Wall] = Wall(anchor="prosecution", statistics=True)

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="sentences")
    is_life = models.BooleanField(_("imprisonment for life"), default=False)
    months = models.PositiveIntegerField(_("months of imprisonment"), null=True, blank=True)
    suspended_months = models.PositiveIntegerField(_("months of imprisonment, suspended"), null=True, blank=True)
    fine = models.PositiveBigIntegerField(_("fine"), null=True, blank=True)
    compensation = models.PositiveBigIntegerField(_("compensation"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    forfeited = FreeTextField(_("forfeited"), blank=True, default=Sealed)
    other = FreeTextField(_("other orders"), blank=True, default=Sealed)
    varies = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="varied_by", editable=False
    )

    objects: ClassVar[Any] = FactQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("sentence")
        verbose_name_plural = _("sentences")

    @property
    def has_parts(self) -> bool:
        return any((self.is_life, self.months, self.suspended_months, self.fine, self.compensation,
                    self.forfeited.strip(), self.other.strip()))  # fmt: skip
