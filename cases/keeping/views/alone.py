"""Pages on which something that is kept by itself is held and disposed of (`cases.keeping.alone`): doors for a room.

A room's own view names its `Keeping` and hands over; it says nothing else.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from carisecure.access.policy import fetch
from carisecure.access.two_people import doors
from carisecure.access.two_people.forms import DecideForm
from carisecure.access.two_people.kinds import kind_of
from carisecure.access.two_people.operations import may_decide
from carisecure.accounts.fresh import require_fresh
from carisecure.interface.doors import SignedIn
from carisecure.interface.views import answer_form
from cases.keeping.alone import Keeping
from cases.keeping.forms import AskDisposalForm, DestroyForm, KeepForm, LiftHoldForm
from cases.keeping.models import DISPOSAL, KeptApproval, KeptHold
from cases.keeping.operations import agreeing


def hold(request: SignedIn, pk: UUID, keeping: Keeping) -> HttpResponse:
    obj = fetch(keeping.anchor, viewer=request.user, action=keeping.action, pk=pk)
    form = KeepForm.open(request)

    def act() -> str:
        agreeing.place_hold(keeping, obj, by=request.user, **form.values())
        messages.success(request, _("Hold placed. It can be neither erased nor disposed of."))
        return keeping.url("hold", obj.pk)

    holds = keeping.rows(keeping.holds, obj, request.user).select_related("placed_by", "lifted_by")
    lines = [(one, keeping.url("lift_hold", one.pk)) for one in holds]
    context = _context(keeping, obj, _("Hold")) | {"holds": lines}
    return answer_form(request, form, act, template="cases/keeping/kept_hold.html", context=context)


def lift(request: SignedIn, pk: UUID, keeping: Keeping) -> HttpResponse:
    rows = keeping.holds._default_manager.select_related(keeping.name)
    found: KeptHold = fetch(rows, viewer=request.user, action=keeping.action, pk=pk)
    form = LiftHoldForm.open(request)

    def act() -> str:
        asked = agreeing.ask_to_lift(keeping, found, by=request.user, **form.values())
        messages.success(request, _("Request sent. The hold is lifted when a second person approves."))
        return keeping.url("approval", asked.pk)

    lead = _("It remains until a second person approves.")
    context = _context(keeping, keeping.of(found), _("Lift the hold")) | {"lead": lead}
    return answer_form(request, form, act, template="cases/keeping/kept_form.html", context=context)


def dispose(request: SignedIn, pk: UUID, keeping: Keeping) -> HttpResponse:
    """One page that knows how far it is: not possible, to be asked for, agreed."""
    obj = fetch(keeping.anchor, viewer=request.user, action=keeping.action, pk=pk)
    is_agreed = agreeing.stands(keeping, DISPOSAL, obj, request.user)
    form = (DestroyForm if is_agreed else AskDisposalForm).open(request)

    def act() -> str:
        if is_agreed:
            require_fresh(request)
            agreeing.dispose(keeping, obj, by=request.user)
            messages.success(request, _("The records have been disposed of. This register entry remains."))
            return keeping.page(obj)
        asked = agreeing.ask_for_disposal(keeping, obj, by=request.user, **form.values())
        messages.success(request, _("Request sent. When a second person approves, finish it here."))
        return keeping.url("approval", asked.pk)

    context = _context(keeping, obj, _("Dispose of the records")) | {
        "is_agreed": is_agreed,
        "gone": keeping.gone,
        "why_not": keeping.why_not_yet(obj, request.user),
        "is_held": agreeing.is_held(keeping, obj, request.user),
        "hold_url": keeping.url("hold", obj.pk),
        "until": keeping.until(obj),
    }
    return answer_form(request, form, act, template="cases/keeping/kept_dispose.html", context=context)


def decide(request: SignedIn, pk: UUID, keeping: Keeping) -> HttpResponse:
    """What somebody else asked for: read, and decided with a fresh factor."""
    rows = keeping.asked._default_manager.select_related(keeping.name, "requested_by", "decided_by")
    approval: KeptApproval = fetch(rows, viewer=request.user, action=keeping.action, pk=pk)
    obj, form = keeping.of(approval), DecideForm.open(request)

    def answer(granted: bool) -> Any:
        return lambda text: agreeing.decide(keeping, approval, granted=granted, by=request.user, answer=text)

    def act() -> str:
        doors.take_answer(request, form, approval, approve=answer(True), refuse=answer(False))
        return keeping.url("approval", approval.pk)

    context = _context(keeping, obj, approval.words) | {
        "approval": approval,
        "asked_for": kind_of(keeping.asked, approval.kind).facts(approval),
        "may_decide": may_decide(request.user, approval),
        "is_mine": approval.requested_by_id == request.user.pk,
        "go_on_url": _go_on(keeping, approval, obj, request),
    }
    return answer_form(request, form, act, template="cases/keeping/kept_approval.html", context=context)


def _go_on(keeping: Keeping, approval: KeptApproval, obj: Any, request: SignedIn) -> str:
    """Where whoever asked finishes it, while the yes stands."""
    own = approval.requested_by_id == request.user.pk and approval.stands
    page = keeping.finished_on.get(approval.kind, "")
    return keeping.url(page, obj.pk) if own and page else ""


def _context(keeping: Keeping, obj: Any, title: str) -> dict[str, Any]:
    return {
        "title": title, "called": keeping.called(obj), "cancel_url": keeping.page(obj), "styles": keeping.styles,
    }  # fmt: skip


def stub_of(keeping: Keeping, obj: Any, disposal: Any) -> dict[str, Any]:
    """The context of what is left: `cases/keeping/_kept_stub.html`."""
    return {
        "disposal": disposal,
        "counts": [(name, disposal.counts.get(key, 0)) for name, key in keeping.counted],
    }
