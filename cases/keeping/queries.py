"""What waits for a second person about things that are kept by themselves (`cases.keeping.alone`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from carisecure.access.kept import KeptList, now
from carisecure.access.policy import rule
from carisecure.accounts.models import User
from cases.keeping.alone import Keeping
from cases.keeping.models import KeptApproval
from cases.keeping.operations.reports import REPORTS
from cases.record.worklist import WorkItem

MOST = 50


def waiting(keeping: Keeping, user: User) -> Any:
    """Asked by somebody else; and one's own that were agreed to and are not done yet. Not read yet."""
    rows = keeping.asked._default_manager.visible_to(user, keeping.action)
    mine = Q(requested_by=user, is_granted=True, used_at=None, good_until__gt=now())
    wanted = rows.filter(mine | Q(decided_at=None) & ~Q(requested_by=user))
    return wanted.select_related(keeping.name, "requested_by").order_by("requested_at", "pk")[:MOST]


def report_rows(user: User) -> list[Any] | None:
    return [_about_reports(user)] if rule(REPORTS.action).open_to(user) else None


_about_reports = KeptList(lambda user: waiting(REPORTS, user))


def items_about_reports(user: User, rows: Iterable[KeptApproval]) -> Iterable[WorkItem]:
    for row in rows:
        told = {"what": row.words, "report": REPORTS.called(REPORTS.of(row))}
        said = _("Decide, %(report)s: %(what)s") if row.is_waiting else _("Approved, %(report)s: %(what)s")
        due = None if row.is_waiting else row.good_until
        yield WorkItem(said % told, REPORTS.url("approval", row.pk), due_at=due)
