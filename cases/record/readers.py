"""Who can read something, in words, for the line at the end of each page about a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext_lazy

from carisecure.access import policy
from carisecure.access.kept import KeptList
from carisecure.access.models import Walled
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from carisecure.collation import name_key

_COUNTED: dict[str, Any] = {  # plural forms that take their number when they are shown
    Role.INVESTIGATOR: ngettext_lazy("%(n)s investigator", "%(n)s investigators", "n"),
    Role.SUPERVISOR: ngettext_lazy("%(n)s supervisor", "%(n)s supervisors", "n"),
    Role.FRONTLINE: ngettext_lazy("%(n)s frontline officer", "%(n)s frontline officers", "n"),
    Role.CASEWORKER: ngettext_lazy("%(n)s caseworker", "%(n)s caseworkers", "n"),
    Role.PROSECUTOR: ngettext_lazy("%(n)s prosecutor", "%(n)s prosecutors", "n"),
    Role.ANALYST: ngettext_lazy("%(n)s analyst", "%(n)s analysts", "n"),
    Role.AUDITOR: ngettext_lazy("%(n)s auditor", "%(n)s auditors", "n"),
    Role.ADMINISTRATOR: ngettext_lazy("%(n)s administrator", "%(n)s administrators", "n"),
}
_reading: dict[str, list[str]] = {}


@dataclass(frozen=True)
class Readers:
    """The people of one agency who may read something: how many of which role; by name for colleagues only."""

    agency: str
    roles: str
    names: tuple[str, ...] = ()


def register_reading(model: str, action: str) -> None:
    """Another way in which a room lets people read a model: ("cases.Involvement", "screening.view_client").

    So that *Who can read this* names everybody and not only those who read on the page where it stands.
    """
    actions = _reading.setdefault(model, [])
    if action not in actions:
        actions.append(action)


_who_may = KeptList(policy.who_may)


def lists_of_readers(obj: Walled, action: str) -> list[Any]:
    """One list for `action` and one for each way registered for the model, not read yet."""
    actions = [action, *(a for a in _reading.get(obj._meta.label, ()) if a != action)]
    return [_who_may(name, obj) for name in actions]


def readers_of(obj: Walled, action: str, *, viewer: User | None = None) -> list[Readers]:
    """Who can read this, in words: one query for each of its lists."""
    return readers_among(lists_of_readers(obj, action), viewer=viewer)


def readers_among(lists: Iterable[Iterable[User]], *, viewer: User | None = None) -> list[Readers]:
    people = {person.pk: person for found in lists for person in found}
    by_agency: dict[str, list[User]] = {}
    for person in sorted(people.values(), key=lambda p: (name_key(p.agency.name), name_key(p.full_name))):
        by_agency.setdefault(person.agency.name, []).append(person)
    own = viewer.agency_id if viewer is not None else None
    return [
        Readers(
            agency=agency,
            roles=_in_words(staff),
            names=tuple(p.full_name for p in staff) if staff[0].agency_id == own else (),
        )
        for agency, staff in by_agency.items()
    ]


def _in_words(staff: Iterable[User]) -> str:
    counted = Counter(person.role for person in staff)
    return ", ".join(str(_COUNTED[role] % {"n": counted[role]}) for role in Role.values if counted[role])
