"""First screens that are open, and whether somebody was assessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from carisecure.access.kept import KeptList
from carisecure.accounts.roles import Role
from screening.contact.queries import MOST
from screening.interview.models import Kind, Screening, State

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from cases.record.models import Involvement


def open_screens(by: User) -> list[Screening]:
    """First screens a frontline officer has begun and not sent, newest first."""
    rows = Screening.objects.visible_to(by, "screening.answer").filter(made_by=by).exclude(state=State.STOPPED)
    return list(rows.order_by("-started_at")[:20])


def open_screens_of(viewer: User) -> QuerySet[Screening]:
    """First screens that this person has begun and not finished, newest first."""
    rows: QuerySet[Screening] = Screening.objects.visible_to(viewer, "screening.answer")
    own = rows.filter(made_by=viewer, kind=Kind.FIRST_SCREEN, state=State.OPEN)
    return own.order_by("-started_at")


def screens_waiting(viewer: User) -> list[QuerySet[Screening]] | None:
    """For the unit's list of work; what a frontline officer has begun stands on their page of receipts."""
    if viewer.role not in (Role.INVESTIGATOR, Role.SUPERVISOR):
        return None
    return [_waiting(viewer)]


_waiting = KeptList(lambda viewer: open_screens_of(viewer).select_related("involvement__case")[:MOST])


def has_assessment(viewer: User, involvement: Involvement) -> bool:
    """Whether an assessment of indicators of this person is finished."""
    rows = Screening.objects.visible_to(viewer, "screening.view_result").filter(involvement=involvement)
    found: bool = rows.filter(kind=Kind.ASSESSMENT, state=State.FINISHED).exists()
    return found
