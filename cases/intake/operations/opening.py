"""A case comes to be: the grants first, then the row, under a reference that says nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from carisecure.access.grants import grant
from carisecure.access.models import PERMISSIONS
from carisecure.access.references import new_reference
from carisecure.accounts.models import User
from carisecure.days.known import KnownDay
from cases.insiders.operations.sharing import OWN_CASE, unit_groups
from cases.record.models import Case, Compartment, Stage

# 40 random bits: a second clash in a row means that the generator is broken, and waiting would not mend it.
TRIES = 5


def open_case(
    *, by: User, region: str = "", is_official_involved: bool = False, title: str = "", on: KnownDay | None = None
) -> Case:
    """Insert a case of the maker's unit: the grants, then the row. Who may open one is asked by the operation.

    `on`: the day on which it was opened, where that is not today; the caller has checked it.
    """
    now = timezone.now()
    opened = on or KnownDay(timezone.localdate(now))
    case = Case(
        stage=Stage.REPORTED,
        compartment=Compartment.SEALED if is_official_involved else Compartment.AGENCY,
        agency=by.agency,
        country=settings.COUNTRY,
        region=region,
        title=title.strip(),
        is_official_involved=is_official_involved,
        opened_at=now,
        opened_on=opened.first,
        opened_precision=opened.precision,
        opened_by=by,
        last_moved_at=now,
    )
    for group in unit_groups(case, by):
        grant(on=case, to=group, permissions=PERMISSIONS, purpose=OWN_CASE, by=by)
    return _insert(case, lambda: new_reference(settings.COUNTRY))


def _insert(case: Case, reference: Callable[[], str]) -> Case:
    for attempt in range(1, TRIES + 1):
        case.reference = reference()
        try:
            with transaction.atomic():
                case.save(force_insert=True)
        except IntegrityError as clash:
            if "reference" not in str(clash) or attempt == TRIES:
                raise
        else:
            return case
    raise AssertionError("unreachable")
