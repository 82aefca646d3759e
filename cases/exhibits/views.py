"""The page of an exhibit, the register and its custody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carisecure.access.policy import fetch, rights
from carisecure.audit.record import record
from carisecure.corrections.chains import newest_of
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form, render_page
from carisecure.sheets import XLSX
from carisecure.storage import serving
from cases.exhibits import operations, papers, queries
from cases.exhibits.file_words import called
from cases.exhibits.forms import CustodyCorrection, CustodyForm, ExhibitCorrection, ExhibitForm
from cases.exhibits.models import CustodyEvent, Exhibit
from cases.material.queries import rows_of
from cases.record.doors import back_to_case, case_form, case_of, form_methods, version_of
from cases.record.readers import readers_of

FORM = "cases/record/form.html"
PAGE = "cases/exhibits/exhibit.html"
_ASKED = ("correct_exhibit", "record_custody", "add_exhibit_file")


@signed_in
@require_safe
def exhibit(request: SignedIn, pk: UUID) -> HttpResponse:
    """Any row of its entry leads here; what is shown is the newest, with what stood before."""
    shown = _shown(request, pk)
    case, line = shown.case, shown.line
    held = rights(request.user, case)
    record("read", table="cases_exhibit", object_id=line.exhibit.entry_key)
    context = {
        "case": case, "line": line, "exhibit": line.exhibit, "events": shown.events,
        "files": shown.files,
        "uploads": queries.uploads_of(request.user, line.exhibit),
        "may": {name: held.may(f"cases.{name}") for name in _ASKED},
        "readers": readers_of(case, "cases.view_case", viewer=request.user),
    }  # fmt: skip
    return render_page(request, PAGE, context)


@signed_in
@require_safe
def certificate(request: SignedIn, pk: UUID) -> HttpResponse:
    """To be printed and signed; each one made is a line of the log."""
    shown = _shown(request, pk)
    exhibit = shown.line.exhibit
    record("export", table="cases_exhibit", object_id=exhibit.entry_key, detail={"what": "certificate"})
    content = papers.certificate(shown, request.user)
    name = f"{shown.case.reference}-exhibit-{exhibit.number}.pdf"
    return serving.attachment(content, name=name, content_type="application/pdf")


@signed_in
@require_safe
def exhibit_list(request: SignedIn, pk: UUID) -> HttpResponse:
    """Every exhibit of the case, as CSV or (?form=xlsx) as a workbook."""
    case = case_of(request, pk, "cases.view_exhibit")
    lines = queries.lines_of(request.user, case)
    files = queries.file_counts(request.user, case)
    record("export", table="cases_case", object_id=case.pk, detail={"what": "exhibits", "count": len(lines)})
    if request.GET.get("form") == "xlsx":
        content = papers.list_xlsx(case, lines, files)
        return serving.attachment(content, name=f"{case.reference}-exhibits.xlsx", content_type=XLSX)
    content = papers.list_csv(lines, files)
    return serving.attachment(content, name=f"{case.reference}-exhibits.csv", content_type="text/csv; charset=utf-8")


@signed_in
@form_methods
def add_exhibit(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.add_exhibit")
    form = ExhibitForm.open(request, draft=f"case-exhibit-{case.pk}")

    def act() -> str:
        made = operations.add_exhibit(case=case, by=request.user, **form.values())
        messages.success(request, _("Exhibit saved."))
        return reverse("cases:exhibit", args=[made.entry_key])

    return answer_form(request, form, act, template=FORM, context=case_form(case, _("Add an exhibit")))


@signed_in
@form_methods
def correct_exhibit(request: SignedIn, pk: UUID) -> HttpResponse:
    row = _exhibit(request, pk, "cases.correct_exhibit")
    case = case_of(request, row.case_id, "cases.correct_exhibit")
    form = ExhibitCorrection.open(
        request, version=row.version, initial=operations.as_typed(row), draft=f"correct-exhibit-{row.entry_key}"
    )

    def act() -> str:
        operations.correct_exhibit(exhibit=row, by=request.user, changes=form.values(), **form.asked())
        return back_to_case(request, case, _("Correction saved."), "exhibits")

    return answer_form(request, form, act, template=FORM, context=_about(row, _("Correct an exhibit")))


@signed_in
@form_methods
def record_custody(request: SignedIn, pk: UUID) -> HttpResponse:
    """The next event; whoever holds the exhibit stands in the form already."""
    row = _exhibit(request, pk, "cases.record_custody")
    events = queries.continuity_of(request.user, row)
    (line,) = queries.lines_among(queries.exhibits_among([row]), [one.now for one in events])
    form = CustodyForm.open(
        request, version=queries.last_number(events), initial={"handed_by": line.standing.holder, "place": line.place},
        draft=f"custody-{row.entry_key}",
    )  # fmt: skip

    def act() -> str:
        operations.record_custody(exhibit=row, custody=form.custody(), version=version_of(form), by=request.user)
        return _back(request, row.entry_key, _("Event recorded."))

    context = _about(row, _("Record what happened to it")) | {"lead": _held(line)}
    return answer_form(request, form, act, template=FORM, context=context)


@signed_in
@form_methods
def correct_custody(request: SignedIn, pk: UUID) -> HttpResponse:
    event: CustodyEvent = newest_of(fetch(CustodyEvent, viewer=request.user, action="cases.record_custody", pk=pk))
    row = _exhibit(request, event.exhibit_id, "cases.record_custody")
    form = CustodyCorrection.open(
        request, version=event.version, initial=operations.event_as_typed(event),
        draft=f"correct-custody-{event.entry_key}",
    )  # fmt: skip

    def act() -> str:
        custody = None if form.is_retracted else form.custody()
        operations.correct_custody(event=event, custody=custody, by=request.user, **form.asked())
        return _back(request, row.entry_key, _("Correction saved."))

    title = _("Correct event %(number)s") % {"number": event.number}
    return answer_form(request, form, act, template=FORM, context=_about(row, title))


def _shown(request: SignedIn, pk: UUID) -> papers.Exhibited:
    row = _exhibit(request, pk, "cases.view_exhibit")
    case = case_of(request, row.case_id, "cases.view_case")
    rows = rows_of(Exhibit, request.user, case).filter(entry_key=row.entry_key)
    events = list(queries.custody_rows(request.user, case).filter(exhibit=row.entry_key))
    (line,) = queries.lines_among(queries.exhibits_among(rows), events)
    files = queries.files_of(request.user, line.exhibit)
    return papers.Exhibited(case, line, queries.continuity_among(events), files)


def _exhibit(request: SignedIn, pk: UUID, action: str) -> Exhibit:
    """The latest version of what the address names, so that an old link leads to what stands now."""
    found: Exhibit = fetch(Exhibit, viewer=request.user, action=action, pk=pk)
    return newest_of(found)


def _about(row: Exhibit, title: str) -> dict[str, Any]:
    back = {"cancel_url": reverse("cases:exhibit", args=[row.entry_key]), "back_label": called(row)}
    return case_form(row.case, title) | back


def _back(request: SignedIn, key: UUID, message: str) -> str:
    messages.success(request, message)
    return reverse("cases:exhibit", args=[key]) + "#continuity"


def _held(line: queries.ExhibitLine) -> str:
    if line.standing.is_disposed:
        return _("It was disposed of. Nothing comes after that.")
    if not line.standing.holder:
        return _("The register does not say who seized it. Correct the exhibit first.")
    return _("Held by %(who)s.") % {"who": line.standing.holder}
