"""Whom to call: the country pack's numbers, and where it knows none, what the unit's supervisor has filled in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.kept import KeptList
from carisecure.accounts.models import User
from carisecure.countries.models import OnCallNumber
from carisecure.countries.packs import DutyNumber, pack


@dataclass(frozen=True)
class OnCall:
    """One number as the pages show it.

    `number` is empty where none is known. `rung_by` is a colleague, or for other agencies the unit. `change_url` and
    `change_words` lead whoever may to the form; both are empty for everybody else.
    """

    code: str
    label: str
    number: str
    hours: str
    rung_on: dt.date | None = None
    rung_by: str = ""
    change_url: str = ""
    change_words: str = ""


_numbers = KeptList(lambda: OnCallNumber.objects.select_related("confirmed_by__agency"))


def on_call(viewer: User, *codes: str) -> list[OnCall]:
    """The numbers in the pack's order, all of them or those asked for. One query."""
    listed = [one for one in pack().country.duty_numbers if not codes or one.code in codes]
    rows = {row.code: row for row in _numbers()}
    may_change = policy.may(viewer, "countries.fill_in_number")
    return [_shown(one, rows.get(one.code), viewer, may_change=may_change) for one in listed]


def _shown(listed: DutyNumber, row: OnCallNumber | None, viewer: User, *, may_change: bool) -> OnCall:
    number = listed.number or (row.number if row else "")
    hours = [str(listed.hours) if listed.hours else ""]
    rung_on, rung_by = None, ""
    if row is not None and row.number and row.number == number:
        hours.append(row.note)
        rung_on, rung_by = row.rung_on, _teller(row.confirmed_by, viewer)
    return OnCall(
        code=listed.code,
        label=str(listed.label),
        number=number,
        hours=", ".join(filter(None, hours)),
        rung_on=rung_on,
        rung_by=rung_by,
        change_url=reverse("countries:fill_in_number", args=[listed.code]) if may_change else "",
        change_words=_words(listed, number) if may_change else "",
    )


def _teller(person: User, viewer: User) -> str:
    """Other agencies learn that the unit has rung it, and no officer's name."""
    return person.full_name if person.agency_id == viewer.agency_id else str(person.agency)


def _words(listed: DutyNumber, number: str) -> str:
    if listed.number:
        return _("Confirm")
    return _("Change") if number else _("Fill in")
