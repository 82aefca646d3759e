"""What the pages about imports and collections show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max, Min

from reports.record.models import Collection, ReferenceRecord

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def collections_for(viewer: User) -> list[Collection]:
    return list(Collection.objects.visible_to(viewer, "reports.view_collection"))


def years_of(collection: Collection) -> tuple[int | None, int | None]:
    """The first and the last year of its records; None twice where it has none. 1 query, over the index of years."""
    found = ReferenceRecord.objects.of_collection(collection).aggregate(first=Min("year"), last=Max("year"))
    return found["first"], found["last"]
