"""Unusual reading: what the weekly review lists, who looks at it, what was asked and answered."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.two_people.conditions import somebody_else

# Days: from the moment a line is put before somebody until the home page calls it overdue.
REVIEW_WITHIN = timedelta(days=7)
ANSWER_WITHIN = timedelta(days=7)


class Reason(models.TextChoices):
    """Why a reading is on the list. `unusual.py` defines each one."""

    OWN_FAMILY = "own_family", _("same family name")
    NIGHT = "night", _("at night, off duty")
    NO_TASK = "no_task", _("no task in the case")


class Outcome(models.TextChoices):
    """What the reviewer made of it."""

    FINE = "fine", _("In order")
    NOT_EXPLAINED = "not_explained", _("Not explained")


class UnusualReading(models.Model):
    """What one person read of one case in one week, where something about it is unusual.

    `week`: its Monday, in the country's zone. `case_id` is null where no single case was read (a search at night).
    `times`: lines of the ledger. One reviewer, never the reader: waiting, then fine; or asked, answered, and then fine
    or not explained. `review.py` says who reviews whom.
    """

    no_wall = "Has policies of its own: its reviewer, and the reader once asked; never anybody excluded from its case."
    key_of = "id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Follows the case's by itself (cases/migrations), so that an exclusion reaches this row too.
    excluded_groups = ArrayField(models.IntegerField(), default=list, blank=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    week = models.DateField(_("week of"))
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField(null=True)
    unit = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    is_sealed = models.BooleanField(default=False)
    reasons = ArrayField(models.CharField(max_length=20, choices=Reason.choices))
    times = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    question = FreeTextField(_("question"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answer = FreeTextField(_("answer"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)

    class Meta:
        ordering = ["-week", "first_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["week", "reader", "case_id"], name="unusual_once_a_week", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=somebody_else("reviewer", "reader"), name="unusual_reviewed_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=somebody_else("decided_by", "reader"), name="unusual_decided_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(asked_at__isnull=False), name="unusual_answered_after_asked"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, outcome="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(outcome="")),
                name="unusual_decided_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["reviewer", "week"], name="unusual_by_reviewer"),
            models.Index(fields=["reader"], name="unusual_asked", condition=Q(asked_at__isnull=False)),
        ]
        verbose_name = _("unusual access")
        verbose_name_plural = _("unusual accesses")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def waits_for_answer(self) -> bool:
        return self.asked_at is not None and self.answered_at is None and self.decided_at is None

    @property
    def due_at(self) -> datetime:
        """By when the next one of the two should do something."""
        if self.waits_for_answer and self.asked_at is not None:
            return self.asked_at + ANSWER_WITHIN
        return (self.answered_at or self.made_at) + REVIEW_WITHIN
