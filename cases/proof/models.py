"""What proves each element, against whom."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.models import Wall
from carisecure.corrections.models import Corrected, CorrectedQuerySet
from cases.exhibits.models import Exhibit
from cases.intake.models import IntakeReport
from cases.material.models import Statement
from cases.record.models import Case, Involvement


class Element(models.TextChoices):
    """What has to be proved (Palermo Protocol, art. 3): the means not of a child, whose age then is."""

    ACT = "act", _("Act")
    MEANS = "means", _("Means")
    PURPOSE = "purpose", _("Purpose")
    AGE = "age", _("Age")


class ProofItemQuerySet(CorrectedQuerySet):
    def with_sources(self) -> ProofItemQuerySet:
        """`source_stands` on each row, by the same query: what it leans on was not struck out, and is of the case."""
        found = Q(report__isnull=False, report__case=F("case"))
        for name, model in (("statement", Statement), ("exhibit", Exhibit)):
            found |= Q(Exists(model.objects.standing().filter(entry_key=OuterRef(name))))
        rows: ProofItemQuerySet = self.annotate(source_stands=ExpressionWrapper(found, output_field=BooleanField()))
        return rows


SOURCES = ("statement", "exhibit", "report")
_ONE_OF_THEM = Q()
for _one in SOURCES:
    _ONE_OF_THEM |= Q(**{f"{name}__isnull": name != _one for name in SOURCES})


class ProofItem(Corrected):
    """One statement, exhibit or report proves one element: of what was done to this victim, by this suspect.

    `suspect` is empty where nobody knows by whom, and for the age, which is the victim's alone. A statement or an
    exhibit is named by the first row of its entry, so that its correction is no correction here; where it was struck
    out, or a report was moved to another case, this proves nothing (`source_stands`).
    """

    wall: ClassVar[Wall] = Wall(anchor="case")
    source_stands: bool  # where the query asked for it

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proof_items")
    element = models.CharField(_("element"), max_length=10, choices=Element.choices)
    victim = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="+", verbose_name=_("victim"))
    suspect = models.ForeignKey(
        Involvement, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("suspect")
    )
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    report = models.ForeignKey(IntakeReport, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    shows = FreeTextField(_("what it shows"), blank=True)

    objects: ClassVar[Any] = ProofItemQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(condition=_ONE_OF_THEM, name="proof_by_one_thing"),
            models.CheckConstraint(condition=~Q(element="age") | Q(suspect=None), name="proof_of_age_of_nobody_else"),
        ]
        verbose_name = _("proof")
        verbose_name_plural = _("proof")

    def __str__(self) -> str:
        return self.element

    @property
    def source(self) -> tuple[str, UUID]:
        """Which of the three it is, and its key."""
        for name in SOURCES:
            if (key := getattr(self, f"{name}_id")) is not None:
                return name, key
        raise ValueError("a proof item without anything that proves")
