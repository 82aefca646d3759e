"""Reports: taken on one page, listed as they came in."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import require
from carisecure.accounts.models import User
from carisecure.countries.on_call import on_call
from carisecure.interface import badges
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.lists import ListPage
from carisecure.interface.paging import Order
from carisecure.interface.tables import Empty, MomentColumn, WorkTable
from carisecure.interface.views import answer_form
from cases.intake.forms import ReportForm
from cases.intake.models import Danger, IntakeReport
from cases.intake.operations import log_report
from cases.people.forms import entry_of_row
from cases.record.models import Compartment
from cases.record.rows import case_cell

DRAFT = "new-report"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_report(request: SignedIn) -> HttpResponse:
    require(request.user, "cases.log_report")
    form = ReportForm.open(request, draft=DRAFT)

    def act() -> str:
        people = [entry_of_row(row) for row in form.row_values("people")]
        report = log_report(by=request.user, people=people, **form.values())
        messages.success(request, _("Report saved. Case %(ref)s is open.") % {"ref": report.case.reference})
        if report.case.compartment == Compartment.SEALED:
            messages.warning(request, _("The case is sealed: only you can open it. Name who works on it with you."))
            return reverse("cases:access", args=[report.case_id])
        return reverse("cases:case", args=[report.case_id])

    context = {"duty_numbers": on_call(request.user)}
    return answer_form(request, form, act, template="cases/intake/new_report.html", context=context)


class ReportTable(WorkTable):
    received_at = MomentColumn(verbose_name=gettext_lazy("Received"))
    danger_now = tables.Column(verbose_name=gettext_lazy("Danger"))
    channel = tables.Column(verbose_name=gettext_lazy("How it came in"))
    region = tables.Column(verbose_name=gettext_lazy("Region"))
    case = tables.Column(verbose_name=gettext_lazy("Case"))
    logged_by = tables.Column(verbose_name=gettext_lazy("Recorded by"))

    def render_danger_now(self, record: IntakeReport) -> SafeString:
        if record.danger_now == Danger.YES and record.case.danger_since is None:
            return badges.badge(gettext_lazy("Yes, now over"), "closed")
        return badges.status_badge(record, "danger_now")

    def render_case(self, record: IntakeReport) -> SafeString:
        return case_cell(record.case, self.request)

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
        user: User = self.request.user  # type: ignore[assignment]  # the page asks for sign-in first
        require(user, "cases.work")
        seen = IntakeReport.objects.visible_to(user, "cases.view_case")
        return seen.select_related("case", "logged_by")
