"""A consent is taken back: what was shared under it closes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.access.policy import fetch
from screening.consent.models import Consent
from screening.contact.operations import hold_person
from screening.referral.models import OPEN, Direction, Referral, ReferralState
from screening.referral.operations.history import end_recipient, move

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def taken_up_under(consent: Consent, by: User) -> bool:
    """Whether the unit took somebody up under this consent: that stays with it, and nobody is told otherwise."""
    rows = Referral.objects.visible_to(by, "screening.view_referral").filter(consent=consent)
    found: bool = rows.filter(direction=Direction.IN, state=ReferralState.TAKEN_UP).exists()
    return found


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User) -> Consent:
    """Take effect at once: every open referral under it is closed to its recipient in the same transaction.

    A referral to the unit that was taken up stays with the unit (the investigation does not end), and is marked.
    """
    hold_person(consent.involvement_id, by=by, action="screening.withdraw_consent")
    consent = fetch(Consent, viewer=by, action="screening.withdraw_consent", pk=consent.pk, lock=True)
    if consent.withdrawn_at is not None:
        raise TransitionRefused(_("This consent has already been withdrawn."))
    consent.withdrawn_at, consent.withdrawn_by = timezone.now(), by
    consent.version += 1
    consent.save(update_fields=["withdrawn_at", "withdrawn_by", "version"])
    shared = Referral.objects.visible_to(by, "screening.view_referral").filter(consent=consent, state__in=OPEN)
    for referral in shared.select_for_update(of=("self",)).select_related("involvement"):
        taken_up = referral.state == ReferralState.TAKEN_UP
        move(referral, ReferralState.WITHDRAWN, by=by)
        if referral.direction == Direction.OUT or not taken_up:
            end_recipient(referral)
    return consent
