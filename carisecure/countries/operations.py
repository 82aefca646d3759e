"""Everything that changes numbers on call."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import NotVisible, StaleRecord
from carisecure.accounts.models import User
from carisecure.countries import telephones
from carisecure.countries.models import OnCallNumber
from carisecure.countries.packs import DutyNumber, pack
from carisecure.days import limits


def listed_number(code: str) -> DutyNumber:
    """The number as the country pack lists it. Raises NotVisible where it lists no such code."""
    try:
        return pack().duty_number(code)
    except KeyError:
        raise NotVisible from None


@transaction.atomic
def fill_in_number(
    *, code: str, number: str = "", note: str = "", rung_on: dt.date, version: int | None, by: User
) -> OnCallNumber:
    """Say that a number on call was rung and is right; where the pack knows none, say which it is (supervisor).

    A number that the pack knows is confirmed and never replaced. One that was filled in is taken away by an empty
    `number`. Raises ValidationError for what is no single number, for a day to come and for one more than a year ago,
    StaleRecord where somebody else was faster.
    """
    policy.require(by, "countries.fill_in_number")
    listed = listed_number(code)
    limits.check(limits.RUNG, rung_on=rung_on)
    values = {
        "number": listed.number or _checked(number),
        "note": "" if listed.number else note.strip(),
        "rung_on": rung_on,
        "confirmed_by": by,
    }
    row = OnCallNumber.objects.select_for_update().filter(code=code).first()
    if row is None:
        if not values["number"]:
            raise ValidationError({"number": _("Write the number.")})
        row, is_new = OnCallNumber.objects.get_or_create(code=code, defaults=values)
        if is_new:
            return row
    if row.version != version:
        raise StaleRecord({"number": row.number, "note": row.note}, version=row.version)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    return row


def _checked(number: str) -> str:
    if not number.strip():
        return ""
    try:
        return telephones.to_ring(number)
    except ValidationError as wrong:
        raise ValidationError({"number": wrong.messages}) from wrong
