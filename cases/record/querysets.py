"""The vocabulary for reading cases. Every list begins with `visible_to`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.lookups import LessThan

from carisecure.access.models import WalledQuerySet
from carisecure.accounts.roles import Role
from carisecure.collation import ByName
from carisecure.corrections.models import CorrectedQuerySet

if TYPE_CHECKING:
    from carisecure.accounts.models import User


# When a case that is not closed last moved. An index on it is what the database knows about how few have stood still.
STILL_OPEN = Case(When(~Q(stage="closed"), then=F("last_moved_at")))


class CaseQuerySet(WalledQuerySet):
    def open(self) -> Self:
        """Cases whose investigation is not closed."""
        return self.exclude(stage="closed")

    def unassigned(self) -> Self:
        """Reports that nobody has taken: no lead officer and not closed."""
        return self.open().filter(lead_officer=None)

    def ordinary(self) -> Self:
        """Without what a register brought in and nobody has confirmed: nobody has to do anything about those yet."""
        return self.filter(provisional_batch=None)

    def in_danger(self) -> Self:
        """Cases in which somebody is in danger now."""
        return self.filter(danger_since__isnull=False)

    def led_by(self, user: User) -> Self:
        return self.filter(lead_officer=user)

    def not_moved_since(self, moment: datetime) -> Self:
        """Said twice: closed cases have not moved for long either, and from the two conditions apart the database takes
        idle cases for many (`STILL_OPEN`).
        """
        return self.open().filter(LessThan(STILL_OPEN, moment))


class CaseStageEventQuerySet(CorrectedQuerySet):
    def latest_of_each(self, day: date) -> Self:
        """Of each case the stage that it had reached by this day, as far as these rows know."""
        return self.filter(happened_on__lte=day).order_by("case_id", "-position").distinct("case_id")

    def as_known_by(self, day: date) -> Self:
        """Where each case stood at the end of this day, as it was known then."""
        return self.as_known_on(day).latest_of_each(day)


class InvolvementQuerySet(WalledQuerySet):
    def in_role(self, role: str) -> Self:
        """Those who have this role now, whatever else they are to the case."""
        return self.filter(standing_roles__contains=[role])

    def possible_victims(self) -> Self:
        """People entered as possible victims, whatever was decided since: a role, not a count of victims."""
        return self.in_role("possible_victim")


def staff_of(*agencies: UUID) -> QuerySet[User]:
    """The people of these units who work on cases: whom a case can be assigned to, and who can be named in one."""
    from carisecure.accounts.models import User

    return User.objects.filter(
        agency_id__in=agencies, is_active=True, role__in=[Role.INVESTIGATOR, Role.SUPERVISOR]
    ).order_by(ByName("full_name"))
