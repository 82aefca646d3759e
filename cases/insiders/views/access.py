"""Who may be let in: the page of a case, and what changes it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carisecure.access.policy import fetch, rights, who_may
from carisecure.accounts.fresh import require_fresh
from carisecure.accounts.models import User
from carisecure.collation import ByName
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form, render_page
from cases.insiders.forms import (
    ExcludeForm,
    LetInForm,
    OpenWiderForm,
    PutOutForm,
    ReadmitForm,
    RestrictForm,
    SealForm,
    ShareForm,
)
from cases.insiders.models import READMIT, UNSEAL
from cases.insiders.operations import compartments as operations
from cases.insiders.operations.compartments import excluded_people
from cases.insiders.operations.sharing import ask_to_share, receivers, restrict_case
from cases.insiders.queries import STANDS_IN, people_inside
from cases.record.doors import case_form, case_of, form_methods
from cases.record.models import Case, Compartment
from cases.record.querysets import staff_of
from cases.two_people import operations as approvals

_ASKED = ("seal_case", "restrict_case", "let_in", "exclude_person", "ask_approval", "share_case")


@signed_in
@require_safe
def show(request: SignedIn, pk: UUID) -> HttpResponse:
    """The compartment, who is inside and since when, who is shut out: for everybody who is inside."""
    case: Case = fetch(Case, viewer=request.user, action="cases.view_access", pk=pk)
    held = rights(request.user, case)
    may = {name: held.may(f"cases.{name}") for name in _ASKED}
    may["let_in"] &= case.compartment != Compartment.AGENCY
    may["ask_approval"] &= case.compartment != Compartment.AGENCY
    may["seal_case"] &= case.compartment != Compartment.SEALED
    may["restrict_case"] &= case.compartment != Compartment.SEALED
    context = {
        "case": case,
        "may": may,
        "inside": people_inside(case),
        "excluded": excluded_people(case),
        "is_alone": case.compartment == Compartment.SEALED and approvals.first_to_ask(case, request.user) is None,
    }
    return render_page(request, "cases/insiders/access.html", context)


def _back(request: SignedIn, case: Case, message: str) -> str:
    messages.success(request, message)
    return reverse("cases:access", args=[case.pk])


def _page(case: Case, title: str, lead: str) -> dict[str, object]:
    return case_form(case, title, lead=lead) | {"cancel_url": reverse("cases:access", args=[case.pk])}


@signed_in
@form_methods
def seal(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.seal_case")
    form = SealForm.open(request, people=staff_of(case.agency_id).exclude(pk=request.user.pk))

    def act() -> str:
        require_fresh(request)
        operations.seal_case(case=case, by=request.user, **form.values())
        return _back(request, case, _("The case is sealed."))

    lead = _(
        "For a case in which an official may be a suspect. Emergency access cannot open it; unsealing needs two people."
    )
    return answer_form(
        request, form, act, template="cases/record/form.html", context=_page(case, _("Seal the case"), lead)
    )


@signed_in
@form_methods
def let_in(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.let_in")
    inside = [line.person.pk for line in people_inside(case) if line.why != STANDS_IN]
    form = LetInForm.open(request, people=staff_of(case.agency_id).exclude(pk__in=inside))

    def act() -> str:
        require_fresh(request)
        operations.let_in(case=case, person=form.cleaned_data["person"], by=request.user)
        return _back(request, case, _("%(name)s now has access to the case.") % {"name": form.cleaned_data["person"]})

    lead = _("They can read and write everything in the case. Everybody with access sees that they have it.")
    return answer_form(
        request, form, act, template="cases/record/form.html", context=_page(case, _("Give somebody access"), lead)
    )


@signed_in
@form_methods
def share(request: SignedIn, pk: UUID) -> HttpResponse:
    """Somebody of another unit: outside the ordinary flow, so a fresh factor now and a second person afterwards."""
    case = case_of(request, pk, "cases.share_case")
    form = ShareForm.open(request, draft=f"case-share-{case.pk}", people=receivers(case))

    def act() -> str:
        require_fresh(request)
        asked = ask_to_share(case=case, by=request.user, **form.values())
        messages.success(request, _("Request sent. They get access when a second person approves."))
        return reverse("cases:approval", args=[asked.pk])

    lead = _("For an officer of another unit who works with you on this case, until the last day you name.")
    title = _("Give access to another unit's officer")
    return answer_form(request, form, act, template="cases/record/form.html", context=_page(case, title, lead))


@signed_in
@form_methods
def put_out(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.let_in")
    form = PutOutForm.open(request, people=who_may("cases.view_case", case).exclude(pk=request.user.pk))

    def act() -> str:
        operations.put_out(case=case, person=form.cleaned_data["person"], by=request.user)
        return _back(request, case, _("%(name)s no longer has access.") % {"name": form.cleaned_data["person"]})

    lead = _("Ends the access given by name. To keep somebody out for good, exclude them.")
    return answer_form(
        request, form, act, template="cases/record/form.html", context=_page(case, _("Remove somebody's access"), lead)
    )


@signed_in
@form_methods
def exclude(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.exclude_person")
    everybody = User.objects.filter(is_active=True).exclude(pk=request.user.pk).order_by(ByName("full_name"))
    form = ExcludeForm.open(request, people=everybody)

    def act() -> str:
        require_fresh(request)
        operations.exclude_person(case=case, who=form.cleaned_data["person"], by=request.user)
        return _back(request, case, _("%(name)s is excluded.") % {"name": form.cleaned_data["person"]})

    lead = _("Overrides every grant, every role and emergency access: for this person the case does not exist.")
    return answer_form(
        request, form, act, template="cases/record/form.html", context=_page(case, _("Exclude somebody"), lead)
    )


@signed_in
@form_methods
def open_wider(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.ask_approval")
    form = OpenWiderForm.open(request, draft=f"case-open-{case.pk}", compartment=case.compartment)

    def act() -> str:
        to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
        approvals.request(UNSEAL, case, reason, request.user, params={"to": to})
        return _back(request, case, _("Request sent. Somebody else with access decides."))

    lead = _("Needs a second person's approval before it is done. Exclusions remain.")
    return answer_form(
        request, form, act, template="cases/record/form.html", context=_page(case, _("Open to more people"), lead)
    )


@signed_in
@form_methods
def readmit(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.ask_approval")
    form = ReadmitForm.open(
        request, people=User.objects.filter(groups__in=case.excluded_groups).order_by(ByName("full_name"))
    )

    def act() -> str:
        who, reason = form.cleaned_data["person"], form.cleaned_data["reason"]
        approvals.request(READMIT, case, reason, request.user, subject=who.pk)
        return _back(request, case, _("Request sent. Somebody else with access decides."))

    lead = _("Needs a second person's approval. They then see what their grants and role allow, no more.")
    return answer_form(
        request, form, act, template="cases/record/form.html", context=_page(case, _("End an exclusion"), lead)
    )


@signed_in
@form_methods
def restrict(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.restrict_case")
    form = RestrictForm.open(request, staff=staff_of(case.agency_id).exclude(pk=request.user.pk))

    def act() -> str:
        require_fresh(request)  # it lets people in by name, whoever presses it among them
        restrict_case(case=case, by=request.user, **form.values())
        messages.success(request, _("Only the people you named can open the case now."))
        return reverse("cases:case", args=[case.pk])

    lead = _("For a case in which somebody in the unit, or an official, may be involved.")
    context = case_form(case, _("Restrict to named people"), lead=lead)
    return answer_form(request, form, act, template="cases/record/form.html", context=context)
