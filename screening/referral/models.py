"""A person handed from one agency to another, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.models import Wall, Walled
from carisecure.accounts.models import Agency
from carisecure.days.columns import known_to
from cases.record.models import Involvement
from screening.consent.models import Consent

PARTIES = ("from_group_id", "to_group_id")


class Direction(models.TextChoices):
    OUT = "out", _("From the unit")
    IN = "in", _("To the unit")


class ReferralState(models.TextChoices):
    """Out: sent, read, accepted or declined. In: sent, read, taken up or not. Closed: the sender has the outcome."""

    SENT = "sent", _("Sent")
    READ = "read", _("Read")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    TAKEN_UP = "taken_up", _("Taken up")
    NOT_TAKEN_UP = "not_taken_up", _("Not taken up")
    WITHDRAWN = "withdrawn", _("Consent withdrawn")
    CLOSED = "closed", _("Closed")


WAITING = (ReferralState.SENT, ReferralState.READ)
# While in one of these, the recipient sees the person.
OPEN = (*WAITING, ReferralState.ACCEPTED, ReferralState.TAKEN_UP)

# (direction, from) -> to. Any open referral can also be withdrawn.
NEXT_STATES: dict[tuple[str, str], frozenset[str]] = {
    ("out", "sent"): frozenset({"read", "withdrawn"}),
    ("out", "read"): frozenset({"accepted", "declined", "withdrawn"}),
    ("out", "accepted"): frozenset({"closed", "withdrawn"}),
    ("in", "sent"): frozenset({"read", "withdrawn"}),
    ("in", "read"): frozenset({"taken_up", "not_taken_up", "withdrawn"}),
    ("in", "taken_up"): frozenset({"closed", "withdrawn"}),
}


class DeclineReason(models.TextChoices):
    NO_SPACE = "no_space", _("No space")
    NOT_OUR_SERVICE = "not_our_service", _("Not what we offer")
    SAFETY = "safety", _("We cannot keep this person safe")
    PERSON_REFUSED = "person_refused", _("The person does not want to come")
    NOT_ENOUGH_INFORMATION = "not_enough_information", _("Not enough information")
    NOT_TRAFFICKING = "not_trafficking", _("No sign of trafficking")
    KNOWN_ALREADY = "known_already", _("Already known")
    OTHER = "other", _("Another reason")


class Outcome(models.TextChoices):
    """What became of it. Of a referral to the unit this is all that the sender learns: never from the case itself."""

    UNDER_INVESTIGATION = "under_investigation", _("An investigation is under way")
    PERSON_SAFE = "person_safe", _("The person is safe and in care")
    SERVICES_GIVEN = "services_given", _("Services were given")
    NO_EVIDENCE = "no_evidence", _("Looked into; not enough evidence to continue")
    NOT_TRAFFICKING = "not_trafficking", _("Looked into; not trafficking")
    PASSED_ON = "passed_on", _("Passed to another agency")
    LOST_CONTACT = "lost_contact", _("Contact was lost")


class Referral(Walled):
    """One referral. `packet` is JSON text, frozen when it is sent: exactly what the recipient sees, and nothing else.

    `urgent_ground` is a code of the list `urgent_ground`, `services` of `service_type` (cases.codelists).

    `is_official_involved`: it came to the unit for one person there, whose private group receives it.

    Two parties read it: who sent it and who received it; both also need a grant on the person. The recipient's grant
    ends with a decline or a withdrawn consent; what they keep is a `ReferralEnding`, which holds nothing of the person.
    """

    wall: ClassVar[Wall] = Wall(anchor="involvement", parties=PARTIES, writing="view")

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="referrals")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("from"))
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("to"))
    from_group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    to_group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=20, choices=ReferralState.choices, default=ReferralState.SENT)
    purpose = FreeTextField(_("what we ask for"))
    services = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("services"))
    categories = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("what is shared"))
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    urgent_ground = models.CharField(_("urgent ground"), max_length=30, blank=True)
    urgent_reason = FreeTextField(_("why it cannot wait"), blank=True)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("authorised by"),
    )  # fmt: skip
    packet = FreeTextField()
    is_official_involved = models.BooleanField(_("an official is involved"), default=False)
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    decision_due_on = models.DateField(_("answer due"))
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_reason = models.CharField(_("reason"), max_length=30, choices=DeclineReason.choices, blank=True)
    decision_note = FreeTextField(_("answer"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=30, choices=Outcome.choices, blank=True)
    outcome_note = FreeTextField(_("to the sender"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(consent__isnull=False)
                | (~models.Q(urgent_ground="") & models.Q(authorised_by__isnull=False)),
                name="referral_has_consent_or_ground",
            ),
            models.CheckConstraint(
                condition=models.Q(is_official_involved=False) | models.Q(direction="in"), name="referral_official_in"
            ),
            models.UniqueConstraint(
                fields=["involvement", "to_agency"], condition=models.Q(state__in=OPEN), name="referral_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["to_group", "state", "decision_due_on"], name="referral_waiting"),
            models.Index(fields=["sent_at", "id"], name="referral_newest"),
            models.Index(fields=["sent_by", "sent_at"], name="referral_by_sender"),
        ]
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")

    def __str__(self) -> str:
        return self.reference

    def may_become(self, state: str) -> bool:
        return state in NEXT_STATES.get((self.direction, self.state), frozenset())

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_urgent(self) -> bool:
        """Sent without consent, on an urgent ground."""
        return self.consent_id is None


class ReferralEvent(Walled):
    """What happened to a referral, append-only, for the history on the page and for counting."""

    wall: ClassVar[Wall] = Wall(anchor="involvement", parties=PARTIES, writing="view", statistics=True)

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="events")
    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="+")
    from_group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    to_group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    event = models.CharField(_("what happened"), max_length=20, choices=ReferralState.choices)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    happened_on = models.DateField()
    precision = known_to()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        ordering = ["recorded_at"]

    def __str__(self) -> str:
        return self.event


class EndingQuerySet(models.QuerySet["ReferralEnding"]):
    def of_groups(self, groups: list[int]) -> EndingQuerySet:
        return self.filter(group_id__in=groups)


class ReferralEnding(models.Model):
    """What a recipient keeps of a referral that ended: that there was one, and how it ended. Nothing of the person."""

    no_wall = "Holds a reference, two agencies and a date; whoever it is for may no longer see the person it was about."

    id = models.UUIDField(primary_key=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=20)
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=20, choices=ReferralState.choices)
    ended_at = models.DateTimeField(_("ended"))

    objects = EndingQuerySet.as_manager()

    class Meta:
        ordering = ["-ended_at"]
        indexes = [models.Index(fields=["ended_at", "id"], name="referral_ended")]

    def __str__(self) -> str:
        return self.reference
