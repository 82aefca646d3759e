"""The addresses of a small house that uses every part of the interface once: for tests and for looking at it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
import django_tables2
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from carisecure.access.errors import NotPermitted, StaleRecord, TransitionRefused
from carisecure.accounts.models import Agency
from carisecure.accounts.roles import AgencyKind
from carisecure.days.ages import AgeRange
from carisecure.days.fields import DayField
from carisecure.interface import badges
from carisecure.interface.charts import Chart, Series
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.forms import WorkForm
from carisecure.interface.lists import ListPage
from carisecure.interface.models import Draft
from carisecure.interface.paging import Order
from carisecure.interface.progress import Progress
from carisecure.interface.rows import RowSet
from carisecure.interface.tables import DayColumn, Empty, KnownColumn, StatusColumn, WorkTable
from carisecure.interface.views import answer_form, render_page

badges.register("accounts.Agency.kind", {"ctu": "active", "ngo": "done", "frontline": "new", "dpp": "waiting"})


class PersonRow(forms.Form):
    name = forms.CharField(label="Name as given", max_length=80)
    age = forms.IntegerField(label="Age, about", required=False, min_value=0, help_text="Leave it empty if unknown.")


class ReportForm(WorkForm):
    submit_label = "Send the report"
    row_sets = {"people": RowSet(PersonRow, legend="People", row_label="Person", most=5)}

    summary = forms.CharField(label="What happened", widget=forms.Textarea, help_text="In the words of the person.")
    place = forms.CharField(label="Place", required=False)
    seen_on = DayField(label="Seen on", required=False)
    source = forms.ChoiceField(
        label="Who told us", choices=[("", "Choose"), ("hotline", "Hotline"), ("visit", "Visit")]
    )
    kinds = forms.MultipleChoiceField(
        label="Agencies told", required=False, choices=AgencyKind.choices,
        widget=forms.SelectMultiple(attrs={"class": "js-picker"}),
    )  # fmt: skip
    urgent = forms.TypedChoiceField(
        label="Is somebody in danger now?", choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known yet")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    consent = forms.BooleanField(label="The person agreed that we write this down", required=False)


def _write(request: SignedIn, form: ReportForm) -> str:
    """Stands for an operation: what the summary says decides what it does."""
    summary = form.cleaned_data["summary"]
    if summary == "refuse":
        raise TransitionRefused("The case is closed; open it again first.")
    if summary == "invalid":
        raise ValidationError({"place": "There is no such place.", "elsewhere": "Something else is wrong."})
    if summary == "stale":
        raise StaleRecord
    if summary == "fail":
        raise RuntimeError("a fault of our own")
    key = f"written-{form.cleaned_data['submission_key']}"
    Draft.objects.create(author=request.user, key=key, body=str(len(form.row_values("people"))))
    messages.success(request, "The report is stored.")
    return reverse("sink")


@signed_in
def report(request: SignedIn) -> HttpResponse:
    initial = {"summary": "stored text"} if "edit" in request.GET else {}
    form = ReportForm.open(request, draft="sink-report", version=2 if "edit" in request.GET else None, initial=initial)
    context = {
        "title": "New report",
        "lead": "Nothing is sent yet.",
        "cancel_url": reverse("sink"),
    }
    return answer_form(request, form, lambda: _write(request, form), template="sink/report.html", context=context)


class AgencyTable(WorkTable):
    name = django_tables2.Column(verbose_name="Name")
    code = django_tables2.Column(verbose_name="Code")
    kind = StatusColumn("kind", verbose_name="Kind")
    phone = KnownColumn(verbose_name="Duty telephone")
    since = DayColumn(verbose_name="Since", accessor="pk", empty_values=())

    def render_since(self) -> str:
        return "2026"


class AgencyFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    kind = django_filters.ChoiceFilter(label="Kind", choices=AgencyKind.choices, empty_label="Any")

    class Meta:
        model = Agency
        fields = ["kind"]


class AgencyList(ListPage):
    title, lead = "Agencies", "Everybody who works on cases."
    table_class, filter_class = AgencyTable, AgencyFilter
    orders = {"name": Order("name"), "kind": Order("kind")}
    default_sort = "name"
    size = 4
    empty = Empty("No agencies yet", "An administrator adds them.", url="/", action="Start page")

    def rows(self) -> QuerySet[Any]:
        return Agency.objects.all()


@signed_in
def sink(request: SignedIn) -> HttpResponse:
    now = timezone.now()
    chart = Chart(
        title="Cases opened, by month", label_heading="Month", labels=["January", "February", "March"],
        series=[Series("Cases", [4, 7, None], ["4", "7", "<5"]), Series("Reports", [11, 9, 12])],
        note="Unit: case. Small numbers are hidden.",
    )  # fmt: skip
    context = {
        "now": now, "on": dt.date(2024, 3, 1),
        "age": AgeRange(15, 17, dt.date(2024, 3, 1)), "chart": chart, "tones": sorted(badges.TONES),
        "job": Progress("1", "Figures for October", "Running", reverse("job"), done=40, total=120),
        "agency": Agency.objects.first(), "empty": AgencyList.empty,
    }  # fmt: skip
    return render_page(request, "sink/home.html", context)


@signed_in
def job(request: SignedIn) -> HttpResponse:
    over = Progress(
        "1", "Figures for October", "Done", reverse("job"), "done", True, answer_url="/", answer_label="Open"
    )
    return render_page(request, "sink/job.html", {"job": over}, fragment="interface/_job_progress.html")


@require_safe
def failing(request: HttpRequest, kind: str) -> HttpResponse:
    if kind == "403":
        raise NotPermitted("sink.fail")
    if kind == "409":
        raise StaleRecord({"text": "their text"}, {"text": "my text"})
    if kind == "500":
        raise RuntimeError("a fault of our own")
    raise Http404


urlpatterns = [
    path("", include("carisecure.interface.urls")),
    path("", sink, name="sink"),
    path("agencies/", AgencyList.as_view(), name="agencies"),
    path("report/", report, name="report"),
    path("job/", job, name="job"),
    path("fail/<slug:kind>/", failing, name="failing"),
    path("accounts/login/", lambda request: HttpResponse("sign in here"), name="account_login"),
    path("accounts/logout/", lambda request: HttpResponse("sign out here"), name="account_logout"),
]
