"""Decisions on victim status: a human decides, and the history stays."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.models import Wall
from carisecure.corrections.models import Corrected
from carisecure.days.columns import known_to
from cases.record.models import Involvement, VictimStatus


class Ground(models.TextChoices):
    """What a decision may rest on; the sentence beside it says how."""

    FIRST_SCREEN = "first_screen", _("First screening")
    ASSESSMENT = "assessment", _("Assessment of indicators")
    STATEMENT = "statement", _("Statement of the person")
    EVIDENCE = "evidence", _("Evidence in the case")
    OTHER_AGENCY = "other_agency", _("Information of another agency")
    COURT_FINDING = "court_finding", _("Finding of a court")


class StatusDetermination(Corrected):
    """One decision. Append-only: a later decision stands beside it, a correction names what it replaces.

    `happened_on` is when it was decided, as exactly as `precision` says; `recorded_at` when we were told.
    `deciding_body` is a code of the list `status_decided_by`. Statistics count these rows, never the role of an
    involvement.
    """

    wall: ClassVar[Wall] = Wall(anchor="involvement", parties=("agency_group_id",), statistics=True)

    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="determinations")
    agency_group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=30, choices=VictimStatus.choices)
    happened_on = models.DateField(_("decided on"))
    precision = known_to(_("date known to"))
    deciding_body = models.CharField(_("decided by"), max_length=30)
    grounds = ArrayField(models.CharField(max_length=30, choices=Ground.choices), verbose_name=_("based on"))
    ground = FreeTextField(_("ground"))

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [models.CheckConstraint(condition=models.Q(grounds__len__gt=0), name="status_has_a_ground")]
        verbose_name = _("decision on victim status")
        verbose_name_plural = _("decisions on victim status")

    def __str__(self) -> str:
        return str(self.pk)
