"""What somebody else asked for: read, and decided with a fresh factor."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from carisecure.access.policy import fetch, may
from carisecure.access.two_people import doors
from carisecure.access.two_people.forms import DecideForm
from carisecure.access.two_people.kinds import GoOn, kind_of
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from cases.record.doors import form_methods
from cases.record.models import Involvement, Person
from cases.two_people import operations as approvals
from cases.two_people.models import Approval


@signed_in
@form_methods
def decide(request: SignedIn, pk: UUID) -> HttpResponse:
    """Whoever asked sees it here too, and is refused by the operation and by the database if they press."""
    rows = Approval.objects.select_related("case", "requested_by", "decided_by", "asked_of")
    approval: Approval = fetch(rows, viewer=request.user, action="cases.view_access", pk=pk)
    form = DecideForm.open(request)

    def act() -> str:
        doors.take_answer(
            request,
            form,
            approval,
            approve=lambda answer: approvals.approve(approval, request.user, answer=answer),
            refuse=lambda answer: approvals.refuse(approval, request.user, answer=answer),
        )
        return reverse("cases:approval", args=[approval.pk])

    context = {
        "approval": approval,
        "case": approval.case,
        "subject": _subject(request, approval),
        "asked_for": kind_of(Approval, approval.kind).facts(approval),
        "may_decide": approvals.may_decide(request.user, approval),
        "is_mine": approval.requested_by_id == request.user.pk,
        "go_on": _go_on(request, approval),
    }
    return answer_form(request, form, act, template="cases/two_people/approval.html", context=context)


def _go_on(request: SignedIn, approval: Approval) -> GoOn | None:
    """Where whoever asked may still do it: afterwards the case can have been disposed of, or closed to them."""
    go_on = kind_of(Approval, approval.kind).go_on
    if go_on is None or approval.requested_by_id != request.user.pk or not approval.is_granted:
        return None
    if approval.used_at is not None and not go_on.again:
        return None
    return go_on if may(request.user, go_on.action, approval.case) else None


def _subject(request: SignedIn, approval: Approval) -> str:
    """How the thing is called that it is about, without a name."""
    if approval.subject is None:
        return ""
    people = Involvement.objects.visible_to(request.user, "cases.view_person").filter(case=approval.case)
    found = people.filter(pk=approval.subject).first()
    if found is None:
        found = people.filter(person__in=Person.objects.filter(pk=approval.subject)).first()
    return found.label if found is not None else ""
