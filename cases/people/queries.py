"""Names, for those who may know them."""

from __future__ import annotations

from collections.abc import Iterable

from carisecure.accounts.models import User
from cases.people.models import PersonIdentity


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
