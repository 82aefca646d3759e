"""The vocabulary for reading prosecutions. Every list begins with `visible_to`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import OuterRef, Q, Subquery

from carisecure.access.models import WalledQuerySet
from carisecure.corrections.models import CorrectedQuerySet

if TYPE_CHECKING:
    from carisecure.accounts.models import User


class ProsecutionQuerySet(WalledQuerySet):
    def for_me(self, user: User) -> Self:
        """Mine, and those that nobody has taken."""
        return self.filter(Q(assigned_to=user) | Q(assigned_to=None))


class FactQuerySet(CorrectedQuerySet):
    """`standing` has charges that were withdrawn in court: that happened."""


class AdviceQuerySet(CorrectedQuerySet):
    def latest_first(self) -> Self:
        """What stands, the advice that counts first: on the latest submission, and of that the one given last.

        Of one day, the one that was entered last; when it was corrected changes nothing.
        """
        entered = self.model._base_manager.filter(pk=OuterRef("entry_key")).values("recorded_at")
        return self.standing().order_by("-on_submission", "-given_on", Subquery(entered).desc())


class QueryQuerySet(WalledQuerySet):
    def unanswered(self) -> Self:
        return self.filter(answered_at=None, settled_at=None)

    def answers_to_read(self) -> Self:
        """Answered, and the prosecutor has not said that it settles the matter."""
        return self.exclude(answered_at=None).filter(settled_at=None)


class HearingQuerySet(CorrectedQuerySet):
    """What happened at a hearing is a later row of the same entry, so `standing` has each hearing once."""

    def listed(self) -> Self:
        return self.standing().filter(state="listed")

    def listed_from(self, day: date) -> Self:
        """Listed hearings of `day` and later, in the country's calendar: those to come."""
        return self.listed().filter(on__gte=day)

    def listed_between(self, first: date, last: date) -> Self:
        """Listed hearings from `first` to `last`, both days included, in the country's calendar."""
        return self.listed_from(first).filter(on__lte=last)

    def result_missing_on(self, day: date) -> Self:
        return self.listed().filter(on__lt=day)
