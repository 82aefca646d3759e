"""Who looks at whose reading.

Somebody of an investigating unit: a supervisor of another unit; where there is none, an auditor of the office that the
country pack names to oversee sealed cases, and failing that any auditor. A partner's reading, and every reading of a
sealed case: such an auditor, for no supervisor has business there. Never the reader, nobody of their agency, nobody who
is excluded from the case. Where nobody is left, the line waits without a reviewer until somebody is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from carisecure.audit.unusual import is_of_unit
from carisecure.countries.packs import pack


class Reviewers:
    """Read once; `choose` asks no query. Lines are shared out evenly, one reader's in one hand where it can be."""

    def __init__(self) -> None:
        rows = User.objects.filter(is_active=True, agency__is_active=True, role__in=[Role.SUPERVISOR, Role.AUDITOR])
        self._people = list(rows.select_related("agency").prefetch_related("groups").order_by("username"))
        self._groups = {person.pk: {group.pk for group in person.groups.all()} for person in self._people}
        self._load: Counter[UUID] = Counter()
        self._hand: dict[UUID, User] = {}

    def may(self, person: User, reader: User, *, is_sealed: bool, excluded: Iterable[int]) -> bool:
        if person.pk == reader.pk or person.agency_id == reader.agency_id:
            return False
        if self._groups.get(person.pk, set()) & set(excluded):
            return False
        return person.role == Role.AUDITOR or (not is_sealed and is_of_unit(reader) and person.role == Role.SUPERVISOR)

    def choose(self, reader: User, *, is_sealed: bool = False, excluded: Iterable[int] = ()) -> User | None:
        shut = set(excluded)
        fit = [p for p in self._people if self.may(p, reader, is_sealed=is_sealed, excluded=shut)]
        if not fit:
            return None
        best = min(self._rank(person) for person in fit)
        fit = [person for person in fit if self._rank(person) == best]
        known = self._hand.get(reader.pk)
        chosen = known if known in fit else min(fit, key=lambda person: (self._load[person.pk], person.username))
        self._hand[reader.pk] = chosen
        self._load[chosen.pk] += 1
        return chosen

    def by_id(self, pk: UUID | None) -> User | None:
        return next((person for person in self._people if person.pk == pk), None)

    @staticmethod
    def _rank(person: User) -> int:
        if person.role == Role.SUPERVISOR:
            return 0
        return 1 if person.agency.code == pack().country.sealed_overseer else 2
