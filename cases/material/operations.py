"""Statements and notes come into the file, and are corrected there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access.policy import fetch
from carisecure.accounts.models import User
from carisecure.corrections.operations import correct
from carisecure.days import limits
from cases.material.models import Note, Statement
from cases.record.births import born_at_earliest
from cases.record.models import Case, Involvement
from cases.record.operations import case_moved, takes_entries


@transaction.atomic
def add_note(*, case: Case, text: str, by: User) -> Note:
    """Write an entry of the case diary."""
    case = fetch(Case, viewer=by, action="cases.add_note", pk=case.pk, lock=True)
    takes_entries(case)
    note = Note.objects.create(case=case, recorded_by=by, text=text)
    case_moved(case, by)
    return note


@transaction.atomic
def add_statement(
    *, case: Case, text: str, taken_on: date, language: str = "", involvement: Involvement | None = None, by: User
) -> Statement:
    """Write down what somebody said. Raises ValidationError by field: somebody of another case, a wrong day."""
    case = fetch(Case, viewer=by, action="cases.add_statement", pk=case.pk, lock=True)
    takes_entries(case)
    _check_statement(case, taken_on, involvement, by)
    statement = Statement.objects.create(
        case=case, recorded_by=by, involvement=involvement, taken_on=taken_on, language=language, text=text
    )
    case_moved(case, by)
    return statement


Row = TypeVar("Row", Note, Statement)


@transaction.atomic
def correct_material(
    *, row: Row, by: User, version: int, reason: str, is_retracted: bool = False, changes: Mapping[str, Any]
) -> Row:
    """Record a correction of a note or a statement, or that it does not belong into the case.

    Raises StaleRecord where it was corrected meanwhile, ValidationError by field as when it was entered.
    """
    case = fetch(Case, viewer=by, action="cases.correct_material", pk=row.case_id, lock=True)
    row = fetch(type(row), viewer=by, action="cases.correct_material", pk=row.pk)
    if isinstance(row, Statement) and not is_retracted:
        _check_statement(case, changes["taken_on"], changes["involvement"], by)
    as_typed = None
    if isinstance(row, Note) and not is_retracted and changes["text"] != row.text:
        changes, as_typed = {**changes, "kept": ""}, _note_as_typed  # what somebody typed has no pieces
    newer: Row = correct(
        row, version=version, reason=reason, by=by, changes=changes, is_retracted=is_retracted, as_typed=as_typed
    )
    case_moved(case, by)
    return newer


def _note_as_typed(note: Any) -> dict[str, Any]:
    return {"text": note.text}


def _check_statement(case: Case, taken_on: date, involvement: Involvement | None, by: User) -> None:
    limits.check(limits.AT_WORK, taken_on=taken_on)
    if involvement is not None and involvement.case_id != case.pk:
        raise ValidationError({"involvement": _("This person is not in the case.")})
    born = born_at_earliest(involvement, by) if involvement is not None else None
    if born is not None and taken_on < born:
        raise ValidationError({"taken_on": _("This person was not born yet.")})
