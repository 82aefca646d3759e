"""A sealed case that everybody has left gets a new lead, from outside and by two people."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class NewLead(models.Model):
    """waiting (nobody decided) -> granted | refused. Written and read by functions of the database alone.

    The overseer of sealed cases asks, another auditor whom the case does not exclude decides (`sql/new_lead.sql`).
    """

    no_wall = "The application's role holds no right on it; four functions ask who speaks and show no content."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    is_granted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("asked_by")), name="new_lead_takes_two_people"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None, decided_at=None, is_granted=None)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False, is_granted__isnull=False),
                name="new_lead_decided_whole",
            ),
            models.UniqueConstraint(fields=["case"], condition=models.Q(decided_at=None), name="new_lead_asked_once"),
        ]
        verbose_name = _("new lead of a sealed case")
        verbose_name_plural = _("new leads of sealed cases")

    def __str__(self) -> str:
        return str(self.pk)
