"""How every operation on a prosecution begins and ends."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import StaleRecord
from carisecure.access.models import Walled
from carisecure.accounts.models import User
from prosecutions.record.models import Entry, Prosecution

Made = TypeVar("Made", bound=Entry)
EARLIEST_YEAR = 1900  # before it, a year is a slip of the hand
YEARS_AHEAD = 5  # nobody lists anything for later
YEARS_BACK = 30  # hearings of the oldest matters that are caught up on


def begin(prosecution: Prosecution, action: str, *, by: User) -> Prosecution:
    """Authorise, then lock the matter: two prosecutors write one after the other.

    Raises NotVisible where `by` does not see it, NotPermitted where they may not do this.
    """
    policy.require(by, action, prosecution)
    found: Prosecution = policy.fetch(Prosecution, viewer=by, action=action, pk=prosecution.pk, lock=True)
    return found


def add(model: type[Made], prosecution: Prosecution, *, by: User, **facts: Any) -> Made:
    """Write one row of a matter; whoever is excluded from the matter is excluded from its rows."""
    made = model(prosecution=prosecution, recorded_by=by, excluded_groups=list(prosecution.excluded_groups), **facts)
    made.save(force_insert=True)
    return made


def moved(prosecution: Prosecution, **changes: Any) -> None:
    """Say that something was done here, with what changed on the matter itself. The caller holds the lock."""
    for name, value in changes.items():
        setattr(prosecution, name, value)
    prosecution.last_moved_at = timezone.now()
    prosecution.version += 1
    prosecution.save(update_fields=[*changes, "last_moved_at", "version"])


def locked(row: models.Model, prosecution: Prosecution) -> Any:
    """The row as it is now, under the lock of its matter. Raises ValidationError where it is of another matter."""
    found = (
        type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk, prosecution=prosecution).first()
    )
    if found is None:
        raise ValidationError(_("Not part of this matter."))
    return found


def expect_version(row: Walled, version: int | None, *, theirs: dict[str, str], yours: dict[str, str]) -> None:
    """Raise StaleRecord where somebody else changed the row after the form was opened."""
    if version is not None and row.version != version:
        raise StaleRecord(theirs, yours)


def not_in_future(**days: Any) -> None:
    """Raise ValidationError for each named day that has not come yet, by the country's calendar, or is long past."""
    today = timezone.localdate()
    late = {name: _("This date is in the future.") for name, day in days.items() if day is not None and day > today}
    early = _("Check the year: this date is too long ago.")
    late |= {name: early for name, day in days.items() if day is not None and day.year < EARLIEST_YEAR}
    if late:
        raise ValidationError(late)


def not_absurd(**days: date | None) -> None:
    """Raise ValidationError for each named day of a plan that can only be a slip of the hand.

    A plan is at most five years ahead; a day that is over may be entered, to catch up, for thirty years.
    """
    year = timezone.localdate().year
    wrong = {}
    for name, day in days.items():
        if day is not None and day.year > year + YEARS_AHEAD:
            wrong[name] = _("Check the year: this date is more than five years away.")
        elif day is not None and day.year < year - YEARS_BACK:
            wrong[name] = _("Check the year: this date is too long ago.")
    if wrong:
        raise ValidationError(wrong)
