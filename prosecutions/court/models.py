"""What happens before the court."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField, TypedField
from carisecure.access.models import Wall
from carisecure.corrections.models import Corrected
from carisecure.interface.labels import worded
from prosecutions.accused.models import ACCUSED_LABELS, Accused
from prosecutions.court_path.courts import court_name
from prosecutions.record.models import Entry
from prosecutions.record.querysets import HearingQuerySet


class Purpose(models.TextChoices):
    INITIAL = "initial", _("Initial hearing")
    BAIL = "bail", _("Bail")
    SCHEDULING = "scheduling", _("Scheduling")
    SUFFICIENCY = "sufficiency", _("Sufficiency hearing")
    INQUIRY = "preliminary_inquiry", _("Preliminary inquiry")
    CASE_MANAGEMENT = "case_management", _("Case management")
    TRIAL = "trial", _("Trial")
    SENTENCE = "sentence", _("Sentence")
    APPEAL = "appeal", _("Appeal")
    OTHER = "other", _("Other")


class HearingState(models.TextChoices):
    LISTED = "listed", _("Listed")
    HELD = "held", _("Held")
    ADJOURNED = "adjourned", _("Adjourned")
    VACATED = "vacated", _("Taken off the list")


class AdjournedBecause(models.TextChoices):
    WITNESS = "witness_absent", _("Witness absent")
    ACCUSED = "accused_not_produced", _("Accused not produced")
    COUNSEL = "counsel_not_available", _("Counsel not available")
    DISCLOSURE = "disclosure_incomplete", _("Disclosure not complete")
    INTERPRETER = "no_interpreter", _("No interpreter")
    JUDGE = "court_not_sitting", _("Court not sitting")
    TIME = "no_time", _("Not reached")
    APPLICATION = "application", _("Application to be heard first")
    OTHER = "other", _("Other")


class AskedBy(models.TextChoices):
    """At whose door the adjournment lies."""

    PROSECUTION = "prosecution", _("Prosecution")
    DEFENCE = "defence", _("Defence")
    COURT = "court", _("Court")
    POLICE = "police", _("Police or prison")
    JOINT = "joint", _("Both sides")
    NOT_KNOWN = "not_known", _("Not known yet")


class Hearing(Corrected, Entry):
    """One sitting. `on` and `at` are the wall clock of `zone`: a court lists days and hours, not instants.

    What happened at it is a later row of the same entry without a reason, for nothing was wrong; a correction has one.
    `adjourned_to` is the first row of the hearing that was listed for it. The court is one of the country pack
    (`court_code`) or typed. Whose hearing it is stands in `HearingAccused`: without one, the whole matter's.
    """

    wall: ClassVar[Wall] = Wall(anchor="prosecution")
    accused_labels: Sequence[str] = ()  # where the query asked for them (`queries.with_accused`)

    on = models.DateField(_("day"))
    at = models.TimeField(_("hour"), null=True, blank=True)
    zone = models.CharField(max_length=40)
    court_code = models.CharField(_("court"), max_length=40, blank=True, default="")
    court = TypedField(_("another court"), max_length=120, blank=True)
    judicial_officer = TypedField(_("judge, Master or magistrate"), max_length=120, blank=True, default="")
    purpose = models.CharField(_("for"), max_length=30, choices=Purpose.choices)
    state = models.CharField(_("state"), max_length=20, choices=HearingState.choices, default=HearingState.LISTED)
    result = FreeTextField(_("what happened"), blank=True)
    adjourned_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="adjourned_from", editable=False
    )
    adjourned_because = models.CharField(_("because"), max_length=30, choices=AdjournedBecause.choices, blank=True)
    adjourned_by = models.CharField(_("asked for by"), max_length=20, choices=AskedBy.choices, blank=True)

    objects: ClassVar[Any] = HearingQuerySet.as_manager()

    class Meta(Entry.Meta):
        ordering = ["on", "at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(~models.Q(court_code=""), court="") | models.Q(~models.Q(court=""), court_code=""),
                name="hearing_in_one_court",
            ),
        ]
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")

    @property
    def where(self) -> str:
        return court_name(self.court_code, self.court)

    @property
    def whose(self) -> str:
        """The accused by their labels; empty where it is the whole matter's, or the query did not ask."""
        return ", ".join(worded(label, ACCUSED_LABELS) for label in self.accused_labels)

    @property
    def starts_at(self) -> dt.datetime | None:
        """The instant, where an hour is known."""
        return dt.datetime.combine(self.on, self.at, ZoneInfo(self.zone)) if self.at else None

    @property
    def is_result_missing(self) -> bool:
        """The day is over and nobody has said what happened."""
        return self.state == HearingState.LISTED and self.on < timezone.localdate()


class HearingAccused(Entry):
    """One of the accused whose hearing it is. Written with each version of the hearing."""

    wall: ClassVar[Wall] = Wall(anchor="prosecution")

    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="named")
    accused = models.ForeignKey(Accused, on_delete=models.PROTECT, related_name="hearings", verbose_name=_("accused"))

    class Meta(Entry.Meta):
        constraints = [models.UniqueConstraint(fields=["hearing", "accused"], name="hearing_accused_once")]
        verbose_name = _("accused of a hearing")
        verbose_name_plural = _("accused of a hearing")

    def __str__(self) -> str:
        return str(self.accused_id)
