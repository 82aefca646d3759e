"""Advice and queries: what passes between the prosecutor and the unit."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.models import Wall
from carisecure.corrections.models import Corrected
from carisecure.days.columns import known_to
from carisecure.days.known import KnownDay
from prosecutions.record.models import Entry
from prosecutions.record.querysets import AdviceQuerySet, QueryQuerySet


class Query(Entry):
    """A question of the prosecutor to the unit. Open until answered, waiting at the prosecutor's until settled."""

    wall: ClassVar[Wall] = Wall(anchor="prosecution")

    number = models.PositiveSmallIntegerField(_("query"))
    text = FreeTextField(_("query"))
    due_on = models.DateField(_("answer by"), null=True, blank=True)
    answer = FreeTextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects: ClassVar[Any] = QueryQuerySet.as_manager()

    class Meta(Entry.Meta):
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["prosecution", "number"], name="query_number_once")]
        verbose_name = _("query")
        verbose_name_plural = _("queries")

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_late(self) -> bool:
        """Not answered, and the day by which it should have been is over in the country's zone."""
        return self.answered_at is None and self.due_on is not None and self.due_on < timezone.localdate()


class AdviceKind(models.TextChoices):
    CHARGE = "charge", _("Charge")
    FURTHER_ENQUIRIES = "further_enquiries", _("Further enquiries")
    NO_CHARGE = "no_charge", _("No charge")


class Advice(Corrected, Entry):
    """What the prosecution service advised, on which submission. Never edited: the next advice stands beside it, and
    a correction of this one too."""

    wall: ClassVar[Wall] = Wall(anchor="prosecution")

    kind = models.CharField(_("advice"), max_length=20, choices=AdviceKind.choices)
    text = FreeTextField(_("reasons"))
    given_on = models.DateField(_("given on"))
    given_precision = known_to(_("known"))
    on_submission = models.PositiveSmallIntegerField(_("on submission"))

    objects: ClassVar[Any] = AdviceQuerySet.as_manager()

    class Meta(Entry.Meta):
        ordering = ["-on_submission", "-given_on", "-recorded_at"]
        verbose_name = _("advice")
        verbose_name_plural = _("advice")

    @property
    def given(self) -> KnownDay:
        return KnownDay(self.given_on, self.given_precision)
