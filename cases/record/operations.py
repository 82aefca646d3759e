"""What every other room tells the case."""

from __future__ import annotations

from django.utils import timezone

from carisecure.accounts.models import User
from cases.record.models import Case


def case_moved(case: Case, by: User) -> None:
    """Something happened that a case diary would record: set the clock that lists of idle cases count from.

    For the operations of every room. It changes nothing where `by` may not change the case (a care organisation's
    answer to a referral does not move a case that it cannot see).
    """
    now = timezone.now()
    if Case.objects.visible_to(by, "cases.move_stage").filter(pk=case.pk).update(last_moved_at=now):
        case.last_moved_at = now
