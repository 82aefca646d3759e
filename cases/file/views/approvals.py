"""What somebody else asked for: read, and decided with a fresh factor."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.access.policy import fetch, may
from carisecure.accounts.fresh import require_fresh
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from cases.file.approval_words import asked_for
from cases.file.forms import DecideForm
from cases.record.doors import form_methods
from cases.record.models import Involvement, Person
from cases.two_people import operations as approvals
from cases.two_people.models import Approval, ApprovalKind


@signed_in
@form_methods
def decide(request: SignedIn, pk: UUID) -> HttpResponse:
    """Whoever asked sees it here too, and is refused by the operation and by the database if they press."""
    rows = Approval.objects.select_related("case", "requested_by", "decided_by", "asked_of")
    approval: Approval = fetch(rows, viewer=request.user, action="cases.view_access", pk=pk)
    form = DecideForm.open(request)

    def act() -> str:
        require_fresh(request)
        answer = form.cleaned_data["answer"]
        if form.cleaned_data["decision"] == "yes":
            approvals.approve(approval, request.user, answer=answer)
            messages.success(request, _("Approved. Both names are in the access log."))
        else:
            approvals.refuse(approval, request.user, answer=answer)
            messages.success(request, _("Refused. %(name)s can read your answer.") % {"name": approval.requested_by})
        return reverse("cases:approval", args=[approval.pk])

    context = {
        "approval": approval,
        "case": approval.case,
        "subject": _subject(request, approval),
        "asked_for": asked_for(approval),
        "may_decide": approvals.may_decide(request.user, approval, compartment=approval.case.compartment),
        "is_mine": approval.requested_by_id == request.user.pk,
        "may_go_on": _may_go_on(request, approval),
    }
    return answer_form(request, form, act, template="cases/file/approval.html", context=context)


def _may_go_on(request: SignedIn, approval: Approval) -> bool:
    """Whether whoever asked may still do it: afterwards the case can have been disposed of, or closed to them."""
    action = {ApprovalKind.COPY: "cases.make_copy", ApprovalKind.DISPOSAL: "cases.dispose_case"}.get(
        ApprovalKind(approval.kind)
    )
    if action is None or approval.requested_by_id != request.user.pk or not approval.is_granted:
        return False
    return may(request.user, action, approval.case)


def _subject(request: SignedIn, approval: Approval) -> str:
    """How the thing is called that it is about, without a name."""
    if approval.subject is None:
        return ""
    people = Involvement.objects.visible_to(request.user, "cases.view_person").filter(case=approval.case)
    found = people.filter(pk=approval.subject).first()
    if found is None:
        found = people.filter(person__in=Person.objects.filter(pk=approval.subject)).first()
    return found.label if found is not None else ""
