"""The press of *Show names* and *Hide names*: the same for a case, a person, a referral and a matter."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from carisecure.access.errors import TransitionRefused
from carisecure.access.models import Walled
from carisecure.accounts import fresh
from carisecure.audit.record import record
from carisecure.interface.doors import SignedIn
from carisecure.interface.trails import carried
from cases.people import names_shown as operations
from cases.people import showing
from cases.people.names_shown import TooManyPeople, works_on
from cases.record.models import Case


def answer_press(
    request: SignedIn,
    *,
    on: Walled,
    people: Iterable[UUID],
    hidden: Iterable[UUID | None],
    case: Case | None = None,
    is_own: bool = False,
    action: str = "cases.view_names",
    back: str = "",
) -> HttpResponse:
    """Begin the visit to `on` or end it, and go back to the page; a refusal is said there and kept in the ledger.

    `hidden`: whose visits end too when the names are hidden again.
    """
    page = back or reverse("cases:case" if isinstance(on, Case) else "cases:person", args=[on.pk])
    answer = redirect(carried(request, page))
    if "hide" in request.POST:
        showing.end(request, [on.pk, *hidden])
        return answer
    begin_visit(request, on=on, people=people, is_own=is_own or works_on(request.user, case), action=action)
    return answer


def begin_visit(request: SignedIn, *, on: Walled, people: Iterable[UUID], is_own: bool, action: str) -> None:
    """Show who these people are from now on; where that is refused, say so on the next page and in the ledger.

    Raises FactorNeeded: the factor is asked for, and then this press is sent again.
    """
    try:
        operations.show_names(
            on=on,
            people=people,
            by=request.user,
            is_own=is_own,
            reason=request.POST.get("reason", ""),
            is_fresh=fresh.is_fresh(request),
            action=action,
        )
    except (TransitionRefused, ValidationError) as refusal:
        code = "refused.invalid" if isinstance(refusal, ValidationError) else "refused.transition"
        record(code, table=on._meta.db_table, object_id=on.pk, detail={"action": "read.identity"})
        if isinstance(refusal, TooManyPeople):
            raise fresh.FactorNeeded from refusal
        messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
        return
    showing.begin(request, on.pk)
