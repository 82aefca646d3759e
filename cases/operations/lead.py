"""Somebody answers for the case."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.accounts.models import User
from cases.models import Case, Compartment, Stage
from cases.operations.compartments import let_in


@transaction.atomic
def assign_lead(*, case: Case, lead: User, by: User) -> Case:
    """Put a case on somebody's desk (supervisor); a report that nobody had is under investigation from then on.

    In a case of named people this names the lead. Raises ValidationError for somebody who does not work in the unit.
    """
    case = policy.fetch(Case, viewer=by, action="cases.assign_lead", pk=case.pk, lock=True)
    if not lead.is_active or lead.agency_id != case.agency_id or not policy.rule("cases.take_case").open_to(lead):
        raise ValidationError({"lead": _("Only unit staff can lead the case.")})
    if case.compartment != Compartment.AGENCY:
        let_in(case=case, person=lead, by=by)
    return _led(case, lead)


@transaction.atomic
def take_case(*, case: Case, by: User) -> Case:
    """Take a case that nobody leads onto one's own desk. Raises TransitionRefused where somebody has it."""
    case = policy.fetch(Case, viewer=by, action="cases.take_case", pk=case.pk, lock=True)
    if case.lead_officer_id is not None:
        raise TransitionRefused(_("This case already has a lead officer. A supervisor can hand it over."))
    return _led(case, by)


def _led(case: Case, lead: User) -> Case:
    if case.stage == Stage.CLOSED:
        raise TransitionRefused(_("The case is closed. Reopen it first."))
    if case.stage == Stage.REPORTED:
        case.stage = Stage.INVESTIGATION
    case.lead_officer, case.last_moved_at = lead, timezone.now()
    case.save(update_fields=["lead_officer", "stage", "last_moved_at"])
    return case
