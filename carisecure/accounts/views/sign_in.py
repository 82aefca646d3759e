"""The way in and the way out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from carisecure.accounts import desks, factors, lockout, pending
from carisecure.accounts.cards import CARDS, card_of, who_is
from carisecure.accounts.enrolments import enrolment_of
from carisecure.accounts.forms import CodeForm, SignInForm
from carisecure.accounts.models import User
from carisecure.accounts.operations import change_password
from carisecure.accounts.sign_in_models import Ended, Factor
from carisecure.audit.record import record
from carisecure.interface.places import START, place_here
from carisecure.interface.views import render_page

WRONG = gettext_lazy("Wrong user name or password. Check both; capital letters count.")
LOCKED = gettext_lazy(
    "Too many wrong attempts for this name. Wait 30 minutes, ask a supervisor to unlock it, or use a"
    " browser where you have signed in before."
)
WHY_ENDED: dict[str, str | Promise] = {
    Ended.LOCKED_LONG: gettext_lazy("Your session was locked for an hour and has ended. Your drafts are saved."),
    Ended.TOO_LONG: gettext_lazy("Your session ended after ten hours. Your drafts are saved."),
    Ended.THIRD: gettext_lazy("You signed in on a third device, so this session, the oldest, was ended."),
    Ended.BY_PERSON: gettext_lazy("You ended this session from another one."),
    Ended.PASSWORD: gettext_lazy("Your password was changed, so this session was ended."),
    Ended.FACTOR_LOST: gettext_lazy("Your second factor was replaced, so this session was ended."),
}


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password; in the demonstration offer its people instead."""
    going_to = _safe_next(request)
    if request.user.is_authenticated:
        return redirect(going_to)
    form = SignInForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["username"]
        is_locked = not lockout.may_try(request, name)
        user = lockout.password_of(request, **form.cleaned_data)
        if user is not None and not user.is_active:
            record("sign_in.waits", table="accounts_user", object_id=user.pk)
            return render_page(request, "accounts/waits.html", {"person": user}, status=403)
        if user is not None:
            pending.begin(request, user=user, going_to=going_to)
            return redirect("sign_in_enrol" if not factors.is_enrolled(user) else "sign_in_factor")
        status = 429 if is_locked else 422
        form.add_error(None, LOCKED if is_locked else WRONG)
    why = request.session.pop("ended_why", "") if not form.is_bound else ""
    context = {
        "form": form,
        "next": going_to,
        "cards": CARDS if settings.DEMO else (),
        "why_ended": WHY_ENDED.get(why, ""),
        "locked_here": list(desks.locked_here(request)),
    }
    return render_page(request, "accounts/sign_in.html", context, status=status)


@login_not_required
@require_POST
def choose_who(request: HttpRequest, role: str) -> HttpResponse:
    """One click signs in as one of the people on the cards; it exists on a demonstration alone."""
    card = card_of(role)
    if not settings.DEMO or card is None:
        raise Http404
    user = who_is(card)
    if user is None:
        messages.warning(request, _("This user is switched off. An administrator can switch them on again."))
        return redirect("/")
    desks.open_desk(request, user=user, factor=Factor.DEMONSTRATION)
    return redirect("/")


@login_not_required
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_with_code(request: HttpRequest) -> HttpResponse:
    """A one-time code instead of the second factor: the next page enrols a new one."""
    if request.user.is_authenticated:
        return redirect("/")
    form = CodeForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        lockout.stand_in_line(form.cleaned_data["username"])
        if not lockout.may_try(request, form.cleaned_data["username"]):
            status = 429
            form.add_error(None, LOCKED)
        elif _with_code(request, form):
            return redirect("sign_in_enrol")
    return render_page(request, "accounts/with_code.html", {"form": form}, status=status)


def _with_code(request: HttpRequest, form: CodeForm) -> bool:
    """Begin the enrolment where name, code and password fit together. Somebody without a password chooses it here."""
    name, password = form.cleaned_data["username"], form.cleaned_data["password"]
    user = User.objects.filter(username=name, is_active=True, agency__is_active=True).first()
    enrolment = enrolment_of(user=user, code=form.cleaned_data["code"]) if user is not None else None
    if user is not None and enrolment is not None and not user.has_usable_password():
        try:
            change_password(user=user, password=password, but=None, by=user)
        except ValidationError as refusal:
            form.add_error("password", refusal)
            return False
    if user is None or enrolment is None or not user.check_password(password):
        lockout.note_failure(request, name)
        record("sign_in.refused", detail={"name": lockout.name_digest(name), "with": "code"})
        form.add_error(None, _("Wrong user name, code or password, or the code is more than 15 minutes old."))
        return False
    pending.begin(request, user=user, going_to="/", enrolment=enrolment)
    return True


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave. A link can only ask; the button that posts does it, so that no other page can sign somebody out.

    A session that is locked can be ended here by whoever stands at the desk: it gives nothing away.
    """
    if request.method != "POST":
        return render_page(request, "accounts/sign_out.html")
    if request.user.is_authenticated:
        record("sign_out", table="accounts_user", object_id=request.user.pk)
    if (desk := desks.desk_of(request) or desks.locked_desk_of(request)) is not None:
        desks.end(desk, why=Ended.SIGNED_OUT)
    logout(request)
    request.locked_desk = None  # type: ignore[attr-defined]
    response = redirect("locked" if desks.locked_here(request).exists() else "account_login")
    # Not "cookies": that would take the browser's id with it, and with it its way in while strangers are locked out.
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _safe_next(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a page of this house."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    return place_here(request, asked) or START
