"""What nobody does alone: one asks, somebody else decides."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.models import Wall, Walled
from cases.record.models import Case

# Nobody answered for so long: the next supervisor is asked too (`cases.tasks`).
ANSWER_WITHIN = timedelta(hours=24)


class ApprovalKind(models.TextChoices):
    """A closed list: what two people are needed for is a decision, not a setting."""

    CLOSE = "close_not_trafficking", _("Closing an opened case as “not trafficking”")
    COPY = "copy_with_names", _("A downloadable copy with names")
    DISPOSAL = "disposal", _("Disposal")
    LIFT_HOLD = "lift_hold", _("Lifting a hold")
    UNSEAL = "unseal", _("Opening a restricted or sealed case")
    READMIT = "readmit", _("Ending an exclusion")
    GRANT = "grant", _("Giving somebody access outside the usual procedure")
    ERASE = "erase_identity", _("Erasing an identity")


# How long a yes stands. A copy may be made again and again within its time; everything else is done once.
STANDS_FOR = {ApprovalKind.COPY: timedelta(days=14)}
STANDS_FOR_DEFAULT = timedelta(days=3)
REPEATED = frozenset({ApprovalKind.COPY})


class Approval(Walled):
    """waiting (nobody decided) -> granted | refused -> used, or over with `good_until`.

    `subject` is what within the case it is about (a person, an exhibit), `params` hold codes only,
    `receiver` is who gets what leaves the house. The database refuses
    one person in both places, takes both names from the session that speaks, and lets nothing be rewritten
    (`sql/approvals.sql`).
    """

    wall: ClassVar[Wall] = Wall(anchor="case")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(_("what for"), max_length=30, choices=ApprovalKind.choices)
    subject = models.UUIDField(null=True, blank=True)
    params = models.JSONField(default=dict, blank=True)
    reason = FreeTextField(_("why"))
    receiver = FreeTextField(_("for whom"), blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("asked"), auto_now_add=True)
    asked_of = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    is_granted = models.BooleanField(null=True)
    answer = FreeTextField(_("answer"), blank=True)
    good_until = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["requested_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("requested_by")), name="approval_takes_two_people"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None, decided_at=None, is_granted=None)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False, is_granted__isnull=False),
                name="approval_decided_whole",
            ),
            models.CheckConstraint(
                # "is not null" said: a check that comes out unknown lets the row in.
                condition=models.Q(used_at=None) | models.Q(is_granted__isnull=False, is_granted=True),
                name="approval_used_after_yes",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "subject"],
                condition=models.Q(decided_at=None),
                nulls_distinct=False,
                name="approval_asked_once",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="approval_waiting", condition=models.Q(decided_at=None)),
        ]
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_waiting(self) -> bool:
        return self.decided_at is None

    @property
    def answer_due_at(self) -> datetime:
        return self.asked_at + ANSWER_WITHIN
