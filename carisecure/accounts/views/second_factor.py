"""Between password and work: showing the second factor, or enrolling the first one."""

from __future__ import annotations

import base64
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from carisecure.access.errors import TransitionRefused
from carisecure.accounts import asking, desks, enrolments, factors, pending
from carisecure.accounts.models import User
from carisecure.interface.views import render_page

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@never_cache
@sensitive_post_parameters("code", "credential")
@form_methods
def show_factor(request: HttpRequest) -> HttpResponse:
    """The second half of signing in."""
    begun = pending.of(request)
    if begun is None:
        return redirect("account_login")
    if pending.next_step(begun) != "sign_in_factor":
        return redirect("sign_in_enrol")
    error = ""
    if request.method == "POST":
        factor, error = asking.shown(request, begun.user, recovery=True)  # type: ignore[assignment]
        if factor:
            pending.prove(request, begun, factor)
            return _go_on(request, begun)
    ask = asking.ask(request, begun.user, address=reverse("sign_in_factor"), recovery=True, error=error)
    context = {"ask": ask, "locked_here": list(desks.locked_here(request))}
    return render_page(request, "accounts/factor.html", context, status=422 if error else 200)


@login_not_required
@never_cache
@sensitive_post_parameters("code", "credential")
@form_methods
def enrol(request: HttpRequest) -> HttpResponse:
    """The first second factor; nothing else is reached before it stands."""
    begun = pending.of(request)
    if begun is None:
        return redirect("account_login")
    if pending.next_step(begun) == "sign_in_factor":
        return redirect("sign_in_factor")
    if not pending.may_enrol(begun):
        return render_page(request, "accounts/no_factor.html", status=403)
    error = ""
    if request.method == "POST":
        if not factors.needs_key(begun.user):
            # Before anything that may be taken back: the key that seals it must not go with a refusal.
            factors.new_totp_secret(request, begun.user)
        try:
            if (done := _enrol_once(request)) is None:
                return redirect("sign_in_enrol")
            return _go_on(request, done)
        except (ValidationError, TransitionRefused) as refusal:
            error = " ".join(getattr(refusal, "messages", [str(refusal)]))
    context = {**offer(request, begun.user), "address": reverse("sign_in_enrol"), "error": error}
    return render_page(request, "accounts/enrol.html", context, status=422 if error else 200)


@transaction.atomic
def _enrol_once(request: HttpRequest) -> pending.Pending | None:
    """Add the factor, once. None where another browser was quicker and this page is no longer the next step.

    Whoever knows the password or the code may press in several browsers at the same moment: they stand in a queue on
    the person's row and are asked anew. The leave is used first, and a refusal takes everything back.
    """
    begun = pending.of(request)
    if begun is None:
        return None
    User.objects.select_for_update(no_key=True).get(pk=begun.user.pk)
    begun = pending.of(request)
    if begun is None or pending.next_step(begun) != "sign_in_enrol" or not pending.may_enrol(begun):
        return None
    if (enrolment := pending.open_enrolment(begun)) is not None:
        enrolments.use(enrolment)
    pending.prove(request, begun, add_from(request, begun.user))
    return begun


def _go_on(request: HttpRequest, begun: pending.Pending) -> HttpResponse:
    if pending.next_step(begun):
        return redirect(pending.next_step(begun))
    address = pending.finish(request, begun)
    if not factors.has_seen_recovery_codes(begun.user):
        messages.success(request, _("Second factor saved."))
        return redirect("accounts:recovery_codes")
    return redirect(address)


def offer(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the page for a new factor shows: the key first, and the app for those whose role allows it."""
    found: dict[str, Any] = {"key_options": factors.new_key_options(user), "needs_key": factors.needs_key(user)}
    if not found["needs_key"]:
        secret = factors.new_totp_secret(request, user)
        adapter = get_adapter()
        drawing = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
        found["app_picture"] = f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}"
        found["app_secret"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return found


def add_from(request: HttpRequest, user: User) -> str:
    """Add the factor that this POST brings; ValidationError where it does not fit."""
    if credential := request.POST.get("credential", "")[:20_000]:
        factors.add_key(user, name=request.POST.get("name", "").strip(), credential=credential)
        return "webauthn"
    if factors.needs_key(user):
        raise ValidationError(_("Your role needs a security key."))
    factors.add_totp(request, user, code=request.POST.get("code", "").strip()[:20])
    return "totp"
