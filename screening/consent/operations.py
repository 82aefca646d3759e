"""A person agrees to one sharing, and may take it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.days import limits
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
    limits.check(limits.CONSENTED, given_on=given_on)
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
