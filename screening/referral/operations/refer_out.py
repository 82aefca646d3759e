"""The unit hands a person to an agency of care, and the agency answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.grants import grant
from carisecure.access.policy import fetch
from carisecure.access.references import new_reference
from cases.intake.operations.leaving import person_leaves_the_unit
from cases.record.codelists import codelist
from screening.consent.models import Category, Consent, Purpose
from screening.contact.operations import hold_person
from screening.referral.deadlines import decision_due_on
from screening.referral.models import OPEN, Direction, Referral, ReferralState
from screening.referral.operations.history import add_event, as_recipient, end_recipient, locked, move
from screening.referral.packet import Asked, Packet, build

if TYPE_CHECKING:
    from carisecure.accounts.models import Agency, User
    from cases.record.models import Involvement

# What an agency of care is asked for. The authority for the protection of children is one of them.
OUT_PURPOSES = (Purpose.ASSISTANCE, Purpose.CHILD_PROTECTION)


@dataclass(frozen=True)
class Basis:
    """Why somebody may be referred: a consent in force, or one of the urgent grounds with reason and authoriser.

    A consent is for one purpose, one recipient and the categories it names (protection.yaml, consent_rules).
    """

    consent: Consent | None = None
    urgent_ground: str = ""
    urgent_reason: str = ""
    authorised_by: User | None = None

    def held(self, by: User) -> Basis:
        """The same with the consent as it is now, held to the end of the transaction: nobody withdraws it meanwhile."""
        if self.consent is None:
            return self
        consent = fetch(Consent, viewer=by, action="screening.view_consent", pk=self.consent.pk, lock=True)
        return replace(self, consent=consent)

    def check(self, *, recipient: Agency, categories: Sequence[str], purposes: Sequence[str]) -> None:
        """Raises ValidationError where this does not allow that sharing."""
        if self.consent is None:
            if self.urgent_ground and self.urgent_ground not in codelist("urgent_ground"):
                raise ValidationError(_("This urgent ground is not in the list."))
            if not (self.urgent_ground and self.urgent_reason.strip() and self.authorised_by):
                raise ValidationError(_("Without consent: name the urgent ground, the reason and who authorised it."))
            return
        if not self.consent.is_in_force:
            raise ValidationError(_("This consent has been withdrawn."))
        if self.consent.recipient_id != recipient.pk:
            raise ValidationError(_("This consent was given for another recipient."))
        if self.consent.purpose not in purposes:
            raise ValidationError(_("This consent was given for another purpose."))
        if set(categories) - set(self.consent.categories):
            raise ValidationError(_("This consent does not cover everything you want to share."))


@transaction.atomic
def refer_out(
    *,
    involvement: Involvement,
    to_agency: Agency,
    asked: Asked,
    categories: Sequence[str],
    basis: Basis,
    by: User,
    approved: str | None = None,
) -> Referral:
    """Send one person's packet, frozen, and open the person to the recipient: `view`, and the name only if shared.

    `approved` is the digest of the packet that the sender saw before sending ("" for none); where it is another, and
    where the basis does not cover what is sent, ValidationError.
    """
    involvement = hold_person(involvement.pk, by=by, action="screening.refer_out")
    person_leaves_the_unit(involvement)
    basis = basis.held(by)
    basis.check(recipient=to_agency, categories=categories, purposes=OUT_PURPOSES)
    packet = _approved_packet(involvement, categories, asked, approved, by)
    _none_open(involvement, to_agency, by)
    grant(
        on=involvement,
        to=to_agency.group_id,
        permissions=["view", "see_identity"] if Category.IDENTITY in categories else ["view"],
        purpose="referral",
        by=by,
    )
    return new_referral(
        involvement=involvement, direction=Direction.OUT, to_agency=to_agency,
        from_group=by.agency.group_id, to_group=to_agency.group_id,
        asked=asked, categories=categories, basis=basis, packet=packet, by=by,
    )  # fmt: skip


def new_referral(
    *,
    involvement: Involvement,
    direction: Direction,
    to_agency: Agency,
    from_group: int,
    to_group: int,
    asked: Asked,
    categories: Sequence[str],
    basis: Basis,
    packet: Packet,
    is_official_involved: bool = False,
    by: User,
) -> Referral:
    """The row that is sent, in either direction, and the first line of its history. The caller has granted."""
    now = timezone.now()
    referral = Referral.objects.create(
        reference=new_reference("R"),
        involvement=involvement,
        direction=direction,
        from_agency=by.agency,
        to_agency=to_agency,
        from_group_id=from_group,
        to_group_id=to_group,
        is_official_involved=is_official_involved,
        purpose=asked.purpose,
        services=list(asked.services),
        categories=list(categories),
        consent=basis.consent,
        urgent_ground=basis.urgent_ground,
        urgent_reason=basis.urgent_reason,
        authorised_by=basis.authorised_by,
        packet=packet.to_json(),
        sent_at=now,
        sent_by=by,
        decision_due_on=decision_due_on(now, urgent=basis.consent is None),
    )
    add_event(referral, by=by)
    return referral


def _approved_packet(
    involvement: Involvement, categories: Sequence[str], asked: Asked, approved: str | None, by: User
) -> Packet:
    """What will be sent, if it still is what the sender saw."""
    if Category.SAFETY_NOTES not in categories and asked.safety_notes.strip():
        raise ValidationError({"categories": _("You wrote safety notes but did not choose to share them.")})
    packet = build(involvement=involvement, categories=categories, asked=asked, by=by)
    if approved is not None and approved != packet.digest():
        raise ValidationError(
            _("What is known about this person has changed since you looked. Check again, then send.")
        )
    return packet


def _none_open(involvement: Involvement, to_agency: Agency, by: User) -> None:
    sent = Referral.objects.visible_to(by, "screening.view_referral")
    if sent.filter(involvement=involvement, to_agency=to_agency, state__in=OPEN).exists():
        raise ValidationError(
            {"to_agency": _("This person has already been referred there, and that referral is open.")}
        )


@transaction.atomic
def read_referral(*, referral: Referral, by: User) -> Referral:
    """The first opening by somebody of the recipient; later openings, and the sender's own, change nothing."""
    if referral.state != ReferralState.SENT or referral.to_group_id not in by.active_groups():
        return referral
    referral = locked(referral, by=by, action="screening.view_referral")
    if referral.state == ReferralState.SENT:
        referral.read_at = timezone.now()
        move(referral, ReferralState.READ, by=by)
    return referral


@transaction.atomic
def accept_referral(*, referral: Referral, note: str, by: User) -> Referral:
    """The recipient takes the person on."""
    referral = _answer(referral, by)
    referral.decision_note = note
    move(referral, ReferralState.ACCEPTED, by=by)
    return referral


@transaction.atomic
def decline_referral(*, referral: Referral, reason: str, note: str, by: User) -> Referral:
    """The recipient says no and why; the person is closed to them from this moment on."""
    referral = _answer(referral, by)
    if not reason:
        raise ValidationError({"reason": _("Say why, so that the sender can look elsewhere.")})
    referral.decision_reason, referral.decision_note = reason, note
    move(referral, ReferralState.DECLINED, by=by)
    end_recipient(referral)
    return referral


def _answer(referral: Referral, by: User) -> Referral:
    referral = locked(referral, by=by, action="screening.answer_referral")
    as_recipient(referral, by=by, action="screening.answer_referral")
    if referral.state == ReferralState.SENT:
        referral = read_referral(referral=referral, by=by)
    referral.decided_at, referral.decided_by = timezone.now(), by
    return referral
