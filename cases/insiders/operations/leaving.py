"""Somebody leaves, or is away for a while."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.delegation import private_group
from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.access.grants import grant
from carisecure.access.models import PERMISSIONS, Delegation
from carisecure.accounts import leaving
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from cases.insiders.operations.sharing import anchors_of, may_work
from cases.record.models import Case, Compartment

LONGEST_ABSENCE = dt.timedelta(days=92)


@transaction.atomic
def leave(*, user: User, by: User, hand_over_to: User | None) -> User:
    """End everything that somebody of the unit holds, and put the cases they led on another desk; one act.

    Sessions, factors and grants by name end, delegations end, jobs stop at their next chunk (`Running`). Sealed cases
    are not handed over here: `by` may be the one they are hidden from. Who leaves names a successor in each before; one
    with nobody inside is seen by its clock. Raises ValidationError where cases are led and nobody is named.
    """
    _may_let_go(by, user)
    led = list(
        Case.objects.visible_to(by, "cases.assign_lead")
        .select_for_update(of=("self",))
        .filter(lead_officer=user)
        .exclude(compartment=Compartment.SEALED)
    )
    if led and (hand_over_to is None or hand_over_to.pk == user.pk):
        raise ValidationError({"hand_over_to": _("They lead cases. Choose who takes them over.")})
    for case in led:
        _hand_over(case, hand_over_to, by)
    now = timezone.now()
    Delegation.objects.filter(from_user=user, ends_at__gt=now, begins_at__lt=now).update(ends_at=now)
    Delegation.objects.filter(to_user=user, ends_at__gt=now, begins_at__lt=now).update(ends_at=now)
    return leaving.end_everything(user, why="left")


def _hand_over(case: Case, to: User | None, by: User) -> None:
    if to is None or not may_work(to, case):
        raise ValidationError({"hand_over_to": _("Only unit staff can lead the case.")})
    if private_group(to) in case.excluded_groups:
        raise ValidationError(
            {"hand_over_to": _("That person has no access to one of these cases. Choose somebody else.")}
        )
    if case.compartment == Compartment.RESTRICTED:
        for anchor in anchors_of(case):
            grant(on=anchor, to=to.personal_group_id, permissions=PERMISSIONS, purpose="handed over", by=by)
    case.lead_officer, case.last_moved_at = to, timezone.now()
    case.save(update_fields=["lead_officer", "last_moved_at"])


def _may_let_go(by: User, user: User) -> None:
    """A supervisor of the same agency, about anybody there but themselves."""
    policy.require(by, "cases.let_go")
    if user.agency_id != by.agency_id:
        raise NotVisible
    if user.pk == by.pk:
        raise TransitionRefused(_("You cannot record your own departure. Ask another supervisor."))
    if not user.is_active:
        raise TransitionRefused(_("This account is already switched off."))


@transaction.atomic
def delegate(
    *, from_user: User, to_user: User, begins_at: dt.datetime, ends_at: dt.datetime, reason: str, by: User
) -> Delegation:
    """Let somebody of the same agency and role stand in for a time (`access.delegation`); sealed cases stay shut.

    One's own absence, or a supervisor for somebody of the agency; never oneself as the one who stands in, who would see
    alone what they were put out of. Raises ValidationError by field.
    """
    policy.require(by, "cases.stand_in")
    if by.pk != from_user.pk and (by.role != Role.SUPERVISOR or by.agency_id != from_user.agency_id):
        raise NotVisible
    wrong: dict[str, str] = {}
    if to_user.pk == by.pk:
        wrong["to_user"] = _(
            "You cannot name yourself to cover for somebody. Ask the person who is away, or another supervisor."
        )
    elif to_user.pk == from_user.pk or to_user.agency_id != from_user.agency_id or not to_user.is_active:
        wrong["to_user"] = _("Choose somebody else from the same agency.")
    elif not {from_user.role, to_user.role} <= _ALIKE.get(from_user.role, {from_user.role}):
        wrong["to_user"] = _("Choose somebody who does the same work.")
    if not reason.strip():
        wrong["reason"] = _("Say why: leave, illness, a course.")
    if ends_at <= begins_at or ends_at <= timezone.now():
        wrong["until"] = _("The end must be after the start, and not in the past.")
    elif ends_at - begins_at > LONGEST_ABSENCE:
        wrong["until"] = _("At most three months. For longer absences, hand over the cases.")
    if wrong:
        raise ValidationError(wrong)
    return Delegation.objects.create(
        from_user=from_user, to_user=to_user, begins_at=begins_at, ends_at=ends_at, reason=reason.strip(), made_by=by
    )


_STAFF = {Role.INVESTIGATOR.value, Role.SUPERVISOR.value}
_ALIKE: dict[str, set[str]] = dict.fromkeys(_STAFF, _STAFF)


@transaction.atomic
def end_delegation(*, delegation: Delegation, by: User) -> Delegation:
    """End it now. Whoever made it, whose it is, or a supervisor of the agency."""
    policy.require(by, "cases.stand_in")
    row = Delegation.objects.select_related("from_user").select_for_update(of=("self",)).get(pk=delegation.pk)
    supervises = by.role == Role.SUPERVISOR and by.agency_id == row.from_user.agency_id
    if by.pk not in (row.made_by_id, row.from_user_id) and not supervises:
        raise NotVisible
    now = timezone.now()
    if row.ends_at <= now:
        raise TransitionRefused(_("Already ended."))
    row.ends_at = max(now, row.begins_at + dt.timedelta(seconds=1))
    row.save(update_fields=["ends_at"])
    return row
