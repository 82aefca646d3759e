"""Danger now: marked on a case and ended, with the steps that went before."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.forms import WorkForm
from carisecure.interface.views import answer_form
from cases.danger import operations
from cases.danger.forms import EndDangerForm, RaiseDangerForm
from cases.danger.models import DangerEntry
from cases.record.doors import case_form, case_of, form_methods

SHOWN = 50


@signed_in
@form_methods
def danger(request: SignedIn, pk: UUID) -> HttpResponse:
    """One page: where it stands it is ended, where it does not it is marked."""
    case = case_of(request, pk, "cases.end_danger")
    stands = case.danger_since is not None
    of_form: type[WorkForm] = EndDangerForm if stands else RaiseDangerForm
    form = of_form.open(request, draft=f"case-danger-{case.pk}")

    def act() -> str:
        operation = operations.end_danger if stands else operations.raise_danger
        operation(case=case, by=request.user, **form.values())
        said = _("Danger ended.") if stands else _("Case marked: danger now.")
        messages.success(request, said)
        return reverse("cases:case", args=[case.pk])

    entries = DangerEntry.objects.visible_to(request.user, "cases.end_danger").filter(case=case)
    context = case_form(case, _("Mark danger over") if stands else _("Mark danger now"))
    context["entries"] = list(entries.select_related("made_by")[:SHOWN])
    return answer_form(request, form, act, template="cases/danger/danger.html", context=context)
