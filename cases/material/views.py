"""What is written into a case: notes, statements, exhibits."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from cases.material import operations
from cases.material.forms import ExhibitForm, NoteForm, StatementForm
from cases.record.doors import back_to_case, case_form, case_of, form_methods
from cases.record.models import Involvement


@signed_in
@form_methods
def add_note(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.add_note")
    form = NoteForm.open(request, draft=f"case-note-{case.pk}")

    def act() -> str:
        operations.add_note(case=case, by=request.user, **form.values())
        return back_to_case(request, case, _("Note saved."), "notes")

    return answer_form(request, form, act, template="cases/record/form.html", context=case_form(case, _("Add a note")))


@signed_in
@form_methods
def add_statement(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.add_statement")
    people = list(Involvement.objects.visible_to(request.user, "cases.view_person").filter(case=case))
    form = StatementForm.open(request, draft=f"case-statement-{case.pk}", people=people)

    def act() -> str:
        operations.add_statement(case=case, by=request.user, **form.values())
        return back_to_case(request, case, _("Statement saved."), "statements")

    return answer_form(
        request, form, act, template="cases/record/form.html", context=case_form(case, _("Add a statement"))
    )


@signed_in
@form_methods
def add_exhibit(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.add_exhibit")
    form = ExhibitForm.open(request, draft=f"case-exhibit-{case.pk}")

    def act() -> str:
        operations.add_exhibit(case=case, by=request.user, **form.values())
        return back_to_case(request, case, _("Exhibit saved."), "exhibits")

    return answer_form(
        request, form, act, template="cases/record/form.html", context=case_form(case, _("Add an exhibit"))
    )
