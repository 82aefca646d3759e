"""The prosecutor's pages for reading: my matters, one matter, the frozen list."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carisecure.access.models import WalledQuerySet
from carisecure.access.policy import fetch, rights, rule, who_may, with_rights
from carisecure.accounts.models import User
from carisecure.audit.anchors import anchor_line
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form, render_page
from carisecure.storage import serving
from cases.people.showing import NamesGate
from cases.people.views.names import answer_press
from cases.record.models import Case
from cases.record.readers import readers_of
from prosecutions.court_path.words import stage_label, stage_tone
from prosecutions.file.models import FileSubmission
from prosecutions.file.pdf import file_list_pdf
from prosecutions.matter.actions import case_url_for, next_actions
from prosecutions.matter.forms import AssignForm
from prosecutions.matter.names import NAMES, names_gate, people_of, works_on_matter
from prosecutions.matter.operations import assign_matter, whose
from prosecutions.matter.queries import LISTED, frozen_items, matter_page
from prosecutions.record.doors import VIEW, form_context, matter_url, may_of, opened
from prosecutions.record.models import Prosecution


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def assign(request: SignedIn, pk: UUID) -> HttpResponse:
    prosecution: Prosecution = fetch(Prosecution, viewer=request.user, action="prosecutions.assign_matter", pk=pk)
    people = who_may("prosecutions.record_advice", prosecution)
    form = AssignForm.open(
        request, people=people, version=whose(prosecution),
        initial={"to": prosecution.assigned_to_id or request.user.pk},
    )  # fmt: skip

    def act() -> str:
        assign_matter(prosecution=prosecution, by=request.user, had=form.cleaned_data["version"], **form.values())
        messages.success(request, _("Matter assigned."))
        return matter_url(prosecution)

    return answer_form(request, form, act, context=form_context(prosecution, _("Assign the matter")))


def _with_rights(viewer: User) -> WalledQuerySet:
    provisional = Case.objects.filter(pk=OuterRef("case_id"), provisional_batch__isnull=False)
    matters = Prosecution.objects.select_related("assigned_to", "dpp_agency").annotate(
        is_provisional=Exists(provisional)
    )
    return with_rights(matters, viewer)


@require_safe
@signed_in
def matter(request: SignedIn, pk: UUID) -> HttpResponse:
    prosecution: Prosecution = fetch(_with_rights, viewer=request.user, action=VIEW, pk=pk)
    held = rights(request.user, prosecution)
    gate = names_gate(request, prosecution, held, reverse("prosecutions:matter_names", args=[pk]))
    page = matter_page(request.user, prosecution, with_names=gate.is_shown)
    opened(prosecution, "matter", submission=page.latest.number, **_with(gate))
    context: dict[str, Any] = {
        "prosecution": prosecution,
        "others": page.others,
        "stage": stage_label(prosecution),
        "tone": stage_tone(prosecution),
        "page_of": page,
        "gate": gate,
        "listed": f":{LISTED}",
        # Each button that writes is a form of its own, with a key of its own.
        "queries": [(query, uuid4()) for query in page.queries],
        "may": may_of(held),
        "actions": next_actions(prosecution, page, held),
        "is_prosecutor": rule("prosecutions.my_matters").open_to(request.user),
        "case_url": case_url_for(request.user, prosecution),
        "readers": page.readers,
    }
    return render_page(request, "prosecutions/matter/matter.html", context)


@require_safe
@signed_in
def submission(request: SignedIn, pk: UUID) -> HttpResponse:
    sent = _submission(request, pk, VIEW)
    held = rights(request.user, sent)
    gate = names_gate(request, sent.prosecution, held, reverse("prosecutions:submission_names", args=[pk]))
    items = frozen_items(request.user, sent, with_names=gate.is_shown)
    opened(sent.prosecution, "submission", submission=sent.number, items=len(items), **_with(gate))
    context = {
        "submission": sent,
        "prosecution": sent.prosecution,
        "items": items,
        "gate": gate,
        "readers": readers_of(sent, VIEW, viewer=request.user),
        "anchor": anchor_line(),
    }
    return render_page(request, "prosecutions/matter/submission.html", context)


@require_safe
@signed_in
def submission_pdf(request: SignedIn, pk: UUID) -> HttpResponse:
    """The numbered list as a document: people stand in it by their labels, whatever is shown on the screen.

    Its name carries the matter's reference and nothing else.
    """
    sent = _submission(request, pk, VIEW)
    items = frozen_items(request.user, sent)
    opened(sent.prosecution, "submission_pdf", submission=sent.number, items=len(items))
    name = f"{sent.prosecution.reference}-submission-{sent.number}.pdf"
    content = file_list_pdf(sent, items, printed_for=request.user)
    return serving.shown(content, name=name, content_type="application/pdf")


@require_POST
@signed_in
def matter_names(request: SignedIn, pk: UUID) -> HttpResponse:
    """Show who the people of the matter are for this visit, or hide them again."""
    prosecution: Prosecution = fetch(Prosecution, viewer=request.user, action=NAMES, pk=pk)
    return _press(request, prosecution, f"{reverse('prosecutions:matter', args=[pk])}#accused")


@require_POST
@signed_in
def submission_names(request: SignedIn, pk: UUID) -> HttpResponse:
    """The same press, on the page of a frozen list."""
    return _press(request, _submission(request, pk, NAMES).prosecution, reverse("prosecutions:submission", args=[pk]))


def _press(request: SignedIn, prosecution: Prosecution, back: str) -> HttpResponse:
    return answer_press(
        request,
        on=prosecution,
        people=people_of(request.user, prosecution),
        hidden=[],
        is_own=works_on_matter(request.user, prosecution),
        action=NAMES,
        back=back,
    )


def _with(gate: NamesGate) -> dict[str, object]:
    return {"names": True} if gate.is_shown else {}


def _submission(request: SignedIn, pk: UUID, action: str) -> FileSubmission:
    rows = FileSubmission.objects.select_related("prosecution", "recorded_by")
    found: FileSubmission = fetch(rows, viewer=request.user, action=action, pk=pk)
    return found
