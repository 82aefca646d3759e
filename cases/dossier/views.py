"""The summary of a case; a copy with names: asked for, and downloaded with a fresh factor while the yes stands."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carisecure.access.errors import TransitionRefused
from carisecure.access.policy import fetch
from carisecure.accounts.fresh import require_fresh
from carisecure.audit.record import record
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form, render_page
from carisecure.storage import serving
from cases.dossier import operations
from cases.dossier.document import document_of
from cases.dossier.forms import AskCopyForm
from cases.dossier.models import COPY, CaseCopy, CopyForm
from cases.keeping.views.disposing import disposal_of, stub
from cases.record.doors import case_form, case_of, form_methods
from cases.record.models import Case
from cases.record.readers import readers_of
from cases.two_people import operations as approvals
from cases.two_people.models import Approval

# What the summary says; the unit's notes are not among it.
SUMMARY = ("course", "people", "elements", "exploitation", "reports", "statements", "exhibits", "proof")
ON_A_SUMMARY = ("lead_officer", "agency", "disposal__asked_by", "disposal__agreed_by")


@signed_in
@require_safe
def summary(request: SignedIn, pk: UUID) -> HttpResponse:
    """One sheet for a file or a hearing: labels instead of names. No line of the ledger, no page."""
    rows = Case.objects.select_related(*ON_A_SUMMARY)
    case: Case = fetch(rows, viewer=request.user, action="cases.view_case", pk=pk)
    if disposal := disposal_of(case):
        return stub(request, case, disposal)
    document = document_of(request.user, case, sections=SUMMARY)
    shown = [str(one.key) for one in document.parties]
    record("read", table="cases_case", object_id=case.pk, detail={"involvements": shown})
    readers = readers_of(case, "cases.view_case", viewer=request.user)
    context = {"document": document, "case": case, "readers": readers}
    return render_page(request, "cases/dossier/summary.html", context)


@signed_in
@form_methods
def ask(request: SignedIn, pk: UUID) -> HttpResponse:
    """One page: what stands and can be downloaded, what waits, what was made, and the form to ask."""
    case = case_of(request, pk, "cases.make_copy")
    form = AskCopyForm.open(request, draft=f"case-copy-{case.pk}")

    def act() -> str:
        asked = operations.ask_for_copy(case=case, by=request.user, **form.values())
        messages.success(request, _("Request sent. The answer, and the copy, appear under “Copy with names”."))
        return reverse("cases:approval", args=[asked.pk])

    mine = approvals.standing(COPY, request.user).filter(case=case, requested_by=request.user)
    waiting = Approval.objects.visible_to(request.user, "cases.view_access").filter(case=case, decided_at=None)
    made = CaseCopy.objects.visible_to(request.user, "cases.make_copy").filter(case=case)
    context = case_form(case, _("Copy with names")) | {
        "standing": list(mine.select_related("decided_by")),
        "waiting": waiting.filter(kind=COPY).select_related("requested_by", "asked_of").first(),
        "made": list(made.select_related("made_by", "approval")),
        "forms": CopyForm.choices,
    }
    return answer_form(request, form, act, template="cases/dossier/copy.html", context=context)


@signed_in
@form_methods
def download(request: SignedIn, pk: UUID) -> HttpResponse:
    """The file itself. Each press is a copy of its own, with its own number and line in the access log.

    Whoever comes by a link (back from the question for the factor, without sending) finds the page of the copy.
    """
    approval: Approval = fetch(Approval, viewer=request.user, action="cases.make_copy", pk=pk)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("cases:copy", args=[approval.case_id]))
    if approval.kind == COPY:
        require_fresh(request)
    try:
        _made, file = operations.make_copy(approval=pk, form=request.POST.get("form", ""), by=request.user)
    except (TransitionRefused, ValidationError) as refusal:
        record("refused.transition", table="cases_approval", object_id=pk, detail={"view": "cases:copy_file"})
        messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
        return HttpResponseRedirect(reverse("cases:copy", args=[approval.case_id]))
    return serving.attachment(file.content, name=file.name, content_type=file.content_type)
