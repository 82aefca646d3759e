"""A person agrees to one sharing, and may take it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.policy import fetch
from screening.models import Consent, Referral
from screening.models.consent import Category
from screening.models.referral import OPEN, Direction, ReferralState
from screening.operations.history import end_recipient, hold_person, move

if TYPE_CHECKING:
    from carisecure.accounts.models import Agency, User
    from cases.record.models import Involvement


@transaction.atomic
def record_consent(
    *,
    involvement: Involvement,
    purpose: str,
    recipient: Agency,
    categories: Sequence[str],
    given_by: str,
    language: str,
    given_on: dt.date,
    by: User,
    interpreter: str = "",
) -> Consent:
    """Record what the person agreed to; `by` is who explained it.

    Raises ValidationError for a day in the future or a category that does not exist.
    """
    policy.require(by, "screening.record_consent", involvement)
    if wrong := wrong_day(given_on):
        raise ValidationError({"given_on": wrong})
    unknown = set(categories) - set(Category.values)
    if unknown or not categories:
        raise ValidationError({"categories": _("Choose what may be shared.")})
    return Consent.objects.create(
        involvement=involvement,
        agency_group_id=by.agency.group_id,
        purpose=purpose,
        recipient=recipient,
        categories=list(categories),
        given_by=given_by,
        language=language,
        explained_by=by,
        interpreter=interpreter,
        given_on=given_on,
    )


def wrong_day(given_on: dt.date) -> str:
    """Why nobody can have consented on that day; "" where somebody can. For the forms too, which ask before."""
    today = timezone.localdate()
    if given_on > today:
        return _("This date is in the future.")
    return _("Check the year: this date is too long ago.") if given_on.year < today.year - 10 else ""


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
