"""The steps that every movement of a referral shares."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.errors import NotPermitted, TransitionRefused
from carisecure.access.grants import end_grant
from carisecure.access.policy import fetch
from cases.models import Involvement
from screening.models import Referral, ReferralEnding, ReferralEvent
from screening.models.referral import OPEN

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def hold_person(pk: UUID, *, by: User, action: str) -> Involvement:
    """Whose referrals and consents are about to change, held until the end of the transaction, one hand at a time.

    The order is the same everywhere: the person, then a consent, then a referral. The key itself is left free: whoever
    answers a referral points at the person with its event, and neither waits for the other.
    """
    fetch(Involvement, viewer=by, action=action, pk=pk)  # who may only see is refused; for a lock the row would hide
    rows = Involvement.objects.select_for_update(of=("self",), no_key=True)
    found: Involvement = fetch(rows, viewer=by, action=action, pk=pk)
    return found


def locked(referral: Referral, *, by: User, action: str) -> Referral:
    """The referral as it is now, held until the end of the transaction."""
    found: Referral = fetch(Referral, viewer=by, action=action, pk=referral.pk, lock=True)
    return found


def as_recipient(referral: Referral, *, by: User, action: str) -> None:
    """Only the agency that received a referral answers it."""
    if referral.to_group_id not in by.active_groups():
        raise NotPermitted(action, str(referral.pk))


def move(referral: Referral, state: str, *, by: User) -> None:
    """Set the state and add the line of history; the caller has set the other fields and saves nothing itself."""
    if not referral.may_become(state):
        raise TransitionRefused(
            _("This referral is already: %(state)s. Look at it again.") % {"state": referral.get_state_display()}
        )
    referral.state = state
    referral.version += 1
    referral.save(force_update=True)
    add_event(referral, by=by)


def add_event(referral: Referral, *, by: User) -> None:
    ReferralEvent.objects.create(
        referral=referral,
        involvement_id=referral.involvement_id,
        from_group_id=referral.from_group_id,
        to_group_id=referral.to_group_id,
        event=referral.state,
        direction=referral.direction,
        happened_on=timezone.localdate(),
        recorded_at=timezone.now(),
        recorded_by=by,
    )


def end_recipient(referral: Referral) -> None:
    """Close the person to the recipient; the last step, because after it a recipient writes nothing here any more.

    Whoever still has another open referral about the person, or referred the person to us, keeps what that gave.
    """
    other = (
        Referral.objects.filter(involvement_id=referral.involvement_id, state__in=OPEN)
        .filter(Q(to_group_id=referral.to_group_id) | Q(from_group_id=referral.to_group_id))
        .exclude(pk=referral.pk)
    )
    kept = other.first()
    ReferralEnding.objects.create(
        id=referral.pk,
        group_id=referral.to_group_id,
        reference=referral.reference,
        from_agency_id=referral.from_agency_id,
        state=referral.state,
        ended_at=timezone.now(),
    )
    if kept is None:
        end_grant(on=referral.involvement, to=referral.to_group_id)
    elif kept.direction == "out" and "identity" not in kept.categories:
        end_grant(on=referral.involvement, to=referral.to_group_id, permissions=["see_identity"])
