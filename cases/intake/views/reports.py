"""Reports: taken on one page, listed as they came in and as they wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from carisecure.access.policy import require
from carisecure.accounts.models import User
from carisecure.countries.on_call import on_call
from carisecure.interface import badges
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.forms import ASK
from carisecure.interface.lists import ListPage
from carisecure.interface.paging import Order
from carisecure.interface.tables import Empty, WorkTable
from carisecure.interface.trails import with_list
from carisecure.interface.views import answer_form, render_page
from cases.intake.forms.told import LATER, ReportForm
from cases.intake.matching import matches, typed_of
from cases.intake.models import Danger, IntakeReport
from cases.intake.operations.reporting import log_report
from cases.intake.querysets import ReportQuerySet
from cases.people.forms import entry_of_row
from cases.record.models import Compartment
from cases.record.queries import tell_titles
from cases.record.rows import case_cell

DRAFT = "new-report"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_report(request: SignedIn) -> HttpResponse:
    require(request.user, "cases.log_report")
    form = ReportForm.open(request, draft=DRAFT)

    def act() -> str:
        people = [entry_of_row(row) for row in form.row_values("people")]
        later = LATER in request.POST
        report = log_report(by=request.user, people=people, decide_later=later, **form.values())
        if report.case is None:
            messages.success(request, _("Report saved. It waits for a decision."))
            return reverse("cases:report", args=[report.pk])
        messages.success(request, _("Report saved. Case %(ref)s is open.") % {"ref": report.case.reference})
        if report.case.compartment == Compartment.SEALED:
            messages.warning(request, _("The case is sealed: only you can open it. Name who works on it with you."))
            return reverse("cases:access", args=[report.case_id])
        return reverse("cases:case", args=[report.case_id])

    context = {"duty_numbers": on_call(request.user), **_matching(request)}
    return answer_form(request, form, act, template="cases/intake/new_report.html", context=context)


@signed_in
@require_POST
def report_matches(request: SignedIn) -> HttpResponse:
    """What matches what is being typed, for the place beside the form; nothing is saved."""
    require(request.user, "cases.match_report")
    typed = typed_of(request.POST.dict())
    context = {"matches": matches(request.user, typed), "looked": bool(typed)}
    return render_page(request, "cases/intake/_matches.html", context)


def _matching(request: SignedIn) -> dict[str, Any]:
    """Without JavaScript: the page comes back with what was typed and what matches it."""
    if ASK not in request.POST:
        return {}
    typed = typed_of(request.POST.dict())
    return {"matches": matches(request.user, typed), "looked": True}


class ReportTable(WorkTable):
    received_at = tables.Column(verbose_name=gettext_lazy("Received"))
    danger_now = tables.Column(verbose_name=gettext_lazy("Danger"))
    channel = tables.Column(verbose_name=gettext_lazy("How it came in"))
    region = tables.Column(verbose_name=gettext_lazy("Region"))
    outcome = tables.Column(verbose_name=gettext_lazy("Decision"), empty_values=())
    case = tables.Column(verbose_name=gettext_lazy("Case"))
    logged_by = tables.Column(verbose_name=gettext_lazy("Recorded by"))

    def render_received_at(self, record: IntakeReport) -> SafeString:
        here = self.request.get_full_path() if self.request is not None else ""
        address = with_list(reverse("cases:report", args=[record.pk]), here)
        mark = badges.badge(gettext_lazy("Provisional"), "waiting") if record.is_provisional else ""
        return format_html('<a href="{}">{}</a> {}', address, record.received, mark)

    def render_outcome(self, record: IntakeReport) -> SafeString:
        if not record.outcome:
            return badges.badge(gettext_lazy("Waiting"), "waiting")
        return badges.status_badge(record, "outcome")

    def render_danger_now(self, record: IntakeReport) -> SafeString:
        if record.danger_now == Danger.YES and record.case is not None and record.case.danger_since is None:
            return badges.badge(gettext_lazy("Yes, now over"), "closed")
        return badges.status_badge(record, "danger_now")

    def render_case(self, record: IntakeReport) -> SafeString:
        return case_cell(record.case, self.request) if record.case is not None else mark_safe("")

    def render_channel(self, record: IntakeReport) -> str:
        return str(record.channel_words)

    def render_region(self, record: IntakeReport) -> str:
        return record.region_name


class ReportList(ListPage):
    """What came in, newest first."""

    title = gettext_lazy("Reports received")
    table_class = ReportTable
    orders = {"received_at": Order("received_at")}
    default_sort = "-received_at"
    empty = Empty(
        gettext_lazy("No reports yet"),
        gettext_lazy("Every case starts with a report, from anyone and by any means."),
        url=reverse_lazy("cases:new_report"),  # type: ignore[arg-type]  # lazy, because addresses are loading
        action=gettext_lazy("New report"),
    )

    def rows(self) -> QuerySet[Any]:
        return _seen(self)

    def tell(self, rows: Sequence[Any]) -> None:
        tell_titles((report.case for report in rows if report.case), "cases:report_list")


def _seen(page: ListPage) -> ReportQuerySet:
    user: User = page.request.user  # type: ignore[assignment]  # the page asks for sign-in first
    require(user, "cases.work")
    rows: ReportQuerySet = IntakeReport.objects.visible_to(user, "cases.view_report")
    return rows.select_related("case", "logged_by")


class WaitingTable(ReportTable):
    class Meta(ReportTable.Meta):
        exclude = ("case", "outcome")


class WaitingList(ReportList):
    """What nobody has decided about yet, the oldest first."""

    title = gettext_lazy("Reports waiting")
    table_class = WaitingTable
    default_sort = "received_at"
    empty = Empty(
        gettext_lazy("No report is waiting"),
        gettext_lazy("Every report has been decided. One that is saved to be decided later stands here."),
        url=reverse_lazy("cases:report_list"),  # type: ignore[arg-type]  # lazy, because addresses are loading
        action=gettext_lazy("All reports"),
    )

    def rows(self) -> QuerySet[Any]:
        waiting: ReportQuerySet = _seen(self).waiting()
        return waiting
