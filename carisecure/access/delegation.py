"""Somebody stands in for somebody else during an absence: with that person's own group, and never the private one.

Everybody has two groups of their own. The *personal* group holds what somebody was let into by name; a deputy has it
meanwhile. The *private* group holds sealed cases, and it is the one that an exclusion names: so no delegation opens a
sealed case, and nobody loses or gains an exclusion by standing in for somebody. The database says the same by itself
(`sql/enter.sql`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group
from django.db.models import F

from carisecure.access import kept
from carisecure.access.models import Delegation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from carisecure.accounts.models import User


def private_group_name(user_id: uuid.UUID) -> str:
    return f"private:{user_id}"


def private_group(user: User) -> int:
    """The group that sealed cases are opened to, and that an exclusion names."""
    return private_groups([user])[user.pk]


def private_groups(users: Iterable[User]) -> dict[uuid.UUID, int]:
    """By the person's id, with one query."""
    names = {private_group_name(user.pk): user.pk for user in users}
    return {names[name]: pk for pk, name in Group.objects.filter(name__in=names).values_list("pk", "name")}


def _current() -> QuerySet[Any]:
    now = kept.now()
    return Delegation.objects.filter(
        begins_at__lte=now,
        ends_at__gt=now,
        from_user__is_active=True,
        to_user__agency_id=F("from_user__agency_id"),
    )


def groups_of_the_absent(user: User) -> list[int]:
    """The personal groups of those for whom this person stands in now."""
    return list(_current().filter(to_user=user).values_list("from_user__personal_group_id", flat=True))


def standing_in(groups: Any) -> QuerySet[Any]:
    """Ids of the people who have one of these groups because they stand in for its owner."""
    return absences_lending(groups).values("to_user")


def absences_lending(groups: Any) -> QuerySet[Any]:
    """The absences through which one of these groups is lent now."""
    return _current().filter(from_user__personal_group__in=groups)
