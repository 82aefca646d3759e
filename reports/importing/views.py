"""A file on its way into a collection: sent, mapped, checked, put in, taken out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.accounts.fresh import require_fresh
from carisecure.audit.record import record
from carisecure.importing.mapping_forms import ColumnsForm, OpeningForm, ValuesForm
from carisecure.importing.models import BatchState
from carisecure.importing.operations import imports
from carisecure.importing.operations import look as import_look
from carisecure.importing.shown import columns_shown, fault_groups, faults_shown, opening_shown
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form, render_page
from carisecure.sheets import csv_bytes
from carisecure.storage import serving
from reports.importing.forms import LARGEST, TOO_LARGE, ImportForm, MappingNameForm
from reports.importing.models import ImportBatch
from reports.importing.queries import job_shown, same_rows
from reports.importing.receiving import receive_file

# Everything in a form but the file: the fields and the lines between them.
BESIDE_THE_FILE = 64 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # only this outer door: looking for the token would read the whole file before its size was looked at
@signed_in
def start_import(request: SignedIn) -> HttpResponse:
    """Send a file. One that is too large is refused by what the browser announces, before a byte of it is read."""
    policy.require(request.user, "reports.import")
    if request.method == "POST" and announced_size(request) > LARGEST + BESIDE_THE_FILE:
        record("refused.too_large", detail={"view": "reports:start_import", "bytes": announced_size(request)})
        form = ImportForm(viewer=request.user)
        context = {"form": form, "refusal": TOO_LARGE, "cancel_url": reverse("reports:collection_list")}
        return render_page(request, "reports/importing/start_import.html", context, status=413)
    return _receive(request)


def announced_size(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


@csrf_protect
@signed_in
def _receive(request: SignedIn) -> HttpResponse:
    form = ImportForm.open(request, viewer=request.user, initial={"collection": request.GET.get("collection", "")})

    def act() -> str:
        batch = receive_file(**form.received(), by=request.user)
        return reverse("reports:import", args=[batch.pk])

    context = {"cancel_url": reverse("reports:collection_list")}
    return answer_form(request, form, act, template="reports/importing/start_import.html", context=context)


def _batch(request: SignedIn, pk: UUID) -> ImportBatch:
    found: ImportBatch = ImportBatch.objects.select_related("collection").fetch(request.user, "reports.import", pk)
    return found


@require_safe
@signed_in
def show_import(request: SignedIn, pk: UUID) -> HttpResponse:
    batch = _batch(request, pk)
    shown, faults = job_shown(request.user, batch.job_id), faults_shown(batch)
    context = {
        "batch": batch,
        "columns": columns_shown(batch),
        "opening": opening_shown(batch),
        "same": same_rows(request.user, batch),
        "needs_columns": batch.state == BatchState.RECEIVED and imports.needs_columns(batch),
        "faults": faults,
        "groups": fault_groups(faults),
        "shown": shown,
        "is_busy": shown is not None and not shown.job.is_finished,
        "poll_url": reverse("reports:import", args=[batch.pk]),
    }
    return render_page(request, "reports/importing/import.html", context, fragment="reports/importing/_import.html")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def open_file(request: SignedIn, pk: UUID) -> HttpResponse:
    """Which sheet, which head, and what becomes of what is hidden."""
    batch = _batch(request, pk)
    form = OpeningForm.open(request, batch=batch)

    def act() -> str:
        import_look.answer(batch=batch, answers=form.answers(), by=request.user)
        return reverse("reports:import", args=[batch.pk])

    context = {**_mapping_context(batch), "hidden_sheets": batch.opening.hidden_sheets}
    return answer_form(request, form, act, template="reports/importing/open_file.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def map_columns(request: SignedIn, pk: UUID) -> HttpResponse:
    batch = _batch(request, pk)
    form = ColumnsForm.open(request, batch=batch)

    def act() -> str:
        imports.choose_columns(batch=batch, columns=form.columns(), separators=form.separators(), by=request.user)
        return reverse("reports:import_values", args=[batch.pk])

    return answer_form(
        request, form, act, template="reports/importing/map_columns.html", context=_mapping_context(batch)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def map_values(request: SignedIn, pk: UUID) -> HttpResponse:
    batch = _batch(request, pk)
    form = ValuesForm.open(request, batch=batch)

    def act() -> str:
        imports.choose_values(batch=batch, values=form.meanings(), by=request.user)
        return reverse("reports:import", args=[batch.pk])

    return answer_form(
        request, form, act, template="reports/importing/map_values.html", context=_mapping_context(batch)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def save_mapping(request: SignedIn, pk: UUID) -> HttpResponse:
    batch = _batch(request, pk)
    form = MappingNameForm.open(request, initial={"name": batch.mapping_name})

    def act() -> str:
        saved = imports.save_mapping(batch=batch, name=form.cleaned_data["name"].strip(), by=request.user)
        messages.success(request, _("Mapping “%(name)s” saved for the next file.") % {"name": saved.name})
        return reverse("reports:import", args=[batch.pk])

    context = {**_mapping_context(batch), "title": _("Save this mapping")}
    return answer_form(request, form, act, context=context)


def _mapping_context(batch: ImportBatch) -> dict[str, Any]:
    return {"batch": batch, "cancel_url": reverse("reports:import", args=[batch.pk])}


def _ask(operation: Callable[..., object], *, leaves: bool = False) -> Callable[..., HttpResponse]:
    """A door that asks for work on a batch. Pressing twice asks once: the second time it is under way already.

    `leaves`: the batch is no more when it is done.
    """

    @require_POST
    @signed_in
    def door(request: SignedIn, pk: UUID) -> HttpResponse:
        try:
            operation(batch=_batch(request, pk), by=request.user)
            if leaves:
                messages.success(request, _("File discarded. None of it was in a collection."))
                return redirect("reports:collection_list")
        except TransitionRefused as refusal:
            record(
                "refused.transition", object_id=pk, detail={"operation": getattr(operation, "__name__", "ask_commit")}
            )
            messages.warning(request, str(refusal))
        except ValidationError as refusal:
            messages.warning(request, " ".join(refusal.messages))
        return redirect("reports:import", pk)

    return door


look_into_import = _ask(imports.ask_look)
check_import = _ask(imports.ask_check)
commit_import = _ask(imports.ask_commit)
commit_again = _ask(partial(imports.ask_commit, again=True))
undo_import = _ask(imports.ask_undo)
discard_import = _ask(imports.discard_import, leaves=True)


@require_safe
@signed_in
def fault_list(request: SignedIn, pk: UUID) -> HttpResponse:
    """The listed faults as a CSV. A cell of a sheet that was sent by mistake may be a name: hence the fresh factor."""
    batch = _batch(request, pk)
    require_fresh(request)
    record("export", table=ImportBatch._meta.db_table, object_id=batch.pk, detail={"faults": len(batch.faults)})
    sheet = opening_shown(batch).sheet
    rows = [(sheet, f.row, f.column, f.value, f.message) for f in faults_shown(batch)]
    head = (_("Sheet"), _("Row"), _("Column"), _("Value"), _("Problem"))
    name = "import-faults-internal-not-for-release.csv"
    return serving.attachment(csv_bytes([head, *rows]), name=name, content_type="text/csv; charset=utf-8")
