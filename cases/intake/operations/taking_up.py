"""A person whom a partner referred becomes part of a case."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.grants import copy_grants
from carisecure.accounts.models import User
from carisecure.interface import labels
from cases.course.operations import take_case
from cases.danger.models import DangerStep
from cases.danger.operations import danger_came_up
from cases.insiders.operations.compartments import seal_for_official
from cases.insiders.operations.sharing import OWN_CASE
from cases.intake.operations.opening import open_case
from cases.people.operations import next_label
from cases.record.models import PERSON_LABELS, Case, Involvement, Stage
from cases.record.operations import case_moved


@transaction.atomic
def take_up_involvement(
    *,
    involvement: Involvement,
    case: Case | None = None,
    is_official_involved: bool = False,
    danger: str | None = None,
    by: User,
) -> Case:
    """Put a referred person into a case, or into a new one, which `by` then leads; returns the case.

    The unit then holds the person as it holds the case. The partner who referred keeps what it held on the person and
    gets nothing on the case; a closed one takes nobody in. A referral about an official seals it, and one that names a
    danger now (`danger`: its words) raises it on the case. A label that the case has already gives way to the next
    number.
    """
    involvement = policy.fetch(Involvement, viewer=by, action="cases.take_up_involvement", pk=involvement.pk, lock=True)
    if involvement.case_id is not None:
        raise TransitionRefused(_("This person is already in a case."))
    sealed = is_official_involved or involvement.is_official
    into = _new_case(by, is_official_involved=sealed) if case is None else _locked(case, by)
    put_into_case(involvement, into, by=by)
    if sealed:
        seal_for_official(into, by=by)
    if danger is not None:
        danger_came_up(into, DangerStep.REFERRED, by=by, note=danger)
    case_moved(into, by)
    return into


def put_into_case(involvement: Involvement, case: Case, *, by: User) -> None:
    """For operations that have authorised and locked both: held as the case is, under a label that is free there."""
    copy_grants(source=case, target=involvement, by=by, purpose=OWN_CASE)
    if Involvement.objects.filter(case=case, label__in=labels.spellings(involvement.label, PERSON_LABELS)).exists():
        involvement.label = next_label(case, involvement.main_role)
    involvement.case = case
    involvement.save(update_fields=["case", "label"])


def _new_case(by: User, *, is_official_involved: bool) -> Case:
    policy.require(by, "cases.log_report")
    case = open_case(by=by, is_official_involved=is_official_involved)
    return take_case(case=case, by=by)  # who answers the partner answers for what it becomes


def _locked(case: Case, by: User) -> Case:
    found: Case = policy.fetch(Case, viewer=by, action="cases.add_person", pk=case.pk, lock=True)
    if found.stage == Stage.CLOSED:  # nobody would look there for somebody who needs help
        raise ValidationError({"reference": _("Case %(ref)s is closed. Reopen it first.") % {"ref": found.reference}})
    return found
