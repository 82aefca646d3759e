"""Danger now: who said so, who ended it, and why."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.models import Wall, Walled
from cases.record.models import Case


class DangerStep(models.TextChoices):
    REPORTED = "reported", _("Danger reported")
    REFERRED = "referred", _("Danger named in a referral")
    RAISED = "raised", _("Danger recorded")
    ENDED = "ended", _("Danger ended")
    CLOSED = "closed", _("Over: the case was closed")


class DangerEntry(Walled):
    """One step of the danger of a case, added and never changed; whether it stands now is `Case.danger_since`.

    The words of a danger that was reported or referred stand in the report or the referral; `note` is empty then.
    What is known of the one that stands is on the case too (`danger_note`), and goes with it.
    """

    wall: ClassVar[Wall] = Wall(anchor="case")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="danger_entries")
    step = models.CharField(max_length=10, choices=DangerStep.choices)
    note = FreeTextField(_("what is known"), blank=True)
    made_at = models.DateTimeField(_("recorded"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("danger")
        verbose_name_plural = _("dangers")

    def __str__(self) -> str:
        return self.get_step_display()
