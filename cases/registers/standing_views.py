"""A register that was brought in: what stands, confirming it, undoing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carisecure.accounts.fresh import require_fresh
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form, render_page
from carisecure.jobs.models import Job
from carisecure.jobs.queries import own_job
from cases.record.doors import form_methods
from cases.registers import confirming, standing
from cases.registers.models import RegisterBatch, RegisterState
from cases.registers.standing_forms import ConfirmForm, UndoForm


def _batch(request: SignedIn, pk: UUID, action: str) -> RegisterBatch:
    rows = RegisterBatch.objects.select_related("committed_by", "confirmed_by", "undone_by")
    found: RegisterBatch = rows.fetch(request.user, action, pk)
    return found


@signed_in
@require_safe
def show(request: SignedIn, pk: UUID) -> HttpResponse:
    """Brought in and waiting, confirmed, or undone; and what can be done with it now."""
    batch = _batch(request, pk, "cases.import_register")
    mine = Job.objects.of(request.user).filter(pk=batch.job_id).exists() if batch.job_id else False
    shown = own_job(request.user, batch.job_id) if mine and batch.job_id else None
    context = {
        "batch": batch,
        "stands": standing.standing_of(batch, request.user),
        "shown": shown,
        "is_busy": shown is not None and not shown.job.is_finished,
        "is_mine": batch.committed_by_id == request.user.pk,
        "poll_url": reverse("cases:register_in", args=[pk]),
    }
    return render_page(request, "cases/registers/in.html", context, fragment="cases/registers/_in.html")


@signed_in
@form_methods
def confirm(request: SignedIn, pk: UUID) -> HttpResponse:
    """By a second supervisor, with a fresh factor."""
    batch = _batch(request, pk, "cases.confirm_register")
    form = ConfirmForm.open(request)

    def act() -> str:
        require_fresh(request)
        confirming.confirm_register(batch=batch, by=request.user)
        messages.success(request, _("Confirmed. Everything that came in with it counts from now on."))
        return reverse("cases:register_in", args=[pk])

    context = {**_context(batch), "stands": standing.standing_of(batch, request.user), "is_confirming": True}
    return answer_form(request, form, act, template="cases/registers/settle.html", context=context)


@signed_in
@form_methods
def undo(request: SignedIn, pk: UUID) -> HttpResponse:
    """With a reason; the page names first what stays, because somebody has worked on it."""
    batch = _batch(request, pk, "cases.import_register")
    form = UndoForm.open(request)

    def act() -> str:
        confirming.ask_undo(batch=batch, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The register is being taken out again. You need not stay here."))
        return reverse("cases:register_in", args=[pk])

    stays = standing.worked_on(batch, request.user) if batch.state == RegisterState.COMMITTED else []
    context = {**_context(batch), "stays": stays, "is_confirming": False}
    return answer_form(request, form, act, template="cases/registers/settle.html", context=context)


def _context(batch: RegisterBatch) -> dict[str, object]:
    return {
        "batch": batch,
        "is_open": batch.state == RegisterState.COMMITTED,
        "cancel_url": reverse("cases:register_in", args=[batch.pk]),
    }
