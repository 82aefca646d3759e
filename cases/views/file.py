"""What is written into a case: summary, elements, people, notes, statements, exhibits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import fetch
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.forms import WorkForm
from carisecure.interface.views import answer_form
from cases import operations
from cases.forms.case import ElementsForm, ExhibitForm, NoteForm, StatementForm, SummaryForm
from cases.forms.people import PersonForm
from cases.models import Case, Involvement

form_methods = require_http_methods(["GET", "HEAD", "POST"])


def case_of(request: SignedIn, pk: UUID, action: str) -> Case:
    found: Case = fetch(Case, viewer=request.user, action=action, pk=pk)
    return found


def case_form(case: Case, title: str, **more: Any) -> dict[str, Any]:
    """The context of a form page that belongs to a case."""
    return {"case": case, "title": title, "cancel_url": reverse("cases:case", args=[case.pk]), **more}


def _back(request: SignedIn, case: Case, message: str, part: str = "") -> str:
    messages.success(request, message)
    return reverse("cases:case", args=[case.pk]) + (f"#{part}" if part else "")


@signed_in
@form_methods
def add_note(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.add_note")
    form = NoteForm.open(request, draft=f"case-note-{case.pk}")

    def act() -> str:
        operations.add_note(case=case, by=request.user, **form.values())
        return _back(request, case, _("Note saved."), "notes")

    return answer_form(request, form, act, template="cases/form.html", context=case_form(case, _("Add a note")))


@signed_in
@form_methods
def add_statement(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.add_statement")
    people = list(Involvement.objects.visible_to(request.user, "cases.view_person").filter(case=case))
    form = StatementForm.open(request, draft=f"case-statement-{case.pk}", people=people)

    def act() -> str:
        operations.add_statement(case=case, by=request.user, **form.values())
        return _back(request, case, _("Statement saved."), "statements")

    return answer_form(request, form, act, template="cases/form.html", context=case_form(case, _("Add a statement")))


@signed_in
@form_methods
def add_exhibit(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.add_exhibit")
    form = ExhibitForm.open(request, draft=f"case-exhibit-{case.pk}")

    def act() -> str:
        operations.add_exhibit(case=case, by=request.user, **form.values())
        return _back(request, case, _("Exhibit saved."), "exhibits")

    return answer_form(request, form, act, template="cases/form.html", context=case_form(case, _("Add an exhibit")))


@signed_in
@form_methods
def add_person(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.add_person")
    form = PersonForm.open(request, draft=f"case-person-{case.pk}")

    def act() -> str:
        person = operations.add_person(case=case, entry=form.entry(), by=request.user)
        return _back(request, case, _("%(label)s has been added to the case.") % {"label": person.label}, "people")

    return answer_form(request, form, act, template="cases/form.html", context=case_form(case, _("Add a person")))


@signed_in
@form_methods
def edit_summary(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.edit_summary")
    known = {"summary": case.summary, "region": case.region}
    form = SummaryForm.open(request, draft=f"case-summary-{case.pk}", version=case.version, initial=known)

    def act() -> str:
        operations.update_summary(case=case, by=request.user, version=version_of(form), **form.values())
        return _back(request, case, _("Summary saved."))

    return answer_form(request, form, act, template="cases/form.html", context=case_form(case, _("Summary")))


@signed_in
@form_methods
def edit_elements(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.edit_summary")
    known = {"acts": case.acts, "means": case.means, "purposes": case.purposes}
    form = ElementsForm.open(request, version=case.version, initial=known)

    def act() -> str:
        operations.update_elements(case=case, by=request.user, version=version_of(form), **form.values())
        return _back(request, case, _("Elements saved."), "elements")

    lead = _("What the facts recorded so far show. This does not decide whether somebody is a victim.")
    context = case_form(case, _("Act, means, purpose"), lead=lead)
    return answer_form(request, form, act, template="cases/form.html", context=context)


def version_of(form: WorkForm) -> int:
    """The version that the writer read; a form that lost it is treated as the oldest."""
    return form.cleaned_data["version"] or 0
