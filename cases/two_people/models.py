"""What nobody does alone in a case: one asks, somebody else decides."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.models import Wall, Walled
from carisecure.access.two_people.conditions import asked_once, takes_two
from carisecure.access.two_people.models import AskedOfOne, Worded
from cases.record.models import Case


class Approval(Worded, AskedOfOne, Walled):
    """What is asked for in a case (`carisecure.access.two_people`); rooms register its kinds by `kinds.register`.

    `subject` is what within the case it is about (a person, an exhibit), `params` hold codes only,
    `receiver` is who gets what leaves the house.
    """

    wall: ClassVar[Wall] = Wall(anchor="case")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(_("what for"), max_length=30)
    subject = models.UUIDField(null=True, blank=True)
    params = models.JSONField(default=dict, blank=True)
    receiver = FreeTextField(_("for whom"), blank=True)

    class Meta:
        ordering = ["requested_at"]
        constraints = [*takes_two(), asked_once("case", "kind", "subject")]
        indexes = [
            models.Index(fields=["asked_at"], name="approval_waiting", condition=models.Q(decided_at=None)),
        ]
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")

    def __str__(self) -> str:
        return str(self.pk)
