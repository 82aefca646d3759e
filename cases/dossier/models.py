"""A copy of a case with names that left the house: who made which one, when, for whom."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.models import Wall, Walled
from cases.record.models import Case
from cases.two_people.models import Approval

# What takes a second person here (`registrations`).
COPY = "copy_with_names"


class CopyPurpose(models.TextChoices):
    """Why a copy has to leave the system. Inside it, whoever is entitled is sent the thing itself."""

    COURT = "court", _("Requested by a court")
    PROSECUTION = "prosecution", _("The prosecution cannot use the system")
    OTHER_COUNTRY = "other_country", _("Requested by another country")
    OVERSIGHT = "oversight", _("An inquiry or an oversight body")
    PERSON = "person", _("Requested by the person it is about")
    OPERATION = "operation", _("An operation with no connection")


class CopyPart(models.TextChoices):
    """What goes in. Who asks chooses; who agrees sees the choice."""

    PEOPLE = "people", _("People, with their names")
    SUMMARY = "summary", _("Summary, and act, means, purpose")
    REPORTS = "reports", _("Reports as they came in")
    STATEMENTS = "statements", _("Statements")
    EXHIBITS = "exhibits", _("Exhibits")
    EVENTS = "events", _("Timeline")
    NOTES = "notes", _("The unit's notes")


# The unit's own notes go out only where somebody ticks them.
USUAL_PARTS = tuple(part for part in CopyPart.values if part != CopyPart.NOTES)


class CopyForm(models.TextChoices):
    PAGES = "pages", _("Pages to print")
    SHEET = "sheet", _("Spreadsheet")


class CaseCopy(Walled):
    """One download. The file itself is kept nowhere; `number` counts the copies of a case and stands on each page.

    Added and never changed: the database asks for a standing yes to exactly this person (`sql/copies.sql`).
    """

    wall: ClassVar[Wall] = Wall(anchor="case")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="copies")
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="copies")
    number = models.PositiveIntegerField(_("copy number"))
    form = models.CharField(_("form"), max_length=10, choices=CopyForm.choices)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="copy_number_once")]
        verbose_name = _("copy with names")
        verbose_name_plural = _("copies with names")

    def __str__(self) -> str:
        return str(self.number)
