"""Numbers as they were counted once, and stay."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from carisecure.access.owned import Owned, OwnedQuerySet
from reports.record.models import Collection


class Subject(models.TextChoices):
    COLLECTION = "collection", _("A collection")
    UNIT = "unit", _("The unit's own cases")


class Standing(models.TextChoices):
    """provisional: the month is not closed, desks may still add what belongs to it. final: it is closed."""

    PROVISIONAL = "provisional", _("Provisional")
    FINAL = "final", _("Final")


TONES = {"provisional": "waiting", "final": "done"}


class RunQuerySet(OwnedQuerySet):
    def counted(self) -> RunQuerySet:
        return self.exclude(sha256="")


class ReportRun(Owned):
    """One counting. Until the job has counted, `numbers` and `sha256` are empty; afterwards the row cannot change (a
    policy in the database refuses it) and `sha256` is that of the canonical JSON of `numbers`.

    `period_from` and `period_to` are both included. `as_known_on` is the moment whose knowledge is counted: what was
    recorded later is left out. `made_by` is empty where the calendar asked.
    """

    no_wall = "Counts without names; its own policy shows them to the agency that made them."

    reading: ClassVar[str] = "reports.view_run"

    subject = models.CharField(_("about"), max_length=20, choices=Subject.choices)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, null=True, blank=True, related_name="runs")
    unit = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    as_known_on = models.DateTimeField(_("data as at"))
    standing = models.CharField(_("standing"), max_length=20, choices=Standing.choices)
    indicators = ArrayField(models.CharField(max_length=60))
    numbers = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    counted_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, null=True, related_name="+")

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="run_subject",
                condition=models.Q(subject="unit", collection=None, unit__isnull=False)
                | models.Q(subject="collection", collection__isnull=False, unit=None),
            )
        ]
        indexes = [
            # Without the group: a person has several, and rows of several groups stand in no order in one index.
            models.Index(fields=["created_at", "id"], name="run_newest"),
            models.Index(fields=["period_to", "id"], name="run_by_period"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def period_words(self) -> str:
        """As people say it: years of a collection ("2012 to 2016"), months of the unit ("October 2026")."""
        by_year = self.subject == Subject.COLLECTION
        first, last = (f"{d:%Y}" if by_year else date_format(d, "F Y") for d in (self.period_from, self.period_to))
        return first if first == last else str(_("%(first)s to %(last)s") % {"first": first, "last": last})

    @property
    def is_counted(self) -> bool:
        return self.sha256 != ""
