"""Statements, exhibits and notes come into the file."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access.policy import fetch
from carisecure.accounts.models import User
from carisecure.days import limits
from cases.material.models import Exhibit, Note, Statement
from cases.record.models import Case, Involvement
from cases.record.operations import case_moved


@transaction.atomic
def add_note(*, case: Case, text: str, by: User) -> Note:
    """Write an entry of the case diary."""
    case = fetch(Case, viewer=by, action="cases.add_note", pk=case.pk, lock=True)
    note = Note.objects.create(case=case, added_by=by, text=text)
    case_moved(case, by)
    return note


@transaction.atomic
def add_statement(
    *, case: Case, text: str, taken_on: date, language: str = "", involvement: Involvement | None = None, by: User
) -> Statement:
    """Write down what somebody said. Raises ValidationError by field: somebody of another case, a wrong day."""
    case = fetch(Case, viewer=by, action="cases.add_statement", pk=case.pk, lock=True)
    limits.check(limits.AT_WORK, taken_on=taken_on)
    if involvement is not None and involvement.case_id != case.pk:
        raise ValidationError({"involvement": _("This person is not in the case.")})
    statement = Statement.objects.create(
        case=case, added_by=by, involvement=involvement, taken_on=taken_on, language=language, text=text
    )
    case_moved(case, by)
    return statement


@transaction.atomic
def add_exhibit(
    *,
    case: Case,
    mark: str,
    description: str,
    found_on: date | None = None,
    found_at: str = "",
    held_at: str = "",
    by: User,
) -> Exhibit:
    """Enter an exhibit under the mark on its label. Raises ValidationError by field: a mark twice, a wrong day."""
    case = fetch(Case, viewer=by, action="cases.add_exhibit", pk=case.pk, lock=True)
    limits.check(limits.AT_WORK, found_on=found_on)
    if Exhibit.objects.filter(case=case, mark__iexact=mark).exists():
        raise ValidationError({"mark": _("This case already has an exhibit with this mark.")})
    exhibit = Exhibit.objects.create(
        case=case,
        added_by=by,
        mark=mark,
        description=description,
        found_on=found_on,
        found_at=found_at,
        held_at=held_at,
    )
    case_moved(case, by)
    return exhibit
