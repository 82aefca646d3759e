"""What proves an element: recorded, corrected."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from carisecure.access.policy import fetch
from carisecure.corrections.chains import newest_of
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.kept_words import say
from carisecure.interface.views import answer_form
from cases.exhibits.queries import exhibits_of
from cases.intake.models import IntakeReport
from cases.material import queries as material
from cases.proof import operations
from cases.proof.forms import ProofCorrection, ProofForm
from cases.proof.models import ProofItem
from cases.proof.queries import as_typed
from cases.proof.words import sources_of
from cases.record.doors import back_to_case, case_form, case_of, form_methods
from cases.record.models import Case, Involvement

FORM = "cases/record/form.html"


@signed_in
@form_methods
def add(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, operations.ACTION)
    form = ProofForm.open(request, draft=f"case-proof-{case.pk}", **_offered(request, case))

    def act() -> str:
        operations.record_proof(case=case, facts=form.facts(), by=request.user)
        return back_to_case(request, case, _("Recorded what proves it."), "proof")

    return answer_form(request, form, act, template=FORM, context=case_form(case, _("What proves it")))


@signed_in
@form_methods
def correct(request: SignedIn, pk: UUID) -> HttpResponse:
    """Any row of an entry leads here; what is corrected is always the newest."""
    first: ProofItem = fetch(ProofItem, viewer=request.user, action=operations.ACTION, pk=pk)
    case = case_of(request, first.case_id, operations.ACTION)
    row = newest_of(first)
    named = [f"victim:{row.victim_id}", f"suspects:{row.suspect_id}"]
    form = ProofCorrection.open(
        request, version=row.version, initial=as_typed(row), named=named, **_offered(request, case)
    )

    def act() -> str:
        facts = None if form.is_retracted else form.facts()
        operations.correct_proof(item=row, facts=facts, by=request.user, **form.asked())
        return back_to_case(request, case, _("Corrected. The first entry stays, struck out."), "proof")

    return answer_form(request, form, act, template=FORM, context=case_form(case, _("Correct what proves it")))


def _offered(request: SignedIn, case: Case) -> dict[str, Any]:
    """The people of the case, and what stands in it that can prove something, in words."""
    user = request.user
    people = list(Involvement.objects.visible_to(user, "cases.view_person").filter(case=case))
    statements, exhibits = material.statements_of(user, case, people), exhibits_of(user, case)
    reports = list(IntakeReport.objects.visible_to(user, "cases.view_case").filter(case=case))
    words = sources_of(statements, exhibits, reports, {one.pk: one.label for one in people})
    found: dict[str, tuple[str, operations.Source]] = {}
    for kind, entries in (("statement", statements), ("exhibit", exhibits)):
        for entry in entries:
            if entry.is_standing:
                found[f"{kind}:{entry.now.entry_key}"] = (say(words[entry.now.entry_key]), entry.now)
    for report in reports:
        found[f"report:{report.pk}"] = (say(words[report.pk]), report)
    return {"people": people, "sources": found}
