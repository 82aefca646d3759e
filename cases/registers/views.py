"""A unit's own paper on its way in: sent, its sheets, columns and values said, checked whole."""

from __future__ import annotations

import json
from collections.abc import Callable
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
from django_htmx.http import HttpResponseClientRedirect

from carisecure.access import policy
from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.accounts.fresh import require_fresh
from carisecure.audit.record import record
from carisecure.importing.register.looking import SheetLook
from carisecure.importing.register.mapping import RegisterMapping
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form, render_page
from carisecure.sheets import csv_bytes
from carisecure.storage import serving
from cases.registers import queries, reading
from cases.registers.forms import (
    LARGEST,
    TOO_LARGE,
    ColumnsForm,
    MappingNameForm,
    RegisterForm,
    SheetsForm,
    TakeMappingForm,
)
from cases.registers.models import IS_IN, RegisterBatch, RegisterState
from cases.registers.operations import checking, committing, mapping, receiving
from cases.registers.reading import ACTION, looks_of, mapping_of
from cases.registers.value_forms import ValuesForm

# Everything in a form but the file: the fields and the lines between them.
BESIDE_THE_FILE = 64 * 1024
FORM = ["GET", "HEAD", "POST"]


@signed_in
@require_safe
def register_list(request: SignedIn) -> HttpResponse:
    policy.require(request.user, ACTION)
    context = {"batches": queries.batches_of(request.user), "mappings": queries.saved_mappings(request.user)}
    context["ready"] = reading.ready()
    return render_page(request, "cases/registers/register_list.html", context)


@require_http_methods(FORM)
@csrf_exempt  # only this outer door: looking for the token would read the whole file before its size was looked at
@signed_in
def send_register(request: SignedIn) -> HttpResponse:
    """Send a book. One that is too large is refused by what the browser announces, before a byte of it is read."""
    policy.require(request.user, ACTION)
    size = _announced_size(request)
    if request.method == "POST" and size > LARGEST + BESIDE_THE_FILE:
        record("refused.too_large", detail={"view": "cases:send_register", "bytes": size})
        context = {"form": RegisterForm(), "refusal": TOO_LARGE, "cancel_url": reverse("cases:register_list")}
        return render_page(request, "cases/registers/send_register.html", context, status=413)
    return _receive(request)


def _announced_size(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


@csrf_protect
@signed_in
def _receive(request: SignedIn) -> HttpResponse:
    form = RegisterForm.open(request)

    def act() -> str:
        file = form.cleaned_data["file"]
        batch = receiving.receive_register(chunks=file.chunks(), file_name=file.name, by=request.user)
        return reverse("cases:register", args=[batch.pk])

    context = {"cancel_url": reverse("cases:register_list")}
    return answer_form(request, form, act, template="cases/registers/send_register.html", context=context)


def _batch(request: SignedIn, pk: UUID) -> RegisterBatch:
    found: RegisterBatch = RegisterBatch.objects.fetch(request.user, ACTION, pk)
    return found


def _look(batch: RegisterBatch, number: int) -> SheetLook:
    found = next((one for one in looks_of(batch) if one.surveyed.number == number), None)
    if found is None:
        raise NotVisible
    return found


@signed_in
@require_safe
def show_register(request: SignedIn, pk: UUID) -> HttpResponse:
    """Where it stands, what is to be done next, and what the check has found.

    Whoever watches it being brought in is led to what is in once it is.
    """
    batch = _batch(request, pk)
    if request.headers.get("HX-Request") == "true" and batch.state in IS_IN:
        return HttpResponseClientRedirect(reverse("cases:register_in", args=[batch.pk]))
    shown, faults = queries.job_shown(request.user, batch.job_id), queries.faults_shown(batch)
    is_open = batch.state in (RegisterState.RECEIVED, RegisterState.FAULTY, RegisterState.CHECKED)
    context = {
        "batch": batch,
        "sheets": queries.sheets_shown(batch),
        "missing": queries.what_is_missing(batch) if is_open else "",
        "is_open": is_open,
        "result": queries.result_shown(batch),
        "is_changed": shown is not None and shown.job.error == committing.CHANGED,
        "alike": queries.alike_shown(batch),
        "faults": faults,
        "groups": queries.grouped(faults),
        "shown": shown,
        "is_busy": shown is not None and not shown.job.is_finished,
        "poll_url": reverse("cases:register", args=[batch.pk]),
    }
    return render_page(request, "cases/registers/register.html", context, fragment="cases/registers/_register.html")


@require_http_methods(FORM)
@signed_in
def sheets(request: SignedIn, pk: UUID) -> HttpResponse:
    """What each sheet's rows are."""
    batch = _batch(request, pk)
    form = SheetsForm.open(request, looks=looks_of(batch), mapping=mapping_of(batch))

    def act() -> str:
        said = form.sheets()
        made = mapping.say_sheets(batch=batch, sheets=said, day_first=form.cleaned_data["day_first"], by=request.user)
        first = next((one for one in queries.sheets_shown(made) if one.rows_are), None)
        if made.state == RegisterState.SENT or first is None:
            return reverse("cases:register", args=[made.pk])
        return reverse("cases:register_columns", args=[made.pk, first.number])

    return answer_form(request, form, act, template="cases/registers/sheets.html", context=_context(batch))


@require_http_methods(FORM)
@signed_in
def columns(request: SignedIn, pk: UUID, number: int) -> HttpResponse:
    """What each column of one sheet is."""
    batch = _batch(request, pk)
    look = _look(batch, number)
    form = ColumnsForm.open(request, look=look, mapping=mapping_of(batch))

    def act() -> str:
        mapping.say_columns(batch=batch, sheet=look.surveyed.name, columns=form.said(), by=request.user)
        return reverse("cases:register_values", args=[batch.pk, number])

    context = {**_context(batch), "look": look}
    return answer_form(request, form, act, template="cases/registers/columns.html", context=context)


@require_http_methods(FORM)
@signed_in
def values(request: SignedIn, pk: UUID, number: int) -> HttpResponse:
    """What the values of one sheet mean; from the last sheet back to the register."""
    batch = _batch(request, pk)
    look = _look(batch, number)
    form = ValuesForm.open(request, look=look, mapping=mapping_of(batch), faults=batch.faults)
    read = [one.number for one in queries.sheets_shown(batch) if one.rows_are]
    following = next((other for other in read if other > number), None)

    def act() -> str:
        mapping.say_values(batch=batch, sheet=look.surveyed.name, values=form.meanings(), by=request.user)
        if following is None or batch.state != RegisterState.RECEIVED:
            return reverse("cases:register", args=[batch.pk])
        return reverse("cases:register_columns", args=[batch.pk, following])

    context = {**_context(batch), "look": look, "lists": form.lists}
    return answer_form(request, form, act, template="cases/registers/values.html", context=context)


@require_http_methods(FORM)
@signed_in
def save_mapping(request: SignedIn, pk: UUID) -> HttpResponse:
    batch = _batch(request, pk)
    form = MappingNameForm.open(request, initial={"name": batch.mapping_name})

    def act() -> str:
        saved = mapping.keep_mapping(batch=batch, name=form.cleaned_data["name"].strip(), by=request.user)
        messages.success(request, _("Mapping “%(name)s” saved for the next file.") % {"name": saved.name})
        return reverse("cases:register", args=[batch.pk])

    return answer_form(request, form, act, context={**_context(batch), "title": _("Save this mapping")})


@require_http_methods(FORM)
@signed_in
def take_mapping(request: SignedIn, pk: UUID) -> HttpResponse:
    """Read the book as a saved mapping says, or one from a file."""
    batch = _batch(request, pk)
    saved = queries.saved_mappings(request.user)
    ready = reading.ready()
    form = TakeMappingForm.open(request, mappings=saved, ready=ready)

    def act() -> str:
        data = form.cleaned_data
        if data["file"]:
            chosen = mapping.mapping_in(data["file"].read())
        else:
            named = {one.name: one for one in ready}
            own = {str(one.pk): RegisterMapping.from_json({**one.content, "name": one.name}) for one in saved}
            chosen = {**named, **own}[data["saved"]]
        mapping.take_mapping(batch=batch, mapping=chosen, by=request.user)
        return reverse("cases:register", args=[batch.pk])

    return answer_form(request, form, act, context={**_context(batch), "title": _("Take a mapping")})


@signed_in
@require_safe
def mapping_file(request: SignedIn, pk: UUID) -> HttpResponse:
    """The mapping as a file for another installation. Values of cells are in it: hence the fresh factor."""
    batch = _batch(request, pk)
    require_fresh(request)
    record("export", table=RegisterBatch._meta.db_table, object_id=batch.pk, detail={"what": "mapping"})
    text = json.dumps(batch.mapping, ensure_ascii=False, indent=1)
    return serving.attachment(text.encode(), name="register-mapping.json", content_type="application/json")


def _context(batch: RegisterBatch) -> dict[str, Any]:
    return {"batch": batch, "cancel_url": reverse("cases:register", args=[batch.pk])}


def _ask(operation: Callable[..., object], *fields: str, leaves: bool = False) -> Callable[..., HttpResponse]:
    """A door that asks for work on a batch. Pressing twice asks once: the second time it is under way already.

    `fields`: what the button says besides. `leaves`: the batch is no more when it is done.
    """

    @require_POST
    @signed_in
    def door(request: SignedIn, pk: UUID) -> HttpResponse:
        try:
            said = {name: request.POST.get(name, "") for name in fields}
            operation(batch=_batch(request, pk), by=request.user, **said)
            if leaves:
                messages.success(request, _("File discarded. Nothing of it was in."))
                return redirect("cases:register_list")
        except TransitionRefused as refusal:
            record("refused.transition", object_id=pk, detail={"operation": getattr(operation, "__name__", "")})
            messages.warning(request, str(refusal))
        except ValidationError as refusal:
            messages.warning(request, " ".join(refusal.messages))
        return redirect("cases:register", pk)

    return door


look_into = _ask(receiving.ask_look)
check = _ask(checking.ask_check)
commit = _ask(committing.ask_commit, "seen")
discard = _ask(receiving.discard_register, leaves=True)


@signed_in
@require_safe
def fault_list(request: SignedIn, pk: UUID) -> HttpResponse:
    """The listed faults as a CSV. A cell may be a name: hence the fresh factor."""
    batch = _batch(request, pk)
    require_fresh(request)
    record("export", table=RegisterBatch._meta.db_table, object_id=batch.pk, detail={"faults": len(batch.faults)})
    rows = [(f.sheet, f.row, f.column, f.value, f.message) for f in queries.faults_shown(batch)]
    head = (_("Sheet"), _("Row"), _("Column"), _("Value"), _("Problem"))
    name = "register-faults-internal-not-for-release.csv"
    return serving.attachment(csv_bytes([head, *rows]), name=name, content_type="text/csv; charset=utf-8")
