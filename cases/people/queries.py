"""Names, for those who may know them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from carisecure.accounts.models import User
from cases.people import birth_dates
from cases.people.models import IdentityKind, InvolvementPart, InvolvementPartQuerySet, PersonIdentity
from cases.record.models import Involvement
from cases.record.queries import born_by_noted_age


def names_for(
    viewer: User, person_ids: Iterable[object], *, with_mistaken: bool = False, kinds: Iterable[str] | None = None
) -> dict[object, list[PersonIdentity]]:
    """What tells who these people are, for those the viewer may know; one query. The caller writes the ledger line.

    `kinds`: of these alone (`IdentityKind`); the values of others are not even opened.
    `with_mistaken`: with what was entered by mistake and whoever marked it, for the page that strikes it out.
    """
    found: dict[object, list[PersonIdentity]] = {}
    rows = PersonIdentity.objects.visible_to(viewer, "cases.view_names").filter(person__in=list(person_ids))
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    for identity in rows.select_related("mistaken_by") if with_mistaken else rows.standing():
        found.setdefault(identity.person_id, []).append(identity)
    return found


def born_at_earliest(one: Involvement, by: User) -> dt.date | None:
    """The first day on which somebody can have been born, by what `by` may know: the date of birth where they may see
    names, else the highest age that was noted."""
    for fact in names_for(by, [one.person_id]).get(one.person_id, []):
        if fact.kind == IdentityKind.BIRTH_DATE and (known := birth_dates.read(fact.value)):
            return known.first
    return born_by_noted_age(one.person)


def parts_of(viewer: User, people: Iterable[Involvement]) -> InvolvementPartQuerySet:
    """All rows of their roles, those that were corrected since included; not read yet."""
    rows = InvolvementPart.objects.visible_to(viewer, "cases.view_person").filter(involvement__in=list(people))
    found: InvolvementPartQuerySet = rows.select_related("recorded_by")
    return found
