"""A person agrees to one sharing, and may take it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from screening.consent.models import Category, Consent

if TYPE_CHECKING:
    from carisecure.accounts.models import Agency, User
    from cases.record.models import Involvement


@transaction.atomic
def record_consent(
    *,
    involvement: Involvement,
    purpose: str,
    recipient: Agency,
    categories: Sequence[str],
    given_by: str,
    language: str,
    given_on: dt.date,
    by: User,
    interpreter: str = "",
) -> Consent:
    """Record what the person agreed to; `by` is who explained it.

    Raises ValidationError for a day in the future or a category that does not exist.
    """
    policy.require(by, "screening.record_consent", involvement)
    if wrong := wrong_day(given_on):
        raise ValidationError({"given_on": wrong})
    unknown = set(categories) - set(Category.values)
    if unknown or not categories:
        raise ValidationError({"categories": _("Choose what may be shared.")})
    return Consent.objects.create(
        involvement=involvement,
        agency_group_id=by.agency.group_id,
        purpose=purpose,
        recipient=recipient,
        categories=list(categories),
        given_by=given_by,
        language=language,
        explained_by=by,
        interpreter=interpreter,
        given_on=given_on,
    )


def wrong_day(given_on: dt.date) -> str:
    """Why nobody can have consented on that day; "" where somebody can. For the forms too, which ask before."""
    today = timezone.localdate()
    if given_on > today:
        return _("This date is in the future.")
    return _("Check the year: this date is too long ago.") if given_on.year < today.year - 10 else ""
