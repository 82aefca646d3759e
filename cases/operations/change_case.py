"""What the case is about, and which elements of the crime are recorded."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from carisecure.access.errors import StaleRecord
from carisecure.access.policy import fetch
from carisecure.accounts.models import User
from cases.codelists import UnknownCode, codelist
from cases.models import Case


@transaction.atomic
def update_summary(*, case: Case, summary: str, region: str, version: int, by: User) -> Case:
    """Say in a few sentences what the case is about. Raises StaleRecord with both texts when somebody was faster."""
    case = _locked(case, by)
    if case.version != version:
        raise StaleRecord({"summary": case.summary}, {"summary": summary})
    case.summary, case.region = summary, region
    _store(case, "summary", "region")
    return case


@transaction.atomic
def update_elements(
    *, case: Case, acts: Iterable[str], means: Iterable[str], purposes: Iterable[str], version: int, by: User
) -> Case:
    """Record act, means and purpose (Palermo Protocol art. 3). Raises ValidationError for a code that is no value."""
    case = _locked(case, by)
    if case.version != version:
        raise StaleRecord()
    for field, codes, name in (
        ("acts", acts, "act"),
        ("means", means, "means_palermo"),
        ("purposes", purposes, "exploitation"),
    ):
        try:
            setattr(case, field, list(codelist(name).check(codes)))
        except UnknownCode as unknown:
            raise ValidationError({field: str(unknown)}) from unknown
    _store(case, "acts", "means", "purposes")
    return case


def _locked(case: Case, by: User) -> Case:
    found: Case = fetch(Case, viewer=by, action="cases.edit_summary", pk=case.pk, lock=True)
    return found


def _store(case: Case, *fields: str) -> None:
    case.version, case.last_moved_at = case.version + 1, timezone.now()
    case.save(update_fields=[*fields, "version", "last_moved_at"])
