"""The keys of the house: what stands under which wrapping key, and what takes two administrators. Never a key."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from carisecure.access.errors import NotVisible
from carisecure.access.models import KeyRequest
from carisecure.access.policy import may, require
from carisecure.access.two_people import doors
from carisecure.access.vault.key_models import KeyWork
from carisecure.accounts import key_work as operations
from carisecure.accounts.forms import AskKeyWorkForm, DecideKeyWorkForm
from carisecure.accounts.fresh import require_fresh
from carisecure.accounts.key_pages import keys_page, progress_of
from carisecure.interface import labels
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form, render_page, wants_fragment

form_methods = require_http_methods(["GET", "HEAD", "POST"])

LEADS = {
    KeyWork.ROTATE: gettext_lazy(
        "The key of every person, case and file is wrapped again. Sealed texts do not change, and pages keep working."
    ),
    KeyWork.RETIRE: gettext_lazy(
        "Nothing new can be put under it, and it can be taken out of VAULT_KEYS. This cannot be undone."
    ),
    KeyWork.REINDEX: gettext_lazy(
        "After changing VAULT_INDEX_KEY. The approval is valid for one day, for the command that does it."
    ),
}


@require_safe
@signed_in
def show_keys(request: SignedIn) -> HttpResponse:
    require(request.user, operations.KEEP)
    return render_page(request, "accounts/keys.html", {"shown": keys_page(request.user)})


@signed_in
@form_methods
def ask_key_work(request: SignedIn, kind: str) -> HttpResponse:
    """The first of two administrators."""
    require(request.user, operations.KEEP)
    if kind not in KeyWork.values:
        raise Http404
    form = AskKeyWorkForm.open(request)
    retiring = kind == KeyWork.RETIRE
    form.offer([key.number for key in operations.wrapping_keys() if key.may_retire] if retiring else [])

    def act() -> str:
        require_fresh(request)
        made = operations.ask(kind=kind, by=request.user, **form.values())
        messages.success(request, _("Request sent. Tell another administrator: it is waiting for them here."))
        return reverse("accounts:key_work", args=[made.pk])

    context = {
        "title": KeyWork(kind).label,
        "lead": LEADS[KeyWork(kind)],
        "cancel_url": reverse("accounts:keys"),
    }
    return answer_form(request, form, act, context=context)


@signed_in
@form_methods
def key_work(request: SignedIn, pk: UUID) -> HttpResponse:
    """One request: read by both, decided by the other, and then how far it is."""
    found = None
    if may(request.user, operations.KEEP):
        found = KeyRequest.objects.select_related("requested_by", "decided_by").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    asked: KeyRequest = found
    progress = progress_of(asked, request.user)
    if request.method == "GET" and wants_fragment(request):
        if progress is None:  # done meanwhile: the whole page has changed
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render_page(request, "interface/_job_progress.html", {"job": progress})
    form = DecideKeyWorkForm.open(request)

    def act() -> str:
        doors.take_answer(
            request,
            form,
            asked,
            approve=lambda answer: operations.approve(request=asked, by=request.user, answer=answer),
            refuse=lambda answer: operations.refuse(request=asked, by=request.user, answer=answer),
        )
        return reverse("accounts:key_work", args=[asked.pk])

    context = {
        "asked": asked,
        "reason": labels.worded(asked.reason, (operations.BY_COMMAND,)),
        "progress": progress,
        "may_decide": operations.may_decide(request.user, asked),
        "is_of_my_adder": request.user.added_by_id == asked.requested_by_id,
        "is_mine": asked.requested_by_id == request.user.pk,
        "is_for_command": asked.kind == KeyWork.REINDEX,
    }
    return answer_form(request, form, act, template="accounts/key_work.html", context=context)
