"""Collections: kept apart from the national figures, each counted by itself."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Max, Min, Q
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from carisecure.access import policy
from carisecure.access.fields import load_keys
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import render_page
from reports.figures.models import ReportRun
from reports.importing.models import ImportBatch
from reports.record.models import Collection, ReferenceRecord


@require_safe
@signed_in
def collection_list(request: SignedIn) -> HttpResponse:
    policy.require(request.user, "reports.view_collection")
    rows = Collection.objects.visible_to(request.user, "reports.view_collection").annotate(
        people=Count("batches__records", filter=Q(batches__state="committed")),
        first=Min("batches__records__year"),
        last=Max("batches__records__year"),
    )
    return render_page(request, "reports/collections/collection_list.html", {"collections": rows})


@require_safe
@signed_in
def collection(request: SignedIn, pk: UUID) -> HttpResponse:
    found = Collection.objects.fetch(request.user, "reports.view_collection", pk)
    batches = list(ImportBatch.objects.visible_to(request.user, "reports.import").filter(collection=found)[:100])
    load_keys(batches)
    counts = ReferenceRecord.objects.visible_to(request.user, "reports.view_collection").of_collection(found)
    context = {
        "collection": found,
        "batches": batches,
        "summary": counts.aggregate(people=Count("pk"), first=Min("year"), last=Max("year")),
        "runs": ReportRun.objects.visible_to(request.user, "reports.view_run").filter(collection=found)[:10],
    }
    return render_page(request, "reports/collections/collection.html", context)
