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
from cases.record.palermo import child_of_age
from screening.consent.models import Category, Consent, GivenBy

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

    Raises ValidationError for a day in the future, a category that does not exist, or a child's own word.
    """
    policy.require(by, "screening.record_consent", involvement)
    limits.check(limits.CONSENTED, given_on=given_on)
    _not_a_childs_own(involvement, given_by, given_on)
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


def _not_a_childs_own(involvement: Involvement, given_by: str, given_on: dt.date) -> None:
    """A guardian who is not implicated, or a court or authority, agrees for whoever may be under 18 on that day.

    Without either the urgent grounds are left. Where nothing is known of the age nothing is assumed.
    """
    if given_by == GivenBy.SELF and child_of_age(involvement.person.noted_age.at(given_on)).treated_as_child:
        raise ValidationError(
            {
                "given_by": _(
                    "For a child a guardian who is not implicated, or a court or an authority, agrees. Without one,"
                    " choose the urgent ground."
                )
            }
        )
