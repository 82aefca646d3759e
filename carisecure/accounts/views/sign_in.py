"""The way in and the way out."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from carisecure.accounts.forms import SignInForm
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from carisecure.audit.record import record
from carisecure.interface.views import render_page

BACKEND = "carisecure.accounts.backends.PeopleBackend"


@dataclass(frozen=True)
class Card:
    """One of the six people of the demonstration: who it is, and what to try first."""

    role: str
    name: str | Promise
    about: str | Promise
    first: str | Promise


CARDS = (
    Card(
        Role.INVESTIGATOR,
        gettext_lazy("Investigator"),
        gettext_lazy("Takes reports and builds the case at the Counter Trafficking Unit."),
        gettext_lazy("Take a new report: a woman was found at 02:10."),
    ),
    Card(
        Role.CASEWORKER,
        gettext_lazy("Caseworker"),
        gettext_lazy("Looks after people at a shelter and sees only those referred to it."),
        gettext_lazy("Answer the referral that waits for you."),
    ),
    Card(
        Role.PROSECUTOR,
        gettext_lazy("Prosecutor"),
        gettext_lazy("Works on the files that the unit has submitted to the DPP."),
        gettext_lazy("Open My matters and ask a query."),
    ),
    Card(
        Role.ANALYST,
        gettext_lazy("Analyst"),
        gettext_lazy("Makes the figures and never sees a person."),
        gettext_lazy("Run this month's figures."),
    ),
    Card(
        Role.SUPERVISOR,
        gettext_lazy("Supervisor"),
        gettext_lazy("Sees what nobody has taken and what stands still."),
        gettext_lazy("Assign the oldest report."),
    ),
    Card(
        Role.ADMINISTRATOR,
        gettext_lazy("Administrator"),
        gettext_lazy("Keeps users and agencies, and cannot open a case."),
        gettext_lazy("Add a colleague."),
    ),
)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password; in the demonstration offer its six people instead."""
    going_to = _safe_next(request)
    if request.user.is_authenticated:
        return redirect(going_to)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User):
            login(request, user)
            return redirect(going_to)
        record("sign_in.refused")
        form.add_error(None, _("User name and password do not fit together. Check both; capital letters count."))
    context = {"form": form, "next": going_to, "cards": CARDS if settings.DEMO else ()}
    return render_page(request, "accounts/sign_in.html", context, status=422 if form.is_bound else 200)


@login_not_required
@require_POST
def choose_who(request: HttpRequest, role: str) -> HttpResponse:
    """One click signs in as one of the six people; it exists on a demonstration alone."""
    if not settings.DEMO or role not in {card.role for card in CARDS}:
        raise Http404
    people = User.objects.filter(role=role, is_active=True, agency__is_active=True)
    user = people.select_related("agency").order_by("added_at", "username").first()
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    return redirect("/")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave. A link can only ask; the button that posts does it, so that no other page can sign somebody out."""
    if request.method != "POST":
        return render_page(request, "accounts/sign_out.html")
    if request.user.is_authenticated:
        record("sign_out", table="accounts_user", object_id=request.user.pk)
    logout(request)
    return redirect("account_login")


def _safe_next(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a page of this house."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()) else "/"
