"""The columns, the constraints and the states of everything that takes two people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.two_people import kinds
from carisecure.access.two_people.conditions import takes_two

# Nobody answered for so long: the next one is asked too.
ANSWER_WITHIN = timedelta(hours=24)


class TwoPeople(models.Model):
    """waiting (nobody decided) -> refused | granted -> used, or over with `good_until`.

    A table of its own for each thing that requests are about, so that each stands behind its own wall. The database
    refuses one person in both places, takes both names from the session that speaks, and lets nothing be rewritten
    (`access/sql/two_people.sql`; the table's migration runs `TakeTwo`). A table without a column `kind` keeps one kind
    and names it on the class.
    """

    if TYPE_CHECKING:
        kind: str

    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    is_granted = models.BooleanField(null=True)
    good_until = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = takes_two()

    @property
    def words(self) -> str:
        return str(kinds.kind_of(type(self), self.kind).words)

    @property
    def is_waiting(self) -> bool:
        return self.decided_at is None

    @property
    def is_over(self) -> bool:
        """Agreed to and not done in time."""
        return self.used_at is None and self.good_until is not None and self.good_until <= timezone.now()

    @property
    def stands(self) -> bool:
        """Agreed to, not done yet, and still good."""
        return bool(self.is_granted) and self.used_at is None and bool(self.good_until) and not self.is_over


class Worded(TwoPeople):
    """With a reason and an answer. Their key is the table's own (`access.fields`)."""

    reason = FreeTextField(_("why"))
    answer = FreeTextField(_("answer"), blank=True)

    class Meta(TwoPeople.Meta):
        abstract = True


class AskedOfOne(models.Model):
    """Asked of one person at a time; the house asks the next one after `ANSWER_WITHIN`."""

    asked_of = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @property
    def answer_due_at(self) -> datetime:
        return self.asked_at + ANSWER_WITHIN
