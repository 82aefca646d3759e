"""Statements, exhibits and notes come into the file."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.policy import fetch
from carisecure.accounts.models import User
from cases.models import Case, Exhibit, Involvement, Note, Statement
from cases.operations.moving import case_moved

EARLIEST_YEAR = 1900  # before it, a year is a slip of the hand


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
    """Write down what somebody said. Raises ValidationError for somebody of another case or a day to come."""
    case = fetch(Case, viewer=by, action="cases.add_statement", pk=case.pk, lock=True)
    _not_to_come("taken_on", taken_on)
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
    """Enter an exhibit under the mark on its label. Raises ValidationError where the case has that mark already."""
    case = fetch(Case, viewer=by, action="cases.add_exhibit", pk=case.pk, lock=True)
    _not_to_come("found_on", found_on)
    if Exhibit.objects.filter(case=case, mark__iexact=mark).exists():
        raise ValidationError({"mark": _("The case has an exhibit with this mark already.")})
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


def _not_to_come(field: str, day: date | None) -> None:
    if day is None:
        return
    if day > timezone.localdate():
        raise ValidationError({field: _("This day has not come yet.")})
    if day.year < EARLIEST_YEAR:
        raise ValidationError({field: _("Look at the year: this day is too long ago.")})
