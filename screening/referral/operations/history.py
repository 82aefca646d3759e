"""The steps that every movement of a referral shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.errors import NotPermitted, TransitionRefused
from carisecure.access.grants import end_grant
from carisecure.access.policy import fetch
from cases.record.models import InvolvementGrant
from screening.referral.models import OPEN, Direction, Referral, ReferralEnding, ReferralEvent

if TYPE_CHECKING:
    from carisecure.accounts.models import User


CHANGE = "change_involvement"
# What a step may write. The rest stays as it was sent, to the byte: a sealed text that was read would be sealed anew.
GOES_ON = [
    "state", "version", "read_at", "decided_at", "decided_by", "decision_reason", "decision_note", "outcome",
    "outcome_note", "closed_at",
]  # fmt: skip


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
            _("This referral is already: %(state)s. Check it again.") % {"state": referral.get_state_display()}
        )
    referral.state = state
    referral.version += 1
    referral.save(update_fields=GOES_ON)
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

    Whoever still has another open referral about the person keeps what that gave. Whoever referred the person to us has
    them as their own client, which a grant to change tells (a referral from us gives none, and theirs to us may be out
    of sight): they keep everything, however that referral ended.
    """
    group = referral.to_group_id
    held = InvolvementGrant.objects.filter(content_object_id=referral.involvement_id, group_id=group)
    is_own_client = referral.direction == Direction.OUT and held.filter(permission__codename=CHANGE).exists()
    about = Referral.objects.filter(involvement_id=referral.involvement_id).exclude(pk=referral.pk)
    kept = about.filter(to_group_id=group, state__in=OPEN).first()
    ReferralEnding.objects.create(
        id=referral.pk,
        group_id=group,
        reference=referral.reference,
        from_agency_id=referral.from_agency_id,
        state=referral.state,
        ended_at=timezone.now(),
    )
    if is_own_client:
        return
    if kept is None:
        end_grant(on=referral.involvement, to=group)
    elif kept.direction == Direction.OUT and "identity" not in kept.categories:
        end_grant(on=referral.involvement, to=group, permissions=["see_identity"])
