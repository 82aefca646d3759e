"""One interview or assessment with one version of one instrument."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.models import Wall, Walled
from cases.record.models import Involvement


class Kind(models.TextChoices):
    FIRST_SCREEN = "first_screen", _("First screening")
    ASSESSMENT = "assessment", _("Assessment of indicators")


class State(models.TextChoices):
    """Stopped: the questions were not begun, because it was not safe to talk. Nothing follows a stop but a new one."""

    OPEN = "open", _("In progress")
    STOPPED = "stopped", _("Not started: not safe")
    FINISHED = "finished", _("Finished")


class Answer(models.TextChoices):
    """What was answered. Not asked is no answer at all, and unknown is never "no"."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_KNOWN = "not_known", _("Not known")
    WILL_NOT_SAY = "will_not_say", _("Will not say")


class Screening(Walled):
    """Answers and what they point to; never a decision.

    `answers` and `result` hold codes only; `preface` is JSON text (who must not know may name somebody). Reading asks
    for `change`: whoever merely sees the person (a shelter with a referral, an officer with a receipt) gets no
    answers. `agency_group` is the group of who made it, `handed_group` the group it was made for (a frontline
    officer's screen is the unit's from the start, and no longer the officer's once it is sent).
    """

    wall: ClassVar[Wall] = Wall(anchor="involvement", parties=("agency_group_id", "handed_group_id"), reading="change")

    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="screenings")
    agency_group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    handed_group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    instrument = models.CharField(_("instrument"), max_length=60)
    instrument_version = models.CharField(_("version of the instrument"), max_length=20)
    language = models.CharField(_("language of the interview"), max_length=8, blank=True)
    preface = FreeTextField(blank=True)
    answers = models.JSONField(default=dict, blank=True)
    act_recorded = models.BooleanField(_("an act is recorded"), default=False)
    result = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.OPEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")

    def __str__(self) -> str:
        return str(self.pk)
