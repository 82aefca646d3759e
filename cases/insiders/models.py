"""Emergency access to a case, and a new lead for a sealed one."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.models import Wall, Walled
from carisecure.access.two_people.conditions import asked_once, somebody_else, takes_two
from carisecure.access.two_people.models import TwoPeople
from cases.record.models import Case

# What takes a second person here (`registrations`).
UNSEAL, READMIT, GRANT = "unseal", "readmit", "grant"

MINUTES = 60
REVIEW_WITHIN = timedelta(days=3)
SHORTEST_REASON = 30  # characters


class Finding(models.TextChoices):
    """What somebody else made of it afterwards."""

    JUSTIFIED = "justified", _("Justified")
    TO_BE_ASKED = "to_be_asked", _("Needs to be discussed")
    NOT_JUSTIFIED = "not_justified", _("Not justified")


class EmergencyAccess(Walled):
    """Read only, for `MINUTES`; `told` are the people told at once, one of whom (or another of them) closes the review.

    Only `carisecure.open_in_emergency` makes a row, together with the grants. Its texts have a key of its own: the one
    who writes the reason does not know yet whether there is such a case.
    """

    wall: ClassVar[Wall] = Wall(anchor="case")
    key_of = "id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="emergencies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = FreeTextField(_("why"))
    opened_at = models.DateTimeField(_("opened"))
    ends_at = models.DateTimeField(_("ends"))
    told = ArrayField(models.UUIDField(), default=list)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    finding = models.CharField(_("outcome"), max_length=20, choices=Finding.choices, blank=True)
    review = FreeTextField(_("what was looked at"), blank=True)

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=somebody_else("reviewed_by", "user"), name="emergency_reviewed_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by=None, reviewed_at=None)
                | models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="emergency_reviewed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "ends_at"], name="emergency_open"),
            models.Index(fields=["opened_at"], name="emergency_unreviewed", condition=models.Q(reviewed_at=None)),
        ]
        verbose_name = _("emergency access")
        verbose_name_plural = _("emergency accesses")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.ends_at > timezone.now()

    @property
    def review_due_at(self) -> datetime:
        return self.opened_at + REVIEW_WITHIN


class NewLead(TwoPeople):
    """Somebody to lead a sealed case that everybody has left. Written and read by functions of the database alone.

    The overseer of sealed cases asks, another auditor whom the case does not exclude decides
    (`sql/new_lead.sql`); with a yes it is done at once.
    """

    no_wall = "The application's role holds no right on it; four functions ask who speaks and show no content."
    kind = "new_lead"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [*takes_two(), asked_once("case")]
        verbose_name = _("new lead of a sealed case")
        verbose_name_plural = _("new leads of sealed cases")

    def __str__(self) -> str:
        return str(self.pk)
