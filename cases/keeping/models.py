"""What must be kept, and what is disposed of when its time is over (docs/decisions/disposal.md)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.models import Wall, Walled, WalledQuerySet
from carisecure.access.two_people.conditions import asked_once, somebody_else, takes_two
from carisecure.access.two_people.models import Worded
from cases.intake.models import IntakeReport
from cases.record.models import Case
from cases.two_people.models import Approval

# What takes a second person here (`registrations`).
DISPOSAL, LIFT_HOLD, ERASE = "disposal", "lift_hold", "erase_identity"


class HoldGround(models.TextChoices):
    COURT_ORDER = "court_order", _("A court ordered it")
    PROCEEDINGS = "proceedings", _("Proceedings or an appeal are pending or expected")
    INQUIRY = "inquiry", _("A complaint or an inquiry")
    CLAIM = "claim", _("A claim of the person, such as compensation")
    OTHER_COUNTRY = "other_country", _("Requested by another country")
    OTHER = "other", _("Another ground")


class HoldQuerySet(WalledQuerySet):
    def standing(self) -> Any:
        return self.filter(lifted_at=None)


class Hold(Walled):
    """Placed by one person; nothing of the case is disposed of or erased until two have lifted it.

    The database takes `placed_by` and `lifted_by` from the session that speaks, and lifts only with a second person's
    yes to exactly this hold (`sql/keeping.sql`).
    """

    wall: ClassVar[Wall] = Wall(anchor="case")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    ground = models.CharField(_("ground"), max_length=20, choices=HoldGround.choices)
    reason = FreeTextField(_("why"))
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(_("placed"))
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted"), null=True)

    objects: ClassVar[Any] = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["placed_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lifted_at=None, lifted_by=None)
                | models.Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lifted_whole",
            )
        ]
        indexes = [models.Index(fields=["case"], name="hold_standing", condition=models.Q(lifted_at=None))]
        verbose_name = _("hold")
        verbose_name_plural = _("holds")

    def __str__(self) -> str:
        return self.get_ground_display()


class DisposalGround(models.TextChoices):
    RETENTION = "retention_over", _("The retention period is over")
    COURT_ORDER = "court_order", _("A court ordered it")


class Disposal(Walled):
    """What is left of a case: when, on what ground, by which two people, and how much there was.

    `reason` has a key of its own, so that it outlives the case's. `counts` holds numbers by kind. Added once and never
    changed; the database asks for a closed case, no hold, and a second person's yes.
    """

    wall: ClassVar[Wall] = Wall(anchor="case", statistics=True)
    key_of = "id"

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="disposal")
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(_("ground"), max_length=20, choices=DisposalGround.choices)
    reason = FreeTextField(_("why"))
    counts = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    disposed_at = models.DateTimeField(_("disposed of"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=somebody_else("asked_by", "agreed_by"), name="disposal_takes_two_people")
        ]
        verbose_name = _("disposal")
        verbose_name_plural = _("disposals")

    def __str__(self) -> str:
        return str(self.pk)


# --- What is kept by itself, in no case (`alone`) ---------------------------------------------------------------------
class KeptApproval(Worded, Walled):
    """What one person asks for about something that is kept by itself, and somebody else who holds it decides.

    `subject` is what of it (a hold), `params` hold codes only. The reason is sealed under the key of what is kept.
    """

    kind = models.CharField(_("what for"), max_length=30)
    subject = models.UUIDField(null=True, blank=True)
    params = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
        ordering = ["requested_at"]

    def __str__(self) -> str:
        return str(self.pk)


class KeptHold(Walled):
    """Placed by one person; neither erased nor disposed of until two have lifted it (`sql/kept.sql`)."""

    reason = FreeTextField(_("why"))
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(_("placed"))
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted"), null=True)

    objects: ClassVar[Any] = HoldQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["placed_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lifted_at=None, lifted_by=None)
                | models.Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="%(class)s_lifted_whole",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class KeptDisposal(Walled):
    """What is left of it: as `Disposal`, of something that is no case."""

    key_of = "id"

    ground = models.CharField(_("ground"), max_length=20, choices=DisposalGround.choices)
    reason = FreeTextField(_("why"))
    counts = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    disposed_at = models.DateTimeField(_("disposed of"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=somebody_else("asked_by", "agreed_by"), name="%(class)s_takes_two_people")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ReportApproval(KeptApproval):
    wall: ClassVar[Wall] = Wall(anchor="report")

    report = models.ForeignKey(IntakeReport, on_delete=models.PROTECT, related_name="approvals")

    class Meta(KeptApproval.Meta):
        constraints = [*takes_two(), asked_once("report", "kind", "subject")]
        verbose_name = _("approval about a report")
        verbose_name_plural = _("approvals about reports")


class ReportHold(KeptHold):
    """Of a report that is in no case; it goes along into one, and keeps that case from being disposed of."""

    wall: ClassVar[Wall] = Wall(anchor="report")

    report = models.ForeignKey(IntakeReport, on_delete=models.PROTECT, related_name="holds")

    class Meta(KeptHold.Meta):
        verbose_name = _("hold of a report")
        verbose_name_plural = _("holds of reports")


class ReportDisposal(KeptDisposal):
    wall: ClassVar[Wall] = Wall(anchor="report")

    report = models.OneToOneField(IntakeReport, on_delete=models.PROTECT, related_name="disposal")
    approval = models.OneToOneField(ReportApproval, on_delete=models.PROTECT, related_name="+")

    class Meta(KeptDisposal.Meta):
        verbose_name = _("disposal of a report")
        verbose_name_plural = _("disposals of reports")
