"""One job's page, the list of one's own, and the ways to stop, repeat and fetch."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from carisecure.access.errors import TransitionRefused
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.lists import ListPage
from carisecure.interface.paging import Order
from carisecure.interface.tables import Empty
from carisecure.interface.views import render_page
from carisecure.jobs import files, operations, queries
from carisecure.jobs.models import Job
from carisecure.jobs.tables import JobTable


class JobList(ListPage):
    title = gettext_lazy("My jobs")
    lead = gettext_lazy("What you asked for and how far it is. Only you see this list.")
    table_class = JobTable
    orders = {"asked_at": Order("asked_at")}
    default_sort = "-asked_at"
    empty = Empty(
        gettext_lazy("No jobs yet"),
        gettext_lazy("Figures, exports and imports that take a while appear here."),
    )

    def rows(self) -> QuerySet[Any]:
        return Job.objects.of(cast(SignedIn, self.request).user)


@require_safe
@signed_in
def show(request: SignedIn, pk: UUID) -> HttpResponse:
    shown = queries.own_job(request.user, pk)
    return render_page(request, "jobs/show.html", {"shown": shown}, fragment="jobs/_job.html")


@require_POST
@signed_in
def cancel(request: SignedIn, pk: UUID) -> HttpResponse:
    operations.cancel(job=queries.own_job(request.user, pk).job, by=request.user)
    return redirect("jobs:show", pk)


@require_POST
@signed_in
def ask_again(request: SignedIn, pk: UUID) -> HttpResponse:
    try:
        operations.ask_again(job=queries.own_job(request.user, pk).job, by=request.user)
    except TransitionRefused as refusal:
        messages.info(request, str(refusal))
    return redirect("jobs:show", pk)


@require_safe
@signed_in
def download(request: SignedIn, pk: UUID) -> HttpResponse:
    file = files.fetch(viewer=request.user, pk=pk)
    try:
        # Django's own sign-in decorator passes any response on; only its typing knows HttpResponse alone.
        return cast(HttpResponse, files.send(file))
    except files.FileLost:
        messages.error(request, _("This file is no longer kept. Request it again."))
        return redirect("jobs:show", file.job_id) if file.job_id else redirect("jobs:mine")
