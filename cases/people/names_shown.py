"""Looking at names: one press on one's own case, a reason and a limit elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.models import Walled
from carisecure.accounts.models import User
from carisecure.audit.record import record
from cases.people.models import NamesShown, ShowReason
from cases.record.models import Case, CaseGrant, Compartment

# Whoever needs more than this in an hour proves again that it is they who sit there.
PEOPLE_AN_HOUR = 5


class TooManyPeople(TransitionRefused):
    """More people than an hour allows without a fresh second factor."""


def works_on(user: User, case: Case | None) -> bool:
    """Whether this is the person's own case: they lead it, or it is closed to all but named people, and they opened it
    or somebody else named them.

    Restricting names whoever presses it, and anybody of the unit may press it: what somebody gives themselves makes no
    case their own. Asks one query, in a case of named people whom somebody else opened.
    """
    if case is None:
        return False
    if case.lead_officer_id == user.pk:
        return True
    narrow = case.compartment != Compartment.AGENCY and policy.rule("cases.view_unit").open_to(user) is False
    lent = user.agency_id != case.agency_id or any(one.case_id == case.pk for one in getattr(user, "emergencies", []))
    return narrow and not lent and (case.opened_by_id == user.pk or _was_named(user, case))


def _was_named(user: User, case: Case) -> bool:
    """By somebody else than whose grant it is, who may be the one they stand in for."""
    rows = CaseGrant.objects.filter(content_object=case, permission__codename="view_case", group__agency=None)
    rows = rows.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), group__in=user.active_groups())
    # A private group has no `person`, and nobody else has it: `granted_by` says enough.
    theirs = rows.exclude(granted_by=user).values_list("group__person", "granted_by")
    return any(owner != giver for owner, giver in theirs)


@transaction.atomic
def show_names(
    *,
    on: Walled,
    people: Iterable[UUID],
    by: User,
    is_own: bool,
    reason: str = "",
    is_fresh: bool = False,
    action: str = "cases.view_names",
) -> None:
    """Let `by` see who these people are, and write the one line of this visit into the ledger.

    Raises ValidationError without a reason where the case is not their own, TooManyPeople beyond five other people
    within an hour unless the second factor is fresh.
    """
    policy.require(by, action, on)
    asked = {UUID(str(person)) for person in people}
    if not is_own:
        if reason not in ShowReason.values:
            raise ValidationError({"reason": _("Choose why you need the names.")})
        _count(asked, reason, by=by, is_fresh=is_fresh)
    detail: dict[str, object] = {"people": sorted(str(person) for person in asked)}
    if not is_own:
        detail["reason"] = reason
    record("read.identity", table=on._meta.db_table, object_id=on.pk, detail=detail)


def _count(asked: set[UUID], reason: str, *, by: User, is_fresh: bool) -> None:
    # Two presses at once wait for each other here, or both would count the same four people.
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    rows = NamesShown.objects.filter(reader=by, at__gt=timezone.now() - timedelta(hours=1))
    seen = {person for people in rows.values_list("people", flat=True) for person in people}
    if len(seen | asked) > PEOPLE_AN_HOUR and asked - seen and not is_fresh:
        raise TooManyPeople(
            _("That would be more than %(n)s people in an hour. Confirm with your second factor first.")
            % {"n": PEOPLE_AN_HOUR}
        )
    NamesShown.objects.create(reader=by, people=sorted(asked), reason=reason)
