"""People of the unit: who is away, who leaves, who can still see what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carisecure.access.errors import NotVisible
from carisecure.access.fields import load_keys
from carisecure.access.models import Delegation
from carisecure.access.policy import require
from carisecure.accounts import releases
from carisecure.accounts.fresh import require_fresh
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from carisecure.collation import ByName
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.menu import home_url
from carisecure.interface.views import answer_form, render_page
from cases.insiders.access_review import CASES, keep_or_end, lines_for
from cases.insiders.forms import AbsenceForm, EndForm, KeepOrEndForm, LetGoForm
from cases.insiders.operations import leaving as operations
from cases.record.doors import form_methods
from cases.record.querysets import staff_of


@signed_in
@form_methods
def let_go(request: SignedIn, pk: UUID) -> HttpResponse:
    """Somebody leaves the unit: their cases are handed over, and they hold nothing afterwards."""
    require(request.user, "cases.let_go")
    person = User.objects.filter(pk=pk, agency_id=request.user.agency_id).exclude(pk=request.user.pk).first()
    if person is None:
        raise NotVisible
    form = LetGoForm.open(request, people=staff_of(request.user.agency_id).exclude(pk=person.pk))

    def act() -> str:
        operations.leave(user=person, by=request.user, **form.values())
        messages.success(request, _("%(name)s is signed out and has no access any more.") % {"name": person})
        return reverse("cases:unit_people")

    lead = _(
        "Signs them out everywhere, ends their security keys and all access given to them, and hands over their cases."
    )
    context = {
        "title": _("%(name)s is leaving") % {"name": person},
        "lead": lead,
        "cancel_url": reverse("cases:unit_people"),
    }
    return answer_form(request, form, act, context=context)


@signed_in
@require_safe
def people(request: SignedIn) -> HttpResponse:
    """The unit's people with their absences, for a supervisor."""
    require(request.user, "cases.let_go")
    now = timezone.now()
    away = Delegation.objects.filter(from_user__agency_id=request.user.agency_id, ends_at__gt=now)
    absences = list(away.select_related("from_user", "to_user").order_by("begins_at"))
    load_keys(absences)
    context = {
        "people": [person for person in staff_of(request.user.agency_id) if person.pk != request.user.pk],
        "newcomers": releases.waiting_for(request.user),
        "absences": absences,
    }
    return render_page(request, "cases/insiders/unit_people.html", context)


@signed_in
@form_methods
def absence(request: SignedIn) -> HttpResponse:
    """One's own absence; a supervisor enters anybody's of the unit."""
    require(request.user, "cases.stand_in")
    colleagues = User.objects.filter(agency_id=request.user.agency_id, is_active=True).order_by(ByName("full_name"))
    away = colleagues if request.user.role == Role.SUPERVISOR else colleagues.filter(pk=request.user.pk)
    form = AbsenceForm.open(request, away=away, people=colleagues, initial={"from_user": request.user.pk})

    def act() -> str:
        require_fresh(request)
        begins_at, ends_at = form.moments()
        who = {name: form.cleaned_data[name] for name in ("from_user", "to_user", "reason")}
        operations.delegate(**who, begins_at=begins_at, ends_at=ends_at, by=request.user)
        messages.success(request, _("%(name)s covers on these days.") % {"name": who["to_user"]})
        return home_url(request.user.role)

    lead = _("The person who covers can open what you were given access to by name; both names are"
             " in the access log. Sealed cases stay closed to them.")  # fmt: skip
    context = {"title": _("Absence"), "lead": lead, "cancel_url": home_url(request.user.role)}
    return answer_form(request, form, act, context=context)


@signed_in
@form_methods
def end_absence(request: SignedIn, pk: UUID) -> HttpResponse:
    require(request.user, "cases.stand_in")
    found = (
        Delegation.objects.select_related("from_user", "to_user")
        .filter(pk=pk, from_user__agency_id=request.user.agency_id)
        .first()
    )
    if found is None:
        raise NotVisible
    form = EndForm.open(request)

    def act() -> str:
        operations.end_delegation(delegation=found, by=request.user)
        messages.success(request, _("Ended."))
        return home_url(request.user.role)

    names = {"to": found.to_user, "from": found.from_user}
    title = _("%(to)s no longer covers for %(from)s") % names
    return answer_form(request, form, act, context={"title": title, "cancel_url": home_url(request.user.role)})


@signed_in
@form_methods
def access_review(request: SignedIn) -> HttpResponse:
    """Each quarter: who outside can still see what, why, since when; keep it or end it."""
    require(request.user, "cases.review_access")
    form = KeepOrEndForm.open(request)

    def act() -> str:
        line = {"kind": form.cleaned_data["kind"] or CASES, "grant_id": form.cleaned_data["grant"]}
        keep_or_end(**line, keep=form.cleaned_data["answer"] == "keep", by=request.user)
        return reverse("cases:access_review")

    context = {"lines": lines_for(request.user)}
    return answer_form(request, form, act, template="cases/insiders/access_review.html", context=context)
