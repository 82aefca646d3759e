"""What every other room tells the case."""

from __future__ import annotations

from typing import Protocol

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access.errors import TransitionRefused
from carisecure.accounts.models import User
from cases.record.models import Case, Stage

PROVISIONAL = gettext_lazy(
    "This was brought in from a register and is provisional. Nothing of it leaves the unit until a second supervisor"
    " has confirmed the register."
)


class ProvisionalRow(Protocol):
    """A case or a report."""

    @property
    def is_provisional(self) -> bool: ...


def takes_entries(case: Case) -> None:
    """Raise TransitionRefused for a closed case: nobody looks there for what is new; it is reopened first.

    For every operation that adds to a case, under its lock. What was entered wrongly is still corrected there, who
    somebody is still recorded and erased; it is held and disposed of; care goes on.
    """
    if case.stage == Stage.CLOSED:
        raise TransitionRefused(_("The case is closed. Reopen it first."))


def leaves_the_unit(of: ProvisionalRow) -> None:
    """Raise TransitionRefused for what a register brought in and nobody has confirmed yet: nothing of it is sent,
    shared or copied for somebody outside (docs/decisions/registers.md). The database refuses what forgets to ask.
    """
    if of.is_provisional:
        raise TransitionRefused(str(PROVISIONAL))


def case_moved(case: Case, by: User) -> None:
    """Something happened that a case diary would record: set the clock that lists of idle cases count from.

    For the operations of every room. It changes nothing where `by` may not change the case (a care organisation's
    answer to a referral does not move a case that it cannot see).
    """
    now = timezone.now()
    if Case.objects.visible_to(by, "cases.move_stage").filter(pk=case.pk).update(last_moved_at=now):
        case.last_moved_at = now
