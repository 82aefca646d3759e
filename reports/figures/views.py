"""The analyst's home, and everything about runs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.lists import ListPage
from carisecure.interface.paging import Order
from carisecure.interface.tables import Empty
from carisecure.interface.views import answer_form, render_page
from carisecure.jobs.queries import files_made
from reports.figures import home, shown
from reports.figures import operations as runs
from reports.figures.forms import FiguresForm
from reports.figures.models import ReportRun, Subject
from reports.figures.tables import RunTable
from reports.importing.queries import job_shown
from reports.indicators import INDICATORS

VIEW = "reports.view_run"


@require_safe
@signed_in
def figures(request: SignedIn) -> HttpResponse:
    """Where the analyst lives: this month, what is missing, what is due."""
    policy.require(request.user, "reports.view_figures")
    return render_page(request, "reports/figures/figures.html", {"home": home.for_viewer(request.user)})


class RunList(ListPage):
    title = gettext_lazy("Runs")
    lead = gettext_lazy("Every run, with its numbers as they were. Internal, not for release.")
    table_class = RunTable
    orders = {"created_at": Order("created_at"), "period_to": Order("period_to")}
    default_sort = "-created_at"
    empty = Empty(
        gettext_lazy("Nothing counted yet"),
        gettext_lazy("Choose the unit or a collection, a period, and the figures."),
        url="/figures/new/",
        action=gettext_lazy("Count figures"),
    )

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        policy.require(user, VIEW)
        return ReportRun.objects.visible_to(user, VIEW).select_related("collection", "unit")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def choose_figures(request: SignedIn) -> HttpResponse:
    policy.require(request.user, "reports.run_figures")
    form = FiguresForm.open(request, viewer=request.user, initial=_proposed(request))

    def act() -> str:
        run = runs.run_figures(**form.asked(), by=request.user)
        return reverse("reports:run", args=[run.pk])

    context = {"cancel_url": reverse("reports:figures"), "collections": form.collections, "units": form.units}
    return answer_form(request, form, act, template="reports/figures/choose_figures.html", context=context)


def _proposed(request: SignedIn) -> dict[str, Any]:
    """What the address asks for, else this month of the unit."""
    this = f"{timezone.localdate():%Y-%m}"
    given = {
        name: request.GET[name]
        for name in ("about", "year_from", "year_to", "month_from", "month_to")
        if name in request.GET
    }
    if not given.get("about", "").startswith("collection:"):
        given = {"month_from": this, "month_to": this, **given}
    return given


def _run(request: SignedIn, pk: UUID, action: str = VIEW) -> ReportRun:
    found: ReportRun = ReportRun.objects.select_related("collection", "unit", "made_by").fetch(request.user, action, pk)
    return found


@require_safe
@signed_in
def show_run(request: SignedIn, pk: UUID) -> HttpResponse:
    """Its progress, then its tables. Small cells are shown to the analyst alone."""
    run = _run(request, pk)
    protected = not policy.may(request.user, "reports.view_small_cells")
    context = {
        "run": run,
        "of": runs.subject_name(run),
        "shown": job_shown(request.user, run.job_id),
        "figures": shown.figures(run, protected=protected) if run.is_counted else [],
        "is_protected": protected,
        "files": files_made(request.user, "reports.export_run", run_id=str(run.pk)) if run.is_counted else [],
        "may_export": policy.may(request.user, "reports.export_run"),
        "poll_url": reverse("reports:run", args=[run.pk]),
    }
    return render_page(request, "reports/figures/run.html", context, fragment="reports/figures/_run.html")


@require_POST
@signed_in
def export_run(request: SignedIn, pk: UUID, ending: str) -> HttpResponse:
    """Have a file made; the job's page has it when it is ready, and the run's page from then on."""
    if ending not in runs.EXPORTS:
        raise Http404
    try:
        job = runs.ask_export(run=_run(request, pk, "reports.export_run"), ending=ending, by=request.user)
    except TransitionRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("reports:run", pk)
    return redirect("jobs:show", job.pk)


@require_safe
@signed_in
def definitions(request: SignedIn) -> HttpResponse:
    policy.require(request.user, "reports.view_figures")
    groups = [
        (label, [i for i in INDICATORS.values() if i.subject == subject])
        for subject, label in (
            (Subject.UNIT.value, _("The unit, by month")),
            (Subject.COLLECTION.value, _("Collections, by year")),
        )
    ]
    return render_page(request, "reports/figures/definitions.html", {"groups": groups})


@require_safe
@signed_in
def definition(request: SignedIn, code: str) -> HttpResponse:
    policy.require(request.user, "reports.view_figures")
    if code not in INDICATORS:
        raise Http404
    indicator = INDICATORS[code]
    labels = [str(label) for label in indicator.labels.values()]
    return render_page(request, "reports/figures/definition.html", {"indicator": indicator, "labels": labels})
