"""The unit's pages: sending the file, answering a query."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import fetch
from carisecure.accounts.models import Agency
from carisecure.accounts.roles import AgencyKind
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from cases.record.models import Case
from prosecutions.file.forms import NEW, SubmitForm
from prosecutions.file.models import FileItem
from prosecutions.file.operations import standing_matter, submissions_of, submit_file, takes_files
from prosecutions.file.sheets import Sheet, sheets_of
from prosecutions.record.models import Prosecution


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def submit(request: SignedIn, pk: UUID) -> HttpResponse:
    case: Case = fetch(Case, viewer=request.user, action="prosecutions.submit_file", pk=pk)
    sheets = sheets_of(case, by=request.user)
    rows = Prosecution.objects.visible_to(request.user, "prosecutions.view_matter").filter(case=case)
    matters = list(rows.select_related("assigned_to").order_by("number"))
    form = SubmitForm.open(
        request, draft=f"file-submission-{case.pk}", sheets=sheets, matters=matters,
        services=Agency.objects.filter(kind=AgencyKind.PROSECUTION, is_active=True),
        version=submissions_of(case).count(), initial=_usual(sheets, matters, asked=request.GET.get("matter", "")),
    )  # fmt: skip

    def act() -> str:
        sent = submit_file(case=case, by=request.user, after=form.cleaned_data["version"], **form.values())
        messages.success(request, _("Submission %(n)s has gone to the DPP.") % {"n": sent.number})
        return reverse("prosecutions:submission", args=[sent.pk])

    context = {"case": case, "is_first": not matters, "case_url": reverse("cases:case", args=[case.pk])}
    return answer_form(request, form, act, template="prosecutions/file/submit.html", context=context)


def _usual(sheets: list[Sheet], matters: list[Prosecution], *, asked: str) -> dict[str, Any]:
    """The form to begin with, for the matter from whose page one comes or the standing one."""
    if not matters:
        return {"items": _ticked(sheets, None)}
    came_from = next((one for one in matters if str(one.pk) == asked and takes_files(one)), None)
    matter = came_from or standing_matter(matters)
    to = matters[-1].dpp_agency_id
    return {"items": _ticked(sheets, matter), "matter": str(matter.pk) if matter else NEW, "to": to}


def _ticked(sheets: list[Sheet], before: Prosecution | None) -> list[str]:
    """Everything but who reported, or what went last time and what is new since."""
    if before is None:
        return [sheet.key for sheet in sheets if sheet.is_usual]
    sent = set(FileItem.objects.filter(prosecution=before).values_list("submission__number", "object_id"))
    latest = max(number for number, _key in sent)
    ever = {key for _number, key in sent}
    return [
        sheet.key
        for sheet in sheets
        if (latest, sheet.object_id) in sent or (sheet.is_usual and sheet.object_id not in ever)
    ]
