"""The ground of a matter: the prosecution itself, and what every entry about it has."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access.models import ObjectGrant, Wall, Walled, grant_indexes
from carisecure.corrections.models import Corrected
from carisecure.days.columns import known_to
from carisecure.days.known import KnownDay
from cases.record.models import Case
from prosecutions.record.querysets import ProsecutionQuerySet


class BeforeCharge(models.TextChoices):
    """Where a file stands before anybody is charged; from the charge on the court's own path counts."""

    RECEIVED = "file_received", _("File received")
    FURTHER_ENQUIRIES = "further_enquiries", _("Further enquiries asked for")
    CHARGE_ADVISED = "charge_advised", _("Charge advised")
    NO_CHARGE = "no_charge", _("No charge advised")


class Prosecution(Walled):
    """One matter of the prosecution service. It knows the case by its key only: the prosecutor never opens the case.

    A case has several: other accused, or a second file that is no further submission in a standing one. `number` counts
    them within the case. Whoever is inside the case is inside each of them (`sql/matters_follow_grants.sql`).

    `stage` is a code of `BeforeCharge`, then of the court path: for lists it repeats, with `court_path`, where the
    accused stands who has the longest way to go (`standing.py`); statistics count the events. `is_over`: nothing more
    is expected at this stage: no charge was advised, or it is a last step of the court path. `submitted_at` is the
    first submission, `last_moved_at` the last thing done here.

    `is_recorded_by_unit`: the unit wrote down from its own papers what became of a matter that the service never had
    here; nobody of the service reads it until the unit hands it over (`handed_over_at`), and it stays marked so that
    whoever adopts it (`adopted_by`) knows on whose word it stands.
    """

    wall: ClassVar[Wall] = Wall(anchor="id", statistics=True)

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    # Found by the constraint's index.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="prosecutions", db_index=False)
    number = models.PositiveSmallIntegerField(_("matter"), default=1, editable=False)
    dpp_agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("prosecution service")
    )
    submitted_at = models.DateTimeField(_("first submitted"))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("prosecutor"),
    )
    stage = models.CharField(_("stage"), max_length=40, default=BeforeCharge.RECEIVED)
    court_path = models.CharField(_("court path"), max_length=40, blank=True)
    is_over = models.BooleanField(default=False, editable=False)
    is_recorded_by_unit = models.BooleanField(default=False, editable=False)
    handed_over_at = models.DateTimeField(null=True, editable=False)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    last_moved_at = models.DateTimeField(_("last moved"))

    objects: ClassVar[Any] = ProsecutionQuerySet.as_manager()

    class Meta:
        permissions = [("see_identity_prosecution", "Can see who the people of a prosecution are")]
        ordering = ["-submitted_at", "id"]
        indexes = [models.Index(fields=["-submitted_at", "id"], name="prosecution_newest")]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="matter_number_once"),
            models.CheckConstraint(
                condition=models.Q(is_recorded_by_unit=True) | models.Q(handed_over_at=None, adopted_by=None),
                name="matter_handed_over_by_the_unit",
            ),
            models.CheckConstraint(
                condition=models.Q(handed_over_at__isnull=False) | models.Q(adopted_by=None),
                name="matter_adopted_once_handed_over",
            ),
        ]
        verbose_name = _("matter")
        verbose_name_plural = _("matters")

    def __str__(self) -> str:
        return self.reference

    @property
    def days_here(self) -> int:
        """Whole days since the file first came, by the country's calendar."""
        return (timezone.localdate() - timezone.localdate(self.submitted_at)).days


class ProsecutionGrant(ObjectGrant):
    content_object = models.ForeignKey(Prosecution, models.CASCADE, related_name="grants", db_index=False)

    class Meta(ObjectGrant.Meta):
        indexes = grant_indexes("prosecutiongrant")


class Entry(Walled):
    """Something that belongs to a prosecution, with who wrote it down and when."""

    prosecution = models.ForeignKey(Prosecution, on_delete=models.PROTECT, related_name="%(class)ss")
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["recorded_at", "id"]


class Fact(Corrected, Entry):
    """Something that happened, counted by its date: never edited, only replaced by a later row (`replaces`)."""

    happened_on = models.DateField(_("on"))
    precision = known_to(_("known"))

    class Meta(Entry.Meta):
        abstract = True
        ordering = ["happened_on", "recorded_at"]

    @property
    def happened(self) -> KnownDay:
        return KnownDay(self.happened_on, self.precision)
