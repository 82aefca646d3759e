"""How every operation on a prosecution begins and ends."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import StaleRecord
from carisecure.access.models import Walled
from carisecure.accounts.models import User
from prosecutions.record.following import let_case_follow
from prosecutions.record.models import BeforeCharge, Entry, Prosecution

Made = TypeVar("Made", bound=Entry)


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
    """Say that something was done here, with what changed on the matter itself. The caller holds the lock.

    The case's stage follows: that of the furthest open one of its matters (`sql/case_follows.sql`).
    """
    if changes.get("stage") in BeforeCharge.values:  # a step of the court path comes with `is_over`
        changes["is_over"] = changes["stage"] == BeforeCharge.NO_CHARGE
    for name, value in changes.items():
        setattr(prosecution, name, value)
    prosecution.last_moved_at = timezone.now()
    prosecution.version += 1
    prosecution.save(update_fields=[*changes, "last_moved_at", "version"])
    let_case_follow(prosecution, is_news=False)


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
        raise StaleRecord(theirs, yours, version=row.version)
