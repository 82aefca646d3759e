"""The auditor's pages, and the part of any page that says who has read it."""

from __future__ import annotations

import re
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from carisecure.access import path
from carisecure.access.errors import NotVisible
from carisecure.access.models import Walled
from carisecure.access.policy import may, require
from carisecure.accounts.fresh import require_fresh
from carisecure.audit import queries, review_pages, state
from carisecure.audit.export import TooManyLines, log_file
from carisecure.audit.readings import readings_of
from carisecure.audit.record import record
from carisecure.audit.tables import LogFilter, LogTable
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.lists import ListPage
from carisecure.interface.paging import Order
from carisecure.interface.tables import Empty
from carisecure.interface.views import render_page
from carisecure.storage import serving

# What of a filter is repeated in the ledger: ids and codes. A name typed into it by mistake is not.
_CODE = re.compile(r"[0-9a-f-]{36}|[a-z_]{1,40}|[A-Z]{2}-[0-9A-Z-]{4,20}|\d{4}-\d\d-\d\d")


class AccessLog(ListPage):
    """Every line, the newest first. Reading it is a line as well."""

    title = gettext_lazy("Access log")
    lead = gettext_lazy(
        "Who read, wrote, exported or was refused what, and when. Codes and references only, no names of victims."
    )
    template = "audit/access_log.html"
    table_class = LogTable
    filter_class = LogFilter
    orders = {"at": Order("id")}
    default_sort = "-at"
    empty = Empty(
        gettext_lazy("Nothing recorded yet"),
        gettext_lazy("Every sign-in, every page opened and every change appears here automatically."),
    )

    def rows(self) -> QuerySet[Any]:
        return queries.lines(cast(SignedIn, self.request).user)

    def order(self) -> tuple[str, Order]:
        """Between two days by their moments: by number, every newer line would be read before the first of these."""
        name, order = super().order()
        dated = any(self.request.GET.get(day) for day in ("since", "until"))
        return name, Order("at", order.descending) if dated else order

    def extra(self) -> dict[str, Any]:
        to_review, _questions = review_pages.due(cast(SignedIn, self.request).user)
        export = f"{reverse('audit:export')}?{self.request.GET.urlencode()}"
        return {"state": state.sealing(), "to_review": len(to_review), "export_url": export}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().get(request, *args, **kwargs)
        record("read.log", detail={"page": "audit:access_log", "filter": _asked(request)})
        return answer


@require_safe
@signed_in
def export(request: SignedIn) -> HttpResponse:
    """The lines of the filter as CSV, after a fresh factor. The file is itself a line of the log."""
    rows = queries.lines(request.user)
    require_fresh(request)
    asked = _asked(request)
    try:
        content, told = log_file(LogFilter(request.GET or None, queryset=rows).qs, asked=asked, by=request.user)
    except TooManyLines as refusal:
        record("refused.transition", detail={"view": "audit:export", "filter": asked})
        messages.error(request, str(refusal))
        return redirect(f"{reverse('audit:access_log')}?{request.GET.urlencode()}")
    record("export", table="audit_entry", detail={**told, "filter": asked})
    name = f"access-log-{timezone.localdate():%Y-%m-%d}.csv"
    return serving.attachment(content, name=name, content_type="text/csv; charset=utf-8")


def _asked(request: HttpRequest) -> dict[str, str]:
    """The filter as the ledger may repeat it."""
    given = {name: str(value) for name, value in request.GET.items() if value}
    return {name: value if _CODE.fullmatch(value) else "text" for name, value in given.items()}


@require_safe
@signed_in
def seals(request: SignedIn) -> HttpResponse:
    """How far the log is sealed, where its roots were put outside, and whether the newest seals hold."""
    require(request.user, queries.READ_LOG)
    found = state.seals_page()
    record("read.log", detail={"page": "audit:seals"})
    return render_page(request, "audit/seals.html", {"found": found})


@require_safe
@signed_in
def readings(request: SignedIn, label: str, pk: UUID) -> HttpResponse:
    """Who has read one row, for whoever sees the row: a page, and the part that other pages load."""
    obj = _seen(request, label, pk)
    context = {"readers": readings_of(request.user, obj), "thing": obj._meta.verbose_name}
    return render_page(request, "audit/readings.html", context, fragment="audit/_readings.html")


@require_POST
@signed_in
def printed(request: SignedIn, label: str, pk: UUID) -> HttpResponse:
    """The browser says that a page about this row goes to a printer (`static/js/printed.js`): a line of the log.

    A browser without scripts says nothing, and a photograph of the screen neither: the line about the reading stands.
    """
    obj = _seen(request, label, pk)
    record("print", table=obj._meta.db_table, object_id=obj.pk)
    return HttpResponse(status=204)


def _seen(request: SignedIn, label: str, pk: UUID) -> Walled:
    """The row of that table, or `NotVisible`: hidden, nonexistent and of no walled table are alike."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        raise NotVisible from None
    of_case = model._meta.app_label == "cases"
    if not issubclass(model, Walled) or (of_case and not may(request.user, "audit.watch_case")):
        raise NotVisible
    obj: Walled | None = path.limit(model.objects.all(), request.user, model.wall.reading).filter(pk=pk).first()
    if obj is None:
        raise NotVisible
    return obj
