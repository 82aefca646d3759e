"""Disposal: asked for by one, agreed by another, then done by typing the reference. And the stub that stays."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.accounts.fresh import require_fresh
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.trails import trail_of
from carisecure.interface.views import answer_form, render_page
from cases.keeping.forms import AskDisposalForm, DisposeForm
from cases.keeping.models import DISPOSAL, Disposal, Hold
from cases.keeping.operations import disposing as operations
from cases.keeping.operations.disposing import keeping_until
from cases.record.doors import case_form, case_of, form_methods
from cases.record.models import Case, Stage
from cases.record.readers import readers_of
from cases.two_people import operations as approvals


def disposal_of(case: Case) -> Disposal | None:
    """Loaded with the case: no query."""
    found: Disposal | None = getattr(case, "disposal", None)
    return found


def stub(request: SignedIn, case: Case, disposal: Disposal) -> HttpResponse:
    """What is left: reference, dates, ground, the two people, how much there was."""
    counted = [
        (_("People"), "people"), (_("Possible victims"), "possible_victims"),
        (_("Identities erased"), "identities_erased"), (_("Reports"), "reports"), (_("Statements"), "statements"),
        (_("Exhibits"), "exhibits"), (_("Notes"), "notes"), (_("Exploitations recorded"), "exploitations"),
        (_("Entries of what proves it"), "proof_items"),
    ]  # fmt: skip
    context = {
        "trail": trail_of(request, "cases:case_list"),
        "case": case,
        "disposal": disposal,
        "counts": [(name, disposal.counts.get(key, 0)) for name, key in counted],
        "readers": readers_of(case, "cases.view_case", viewer=request.user),
    }
    return render_page(request, "cases/keeping/stub.html", context)


@signed_in
@form_methods
def dispose(request: SignedIn, pk: UUID) -> HttpResponse:
    """One page that knows how far it is: not possible, to be asked for, asked for, agreed."""
    case = case_of(request, pk, "cases.dispose_case")
    is_agreed = approvals.stands(DISPOSAL, case, request.user)
    form = (DisposeForm if is_agreed else AskDisposalForm).open(request)

    def act() -> str:
        if is_agreed:
            require_fresh(request)
            operations.dispose_case(case=case, reference=form.cleaned_data["reference"], by=request.user)
            messages.success(request, _("The records have been disposed of. This register entry remains."))
            return reverse("cases:case", args=[case.pk])
        asked = operations.ask_for_disposal(case=case, by=request.user, **form.values())
        messages.success(request, _("Request sent. When a second person approves, finish it here."))
        return reverse("cases:approval", args=[asked.pk])

    context = case_form(case, _("Dispose of the records")) | {
        "is_agreed": is_agreed,
        "is_held": Hold.objects.visible_to(request.user, "cases.view_case").filter(case=case, lifted_at=None).exists(),
        "is_closed": case.stage == Stage.CLOSED,
        "until": keeping_until(case),
    }
    return answer_form(request, form, act, template="cases/keeping/dispose.html", context=context)
