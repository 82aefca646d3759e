"""What somebody is to a case: added, ended, corrected on their page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.policy import fetch
from carisecure.corrections.chains import newest_of
from carisecure.days.known import KnownDay
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from cases.people import roles
from cases.people.models import InvolvementPart
from cases.people.role_forms import EndRoleForm, MoreForm, RoleCorrection, RoleForm
from cases.people.role_words import title_of
from cases.record.doors import form_methods, version_of
from cases.record.models import Involvement

FORM = "cases/record/form.html"


@signed_in
@form_methods
def add(request: SignedIn, pk: UUID) -> HttpResponse:
    involvement: Involvement = fetch(Involvement, viewer=request.user, action=roles.ACTION, pk=pk)
    form = RoleForm.open(request)

    def act() -> str:
        roles.add_role(involvement=involvement, facts=form.facts(), by=request.user)
        return _back(request, involvement, _("Role added."))

    return answer_form(request, form, act, template=FORM, context=_context(involvement, _("Add a role")))


@signed_in
@form_methods
def more(request: SignedIn, pk: UUID) -> HttpResponse:
    """What was learned since: no correction, because nothing was wrong."""
    part = _part(request, pk)
    form = MoreForm.open(request, known=roles.as_typed(part), version=part.version)

    def act() -> str:
        roles.say_more(part=part, version=version_of(form), by=request.user, **form.values())
        return _back(request, part.involvement, _("Saved."))

    title = _("What is known now: %(role)s") % {"role": title_of(part)}
    return answer_form(request, form, act, template=FORM, context=_context(part.involvement, title))


@signed_in
@form_methods
def end(request: SignedIn, pk: UUID) -> HttpResponse:
    part = _part(request, pk)
    involvement = part.involvement
    today = {"ended": KnownDay(timezone.localdate())}
    form = EndRoleForm.open(request, roles=involvement.standing_roles, version=part.version, initial=today)

    def act() -> str:
        given = form.cleaned_data
        roles.end_role(
            part=part, on=given["ended"], then=given["then"], version=version_of(form), by=request.user
        )  # fmt: skip
        return _back(request, involvement, _("Role ended."))

    title = _("End the role: %(role)s") % {"role": title_of(part)}
    return answer_form(request, form, act, template=FORM, context=_context(involvement, title))


@signed_in
@form_methods
def correct(request: SignedIn, pk: UUID) -> HttpResponse:
    """Any row of an entry leads here; what is corrected is always the newest."""
    part = _part(request, pk)
    form = RoleCorrection.open(request, version=part.version, initial=roles.as_typed(part))

    def act() -> str:
        facts = None if form.is_retracted else form.facts()
        roles.correct_role(part=part, facts=facts, by=request.user, **form.asked())
        return _back(request, part.involvement, _("Corrected. The first entry stays, struck out."))

    title = _("Correct the role: %(role)s") % {"role": title_of(part)}
    return answer_form(request, form, act, template=FORM, context=_context(part.involvement, title))


def _part(request: SignedIn, pk: UUID) -> InvolvementPart:
    rows = InvolvementPart.objects.select_related("involvement")
    found: InvolvementPart = newest_of(fetch(rows, viewer=request.user, action=roles.ACTION, pk=pk))
    return found


def _context(involvement: Involvement, title: str) -> dict[str, Any]:
    return {"title": title, "person": involvement, "cancel_url": reverse("cases:person", args=[involvement.pk])}


def _back(request: SignedIn, involvement: Involvement, message: str) -> str:
    messages.success(request, message)
    return reverse("cases:person", args=[involvement.pk]) + "#roles"
