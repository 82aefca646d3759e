"""An agency's own client: somebody it cares for, in no case and known to nobody else."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField, Sealed
from carisecure.access.models import ObjectGrant, Wall, Walled, grant_indexes
from carisecure.access.two_people.conditions import asked_once, takes_two
from carisecure.accounts.models import Agency
from carisecure.corrections.models import Corrected
from carisecure.days.columns import known_to
from carisecure.days.known import KnownDay
from cases.keeping.models import KeptApproval, KeptDisposal, KeptHold
from cases.record.models import Involvement


class LeavingReason(models.TextChoices):
    """Why an agency's care of somebody ended."""

    OWN_WISH = "own_wish", _("The person wished to leave")
    CARE_COMPLETED = "care_completed", _("Care is complete")
    WENT_HOME = "went_home", _("Went home")
    MOVED_ON = "moved_on", _("Now with another organisation")
    LOST_CONTACT = "lost_contact", _("Contact was lost")
    DIED = "died", _("Died")
    OTHER = "other", _("Another reason")


class Client(Walled):
    """One person in the care of one agency, under that agency's own grants (`ClientGrant`) and the client's own key.

    `involvement` is the agency's own for the person, for ever without a case: screenings hang on it. A referral that
    goes along by consent makes another one for the same person; this row, its anchor and its key stay as they are.
    `identity_key` seals names and numbers apart from the notes: destroying it erases who the client is and leaves the
    record. `left_on` and `left_precision` repeat the standing latest `ClientEvent`; empty while the agency cares.
    """

    wall: ClassVar[Wall] = Wall(anchor="id")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", editable=False)
    involvement = models.OneToOneField(Involvement, on_delete=models.PROTECT, related_name="client", editable=False)
    label = FreeTextField(_("called"))
    identity_key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    left_on = models.DateField(_("left on"), null=True, blank=True, editable=False)
    left_precision = known_to()
    erased_at = models.DateTimeField(_("identity erased"), null=True, blank=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        permissions = [("see_identity_client", "Can see who a client is")]
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["-created_at", "id"], name="client_newest"),
            models.Index(fields=["left_on", "id"], name="client_left"),
        ]
        verbose_name = _("client")
        verbose_name_plural = _("clients")

    def __str__(self) -> str:
        return str(self.pk)


class ClientGrant(ObjectGrant):
    content_object = models.ForeignKey(Client, models.CASCADE, related_name="grants", db_index=False)

    class Meta(ObjectGrant.Meta):
        indexes = grant_indexes("clientgrant")


class Happened(models.TextChoices):
    CAME = "came", _("Came to us")
    LEFT = "left", _("Left")
    RETURNED = "returned", _("Came back")


class ClientEvent(Corrected):
    """A client came, left or came back, on a day as exactly as it is known. `reason` only where they left."""

    wall: ClassVar[Wall] = Wall(anchor="client")

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="events")
    event = models.CharField(_("what happened"), max_length=20, choices=Happened.choices)
    happened_on = models.DateField(_("on"))
    precision = known_to(_("known"))
    reason = models.CharField(_("reason"), max_length=30, choices=LeavingReason.choices, blank=True)
    note = FreeTextField(_("explanation"), blank=True, default=Sealed)

    class Meta:
        ordering = ["recorded_at", "version"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(event="left") & ~models.Q(reason="") | ~models.Q(event="left") & models.Q(reason=""),
                name="client_left_for_a_reason",
            )
        ]
        verbose_name = _("coming or leaving of a client")
        verbose_name_plural = _("comings and leavings of clients")

    def __str__(self) -> str:
        return self.event

    @property
    def happened(self) -> KnownDay:
        return KnownDay(self.happened_on, self.precision)


class ClientNote(Corrected):
    """What an agency writes about its client. It never goes along with a referral."""

    wall: ClassVar[Wall] = Wall(anchor="client")

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="notes")
    text = FreeTextField(_("note"))

    class Meta:
        ordering = ["recorded_at", "version"]
        verbose_name = _("note about a client")
        verbose_name_plural = _("notes about clients")

    def __str__(self) -> str:
        return str(self.pk)


class ClientApproval(KeptApproval):
    """What takes a second person of the agency: disposal, lifting a hold, erasing who a client is."""

    wall: ClassVar[Wall] = Wall(anchor="client")

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="approvals")

    class Meta(KeptApproval.Meta):
        constraints = [*takes_two(), asked_once("client", "kind", "subject")]
        verbose_name = _("approval about a client")
        verbose_name_plural = _("approvals about clients")


class ClientHold(KeptHold):
    wall: ClassVar[Wall] = Wall(anchor="client")

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="holds")

    class Meta(KeptHold.Meta):
        verbose_name = _("hold of a client")
        verbose_name_plural = _("holds of clients")


class ClientDisposal(KeptDisposal):
    wall: ClassVar[Wall] = Wall(anchor="client")

    client = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="disposal")
    approval = models.OneToOneField(ClientApproval, on_delete=models.PROTECT, related_name="+")

    class Meta(KeptDisposal.Meta):
        verbose_name = _("disposal of a client's record")
        verbose_name_plural = _("disposals of clients' records")
