"""One's own second factors and password; what supervisors do for others: releasing a name, replacing a lost factor."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carisecure.access.errors import NotVisible
from carisecure.access.policy import may, require
from carisecure.accounts import desks, enrolments, factors, lockout, operations
from carisecure.accounts.forms import LostFactorForm, PasswordForm, SwitchForm
from carisecure.accounts.fresh import fresh_factor, require_fresh
from carisecure.accounts.models import Enrolment, User
from carisecure.accounts.views.second_factor import add_from, offer
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form, render_page

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def own_factors(request: SignedIn) -> HttpResponse:
    """What lets one in, and what waits for one's confirmation."""
    context = {
        "factors": factors.own(request.user),
        "needs_key": factors.needs_key(request.user),
        "has_factor": factors.is_enrolled(request.user),
        "waiting": enrolments.waiting_for(request.user),
        "may_release": may(request.user, "accounts.release_name"),
        "may_ask": may(request.user, "accounts.ask_enrolment"),
    }
    return render_page(request, "accounts/own_factors.html", context)


@signed_in
@form_methods
@fresh_factor
@sensitive_post_parameters("code", "credential")
def add_factor(request: SignedIn) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            add_from(request, request.user)
            messages.success(request, _("Saved."))
            return redirect("accounts:own_factors")
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
    context = {**offer(request, request.user), "address": reverse("accounts:add_factor"), "error": error}
    return render_page(request, "accounts/enrol.html", context, status=422 if error else 200)


@signed_in
@require_POST
def remove_factor(request: SignedIn, pk: int) -> HttpResponse:
    require_fresh(request)
    try:
        factors.remove(user=request.user, pk=pk)
        messages.success(request, _("Removed."))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("accounts:own_factors")


@signed_in
@form_methods
@fresh_factor
def recovery_codes(request: SignedIn) -> HttpResponse:
    """Shown once: at the first enrolment, and again only as new ones."""
    if not factors.is_enrolled(request.user):
        return redirect("accounts:own_factors")
    anew = request.method == "POST"
    codes = [] if factors.has_seen_recovery_codes(request.user) and not anew else factors.recovery_codes(
        request.user, anew=anew
    )  # fmt: skip
    return render_page(request, "accounts/recovery_codes.html", {"codes": codes})


@signed_in
@form_methods
@fresh_factor
@sensitive_post_parameters("password")
def change_password(request: SignedIn) -> HttpResponse:
    form = PasswordForm.open(request)

    def act() -> str:
        here = desks.desk_of(request)
        operations.change_password(user=request.user, password=form.cleaned_data["password"], but=here, by=request.user)
        desks.keep_signed_in(request)
        messages.success(request, _("Password changed. Your other sessions have been ended."))
        return reverse("accounts:own_factors")

    context = {"title": _("Change my password"), "cancel_url": reverse("accounts:own_factors")}
    return answer_form(request, form, act, context=context)


@signed_in
@require_safe
def locked_names(request: SignedIn) -> HttpResponse:
    """The names that too many wrong tries have locked."""
    require(request.user, "accounts.release_name")
    return render_page(request, "accounts/locked_names.html", {"people": lockout.locked_people()})


@signed_in
@form_methods
def release_name(request: SignedIn, pk: UUID) -> HttpResponse:
    found = User.objects.filter(pk=pk).first() if may(request.user, "accounts.release_name") else None
    if found is None:
        raise NotVisible
    person: User = found
    form = SwitchForm.open(request)

    def act() -> str:
        lockout.release_name(user=person, by=request.user)
        messages.success(request, _("%(name)s can try again.") % {"name": person.full_name})
        return reverse("accounts:locked_names")

    context = {
        "title": _("Unlock the name of %(name)s") % {"name": person.full_name},
        "lead": _("Somebody typed a wrong password or code five times. Ask the person whether it was them."),
        "button": _("Unlock"),
        "cancel_url": reverse("accounts:locked_names"),
    }
    return answer_form(request, form, act, template="accounts/switch.html", context=context)


@signed_in
@form_methods
def lost_factor(request: SignedIn) -> HttpResponse:
    """The first of two people asks."""
    require(request.user, "accounts.ask_enrolment")
    form = LostFactorForm.open(request)
    form.offer(people=enrolments.may_be_helped_by(request.user), seconds=enrolments.may_second(request.user))

    def act() -> str:
        require_fresh(request)
        made = enrolments.ask_enrolment(by=request.user, **form.values())
        text = _("Request sent. %(name)s has 15 minutes to confirm it, under Sign-in and security.")
        messages.success(request, text % {"name": made.second.full_name if made.second else ""})
        return reverse("accounts:own_factors")

    context = {
        "title": _("Lost second factor"),
        "lead": _(
            "Two people let somebody set up a new one. The old ones stop working, their sessions"
            " end, and both names are logged."
        ),
        "cancel_url": reverse("accounts:own_factors"),
    }
    return answer_form(request, form, act, context=context)


@signed_in
@form_methods
def confirm_enrolment(request: SignedIn, pk: UUID) -> HttpResponse:
    """The second confirms and is shown the code, once."""
    found = Enrolment.objects.filter(pk=pk, second=request.user).select_related("user", "asked_by").first()
    if found is None:
        raise NotVisible
    enrolment: Enrolment = found
    form = SwitchForm.open(request)

    def act() -> HttpResponse:
        require_fresh(request)
        code = enrolments.confirm_enrolment(enrolment=enrolment, by=request.user)
        return render_page(request, "accounts/enrolment_code.html", {"code": code, "enrolment": enrolment})

    context = {
        "title": _("Let %(name)s set up a new second factor") % {"name": enrolment.user.full_name},
        "lead": _(
            "Request from %(name)s. Confirm only if you have seen or heard the person yourself: the"
            " log shows your name."
        )
        % {"name": enrolment.asked_by.full_name if enrolment.asked_by else ""},
        "button": _("Confirm and show the code"),
        "cancel_url": reverse("accounts:own_factors"),
    }
    return answer_form(request, form, act, template="accounts/press.html", context=context)
