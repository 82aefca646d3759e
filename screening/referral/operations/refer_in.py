"""An agency of care or a frontline officer refers somebody of their own to the unit, without a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.delegation import private_group
from carisecure.access.grants import end_grant, grant
from carisecure.accounts.roles import AgencyKind, Role
from cases.record.models import Involvement
from cases.record.querysets import staff_of
from screening.consent.models import Category, Consent, GivenBy, Purpose
from screening.consent.operations import record_consent
from screening.contact.operations import About, hold_person, new_person
from screening.interview.models import Screening
from screening.referral.models import Direction, Referral
from screening.referral.operations.refer_out import Basis, new_referral
from screening.referral.packet import Asked, Packet, build

if TYPE_CHECKING:
    from carisecure.accounts.models import Agency, User


SHARED = (Category.AGE_LANGUAGE, Category.NEEDS, Category.SAFETY_NOTES)


@dataclass(frozen=True)
class Agreed:
    """How the person agreed to be referred, or the urgent ground on which they are referred without."""

    given_by: str = GivenBy.SELF
    language: str = "en"
    interpreter: str = ""
    urgent_ground: str = ""
    urgent_reason: str = ""
    authorised_by: User | None = None


@transaction.atomic
def refer_in(
    *, about: About, to_agency: Agency, asked: Asked, agreed: Agreed, only_for: User | None = None, by: User
) -> Referral:
    """Make the person without a name, and the referral; the sender's agency keeps its client, the unit is let in.

    `only_for`: an official is involved, and this person of the unit alone may read it. Raises ValidationError where
    there is neither consent nor a complete urgent ground, or where `only_for` does not work in that unit.
    """
    policy.require(by, "screening.refer_in")
    involvement = new_person(about=about, keeper=_sender(by), by=by)
    return send(involvement=involvement, to_agency=to_agency, asked=asked, agreed=agreed, only_for=only_for, by=by)


@transaction.atomic
def send(
    *,
    involvement: Involvement,
    to_agency: Agency,
    asked: Asked,
    agreed: Agreed,
    only_for: User | None = None,
    categories: Sequence[str] = SHARED,
    packet: Packet | None = None,
    by: User,
) -> Referral:
    """Send somebody of the sender's own to the unit. A frontline officer keeps a receipt and nothing else.

    `only_for` as in `refer_in`. `packet`: what is sent, where it was put together from a client's own record.
    """
    policy.require(by, "screening.refer_in")
    involvement = hold_person(involvement.pk, by=by, action="screening.send_own")
    if to_agency.kind != AgencyKind.UNIT:
        raise ValidationError({"to_agency": _("Only the investigating unit takes these referrals.")})
    if Referral.objects.visible_to(by, "screening.send_own").filter(involvement=involvement).exists():
        raise ValidationError(_("This person has already been sent to the unit."))
    recipient = _recipient(to_agency, only_for)
    grant(on=involvement, to=recipient, permissions=["view", "change", "see_identity"], purpose="referral", by=by)
    basis = _basis(involvement, to_agency, agreed, categories, by)
    basis.check(recipient=to_agency, categories=categories, purposes=(Purpose.INVESTIGATION,))
    packet = packet or build(involvement=involvement, categories=categories, asked=asked, by=by)
    sender = _sender(by)
    referral = new_referral(
        involvement=involvement, direction=Direction.IN, to_agency=to_agency,
        from_group=sender.pk, to_group=recipient, is_official_involved=only_for is not None,
        asked=asked, categories=categories, basis=basis, packet=packet, by=by,
    )  # fmt: skip
    if by.role == Role.FRONTLINE:
        own = Screening.objects.visible_to(by, "screening.answer").filter(involvement=involvement)
        own.update(handed_group_id=recipient)
        end_grant(on=involvement, to=sender, permissions=["change"])  # last: the answers close to the officer here
    return referral


def _sender(by: User) -> Group:
    """A frontline officer refers for themselves: colleagues look nothing up. An agency of care refers as an agency."""
    return by.personal_group if by.role == Role.FRONTLINE else by.agency.group


def _recipient(unit: Agency, only_for: User | None) -> int:
    """The group that gets the person: the unit's, or the private one, which no absence lends."""
    if only_for is None:
        return unit.group_id
    if not staff_of(unit.pk).filter(pk=only_for.pk).exists():
        raise ValidationError({"only_for": _("Choose somebody who works in that unit.")})
    return private_group(only_for)


def _basis(involvement: Involvement, to_agency: Agency, agreed: Agreed, categories: Sequence[str], by: User) -> Basis:
    if agreed.urgent_ground:
        return Basis(None, agreed.urgent_ground, agreed.urgent_reason, agreed.authorised_by)
    consent: Consent = record_consent(
        involvement=involvement,
        purpose=Purpose.INVESTIGATION,
        recipient=to_agency,
        categories=list(categories),
        given_by=agreed.given_by,
        language=agreed.language,
        given_on=timezone.localdate(),
        interpreter=agreed.interpreter,
        by=by,
    )
    return Basis(consent)
