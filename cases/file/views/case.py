"""The case: its list, its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import django_filters
import django_tables2 as tables
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from carisecure.access.policy import fetch, require, with_rights
from carisecure.accounts.models import User
from carisecure.interface import badges
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.lists import ListPage
from carisecure.interface.paging import Order
from carisecure.interface.tables import Empty, MomentColumn, StatusColumn, WorkTable
from carisecure.interface.trails import trail_of
from carisecure.interface.views import render_page
from cases.file.queries import case_page
from cases.keeping.models import Hold
from cases.keeping.views.disposing import disposal_of, stub
from cases.people import showing
from cases.people.views.names import answer_press
from cases.record import choices, queries
from cases.record.models import Case, Involvement, Stage
from cases.record.querysets import CaseQuerySet, staff_of
from cases.record.rows import case_cell


@signed_in
@require_safe
def show(request: SignedIn, pk: UUID) -> HttpResponse:
    case: Case = fetch(_with_rights, viewer=request.user, action="cases.view_case", pk=pk)
    all_notes = request.GET.get("notes") == "all"
    if disposal := disposal_of(case):
        return stub(request, case, disposal)
    page = case_page(request.user, case, with_names=showing.is_shown(request, case.pk), all_notes=all_notes)
    context = {"page_of": page, "case": page.case, "may": page.may, "trail": trail_of(request, "cases:case_list")}
    return render_page(request, "cases/file/case.html", context)


@signed_in
@require_POST
def show_names(request: SignedIn, pk: UUID) -> HttpResponse:
    """Show the names of its people for this visit, or hide them again."""
    case = fetch(_rows, viewer=request.user, action="cases.view_names", pk=pk)
    rows = Involvement.objects.visible_to(request.user, "cases.view_person").filter(case=case)
    people = {involvement.pk: involvement.person_id for involvement in rows}
    return answer_press(request, on=case, people=people.values(), hidden=people, case=case)


def _with_rights(viewer: User) -> CaseQuerySet:
    rows: CaseQuerySet = with_rights(_rows(viewer), viewer)  # type: ignore[assignment]  # it stays what it was
    return rows


def _rows(viewer: User) -> CaseQuerySet:
    held = Exists(Hold.objects.standing().filter(case=OuterRef("pk")))
    rows: CaseQuerySet = Case.objects.annotate(is_held=held).select_related(
        "lead_officer", "agency", "opened_by", "disposal__asked_by", "disposal__agreed_by"
    )
    return rows


class CaseTable(WorkTable):
    reference = tables.Column(verbose_name=gettext_lazy("Reference"))
    stage = StatusColumn("stage", verbose_name=gettext_lazy("Stage"))
    region = tables.Column(verbose_name=gettext_lazy("Region"), empty_values=())
    lead_officer = tables.Column(verbose_name=gettext_lazy("Lead officer"), empty_values=())
    opened_at = MomentColumn(verbose_name=gettext_lazy("Opened"))
    last_moved_at = tables.Column(verbose_name=gettext_lazy("Last moved"))

    def render_reference(self, record: Case) -> SafeString:
        return case_cell(record, self.request)

    def render_stage(self, record: Case) -> SafeString:
        stage = badges.status_badge(record, "stage")
        if record.compartment == "agency":
            return stage
        return format_html("{} {}", stage, badges.status_badge(record, "compartment"))

    def render_region(self, record: Case) -> str:
        return record.region_name

    def render_lead_officer(self, record: Case) -> str | SafeString:
        return record.lead_officer.full_name if record.lead_officer else badges.badge(gettext_lazy("Nobody yet"), "new")

    def render_last_moved_at(self, record: Case) -> str | SafeString:
        return badges.badge(record.moved, "late") if queries.is_idle(record) else record.moved


def _staff(request: HttpRequest | None) -> QuerySet[User]:
    user = getattr(request, "user", None)
    return staff_of(user.agency_id) if isinstance(user, User) else User.objects.none()


class CaseFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    stage = django_filters.ChoiceFilter(label=gettext_lazy("Stage"), choices=Stage.choices)
    lead = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Lead officer"),
        field_name="lead_officer",
        queryset=_staff,
        null_label=gettext_lazy("Nobody yet"),
    )
    region = django_filters.ChoiceFilter(label=gettext_lazy("Region"), choices=lambda: choices.regions()[1:])
    danger = django_filters.ChoiceFilter(
        label=gettext_lazy("Danger"), choices=[("now", gettext_lazy("Danger now"))], method="only_in_danger"
    )
    idle = django_filters.ChoiceFilter(
        label=gettext_lazy("Moved"), choices=[("idle", gettext_lazy("Not moved for 14 days"))], method="only_idle"
    )

    def only_idle(self, rows: Any, name: str, value: str) -> Any:
        return rows.not_moved_since(queries.idle_since())

    def only_in_danger(self, rows: Any, name: str, value: str) -> Any:
        return rows.in_danger()


class CaseList(ListPage):
    """Every case that this person may open."""

    title = gettext_lazy("Cases")
    template = "cases/file/case_list.html"
    table_class = CaseTable
    filter_class = CaseFilter
    orders = {"opened_at": Order("opened_at"), "last_moved_at": Order("last_moved_at")}
    default_sort = "-opened_at"
    empty = Empty(
        gettext_lazy("No cases yet"),
        gettext_lazy("Every case starts with a report."),
        url=reverse_lazy("cases:new_report"),  # type: ignore[arg-type]  # lazy, because addresses are loading
        action=gettext_lazy("New report"),
    )

    def rows(self) -> QuerySet[Any]:
        user: User = self.request.user  # type: ignore[assignment]  # the page asks for sign-in first
        require(user, "cases.work")
        return Case.objects.visible_to(user, "cases.view_case").select_related("lead_officer")

    def tell(self, rows: Sequence[Any]) -> None:
        queries.tell_titles(rows, "cases:case_list")
