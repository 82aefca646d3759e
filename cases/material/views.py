"""What is written into a case: notes and statements."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from carisecure.access.policy import fetch
from carisecure.corrections.chains import newest_of
from carisecure.corrections.forms import CorrectionForm
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from cases.material import operations
from cases.material.forms import NoteCorrection, NoteForm, StatementCorrection, StatementForm
from cases.material.models import Note, Statement
from cases.record.doors import back_to_case, case_form, case_of, form_methods
from cases.record.models import Involvement

Row = TypeVar("Row", Note, Statement)


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
def correct_note(request: SignedIn, pk: UUID) -> HttpResponse:
    note = _entry(request, Note, pk)
    form = NoteCorrection.open(
        request, version=note.version, initial=NoteCorrection.typed(note), draft=f"correct-note-{note.entry_key}"
    )
    return _answer(request, form, note, _("Correct a note"), "notes")


@signed_in
@form_methods
def correct_statement(request: SignedIn, pk: UUID) -> HttpResponse:
    statement = _entry(request, Statement, pk)
    people = list(Involvement.objects.visible_to(request.user, "cases.view_person").filter(case=statement.case_id))
    form = StatementCorrection.open(
        request, version=statement.version, initial=StatementCorrection.typed(statement),
        draft=f"correct-statement-{statement.entry_key}", people=people,
    )  # fmt: skip
    return _answer(request, form, statement, _("Correct a statement"), "statements")


def _entry(request: SignedIn, model: type[Row], pk: UUID) -> Row:
    """The latest version of what the address names, so that an old link leads to what stands now."""
    found: Row = fetch(model, viewer=request.user, action="cases.correct_material", pk=pk)
    return newest_of(found)


def _answer(request: SignedIn, form: CorrectionForm, row: Row, title: str, part: str) -> HttpResponse:
    case = case_of(request, row.case_id, "cases.correct_material")

    def act() -> str:
        operations.correct_material(row=row, by=request.user, changes=form.values(), **form.asked())
        return back_to_case(request, case, _("Correction saved."), part)

    return answer_form(request, form, act, template="cases/record/form.html", context=case_form(case, title))
