"""What this room hands to the others when the app is ready."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.access.kept import KeptList
from carisecure.access.policy import rule
from carisecure.accounts.models import User
from cases.record import worklist
from prosecutions.advice.models import Query


def register() -> None:
    worklist.register("prosecutions.matter.queries", queries_to_answer, lists=queries_waiting)


def queries_waiting(user: User) -> list[Any] | None:
    """For the unit: what the prosecutor asked."""
    return [_waiting(user)] if rule("prosecutions.answer_query").open_to(user) else None


@KeptList
def _waiting(user: User) -> Any:
    rows = Query.objects.visible_to(user, "prosecutions.answer_query").unanswered().select_related("prosecution")
    waiting = rows.filter(Q(prosecution__case__lead_officer=user) | Q(prosecution__case__lead_officer=None))
    return waiting.order_by("recorded_at")[:50]


def queries_to_answer(user: User, rows: Iterable[Query]) -> Iterator[worklist.WorkItem]:
    for query in rows:
        yield worklist.WorkItem(
            title=_("Answer query %(n)s of the DPP") % {"n": query.number},
            url=reverse("prosecutions:answer_query", args=[query.pk]),
            detail=query.prosecution.reference,
            due_at=_end_of(query.due_on),
        )


def _end_of(day: dt.date | None) -> dt.datetime | None:
    """The last moment of a day in the country's zone."""
    return dt.datetime.combine(day, dt.time.max, ZoneInfo(settings.TIME_ZONE)) if day else None
