"""The shared desk: locking, unlocking, confirming that it is still you, and the list of one's sessions."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carisecure.access.errors import NotVisible
from carisecure.accounts import asking, desks, factors, fresh, kept, lockout
from carisecure.accounts.models import Desk
from carisecure.accounts.sign_in_models import Ended, Factor, idle_limit
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.places import START, came_from, place_here
from carisecure.interface.views import render_page

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@form_methods
def lock_now(request: SignedIn) -> HttpResponse:
    """Lock this session. A link of our own page does it at once; from anywhere else a button is shown first, so that
    no foreign page can lock somebody's work.
    """
    ours = (
        request.headers.get("Sec-Fetch-Site") == "same-origin" and request.headers.get("Sec-Fetch-Dest") == "document"
    )
    desk = desks.desk_of(request)
    if desk is None or (request.method != "POST" and not ours):
        return render_page(request, "accounts/lock_now.html")
    if before := came_from(request):
        desk.return_to = before[: kept.LONGEST_PATH]
        desk.save(update_fields=["return_to"])
    desks.lock(desk, now=timezone.now(), by_hand=True)
    return redirect("locked")


@login_not_required
@never_cache
@require_safe
def locked(request: HttpRequest) -> HttpResponse:
    """The blank screen: who may unlock, and nothing of any page."""
    return _lock_screen(request)


@login_not_required
@never_cache
@sensitive_post_parameters("code", "credential")
@form_methods
def unlock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A key or a code gives one of this browser's locked sessions back."""
    desk = desks.locked_here(request).filter(pk=pk).first()
    if desk is None or request.method != "POST":
        return redirect("locked")
    if settings.DEMO and desk.factor == Factor.DEMONSTRATION:
        factor, error = str(Factor.DEMONSTRATION), ""
    else:
        factor, error = asking.shown(request, desk.user)  # type: ignore[assignment]
    if not factor:
        return _lock_screen(request, failed=desk, error=str(error))
    if not desks.unlock(request, desk, factor=factor):
        return redirect("account_login")
    lockout.note_success(request, desk.user)
    return _back(request, desk)


def _lock_screen(request: HttpRequest, failed: Desk | None = None, error: str = "") -> HttpResponse:
    found = list(desks.locked_here(request))
    if not found:
        return redirect("home" if request.user.is_authenticated else "account_login")
    asked = []
    # One challenge a session is remembered, so the key is asked of the one in front; the others get a link.
    front = failed if failed is not None else found[0]
    if (chosen := request.GET.get("who", "")) and failed is None:
        front = next((one for one in found if str(one.pk) == chosen), front)
    for desk in found:
        if desk.pk == front.pk:
            is_demonstration = desk.factor == Factor.DEMONSTRATION
            ask = asking.ask(
                request, desk.user, address=reverse("unlock", args=[desk.pk]), demonstration=is_demonstration,
                error=error, submit_label=_("Unlock"),
            )  # fmt: skip
            asked.append((desk, ask))
    others = [desk for desk in found if desk.pk != front.pk]
    context = {"asked": asked, "others": others}
    return render_page(request, "accounts/locked.html", context, status=422 if error else 200)


@signed_in
@sensitive_post_parameters("code", "credential")
@form_methods
def confirm(request: SignedIn) -> HttpResponse:
    """Ask for the factor before something that must not happen at a desk that was left for a moment."""
    desk = desks.desk_of(request)
    if desk is None:
        raise NotVisible
    error = ""
    if request.method == "POST":
        if fresh.is_demonstration(desk):
            factor = str(Factor.DEMONSTRATION)
        else:
            factor, error = asking.shown(request, request.user)  # type: ignore[assignment]
        if factor:
            desks.confirm(desk, factor=factor)
            lockout.note_success(request, request.user)
            return _back(request, desk)
    has_factor = fresh.is_demonstration(desk) or bool(factors.accepted(request.user, recovery=False))
    ask = asking.ask(
        request, request.user, address=reverse("confirm"), demonstration=fresh.is_demonstration(desk), error=error
    )
    status = 422 if error else 200
    return render_page(request, "accounts/confirm.html", {"ask": ask, "has_factor": has_factor}, status=status)


def _back(request: HttpRequest, desk: Desk) -> HttpResponse:
    kept.put_back_drafts(desk)
    page = place_here(request, kept.where_to(desk)) or START
    return redirect("kept") if kept.forms_of(desk) else redirect(page)


@signed_in
@form_methods
def show_kept(request: SignedIn) -> HttpResponse:
    """What was sent before the lock or the question, each to be sent again with one press, or discarded.

    Looking takes nothing away: a page that is asked for twice, or whose answer is lost, shows the same again.
    """
    desk = desks.desk_of(request)
    if desk is not None and request.method == "POST":
        kept.discard(desk, request.POST.get("discard", ""))
    forms = kept.forms_of(desk) if desk is not None else []
    if not forms:
        return redirect("home")
    return render_page(request, "accounts/kept.html", {"forms": forms})


@signed_in
@require_safe
def state(request: SignedIn) -> JsonResponse:
    """How many seconds until this session locks. The script asks with X-Passive, which is no sign of life."""
    desk = desks.desk_of(request)
    if desk is None:
        raise NotVisible
    desk.refresh_from_db(fields=["active_at"])
    left = (desk.active_at + idle_limit() - timezone.now()).total_seconds()
    return JsonResponse({"locks_in": max(0, int(left))})


@signed_in
@require_safe
def session_list(request: SignedIn) -> HttpResponse:
    """Where one is signed in."""
    here = desks.desk_of(request)
    mine = Desk.objects.open().filter(user=request.user).order_by("-active_at")
    rows = [(desk, here is not None and desk.pk == here.pk) for desk in mine]
    return render_page(request, "accounts/session_list.html", {"rows": rows})


@signed_in
@require_POST
def end_session(request: SignedIn, pk: UUID) -> HttpResponse:
    """End one of one's own sessions."""
    desk = Desk.objects.open().filter(user=request.user, pk=pk).first()
    if desk is None:
        raise NotVisible
    desks.end(desk, why=Ended.BY_PERSON)
    messages.success(request, _("The session has ended."))
    return redirect("accounts:session_list")
