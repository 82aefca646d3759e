"""The same human: said of two persons, and taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.access.errors import NotVisible
from carisecure.access.policy import fetch, require
from carisecure.interface import labels
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.references import whole
from carisecure.interface.views import answer_form
from cases.record.doors import form_methods
from cases.record.models import PERSON, Case, Involvement
from cases.same_human import operations
from cases.same_human.forms import EndForm, SayForm, SayOfSomebodyForm
from cases.same_human.models import Said, SamePerson
from cases.same_human.queries import is_kept_from, places_of, roles_on_page

FORM = "cases/record/form.html"


@signed_in
@form_methods
def say(request: SignedIn, pk: UUID) -> HttpResponse:
    """`?other=` the place of whom it is said of, `?kind=` what is chosen beforehand; without, both are asked for."""
    involvement = _person(request, pk)
    require(request.user, "cases.say_same_human", involvement)
    other = _other(request, involvement)
    kind = request.GET.get("kind", "")
    initial = {"kind": kind} if kind in Said.values else {}
    form = (SayForm if other else SayOfSomebodyForm).open(request, initial=initial)

    def act() -> str:
        values = {name: form.cleaned_data[name] for name in ("kind", "reason")}
        operations.say(involvement=involvement, other=other or _named(request, form, involvement), by=request.user,
                       **values)  # fmt: skip
        messages.success(request, _("Linked as the same human.") if values["kind"] == Said.SAME else _("Noted."))
        return reverse("cases:person", args=[involvement.pk]) + "#same-human"

    lead = _in_words(request, [other.person_id]) if other else _("Somebody in another case, or in this one.")
    return answer_form(request, form, act, template=FORM, context=_context(involvement, _("The same human"), lead))


@signed_in
@form_methods
def end(request: SignedIn, pk: UUID) -> HttpResponse:
    """`?of=` from whose page somebody comes, and where they go back to."""
    link: SamePerson = fetch(SamePerson, viewer=request.user, action="cases.end_same_human", pk=pk)
    ends = [person for person in (link.first_id, link.second_id) if person is not None]
    places = places_of(request.user, ends)
    here = [involvement for person in ends for involvement, _case in places.get(person, [])]
    involvement = next((one for one in here if str(one.pk) == request.GET.get("of")), here[0])
    form = EndForm.open(request)

    def act() -> str:
        operations.end(link=link, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Taken back. It stays, with your reason."))
        return reverse("cases:person", args=[involvement.pk]) + "#same-human"

    what = f"{link.get_kind_display()}: {_in_words(request, ends)}"
    return answer_form(request, form, act, template=FORM, context=_context(involvement, _("Take back"), what))


def _person(request: SignedIn, pk: UUID | str) -> Involvement:
    found: Involvement = fetch(Involvement, viewer=request.user, action="cases.view_same_human", pk=pk)
    return found


def _other(request: SignedIn, involvement: Involvement) -> Involvement | None:
    """Whom the address names. Raises NotVisible for who may not be named on this page, as for nobody."""
    if "other" not in request.GET:
        return None
    try:
        other = _person(request, UUID(request.GET["other"]))
    except ValueError as wrong:
        raise NotVisible from wrong
    if _is_kept_from_here(request, involvement, other):
        raise NotVisible
    return other


def _named(request: SignedIn, form: SayForm, involvement: Involvement) -> Involvement:
    """Whom reference and number name. Whoever may not be seen or named here is nobody, in the same words."""
    reference, number = whole(form.cleaned_data["reference"]), form.cleaned_data["number"]
    case = Case.objects.visible_to(request.user, "cases.view_case").filter(reference=reference).first()
    if case is None:
        raise ValidationError({"reference": _("No such case, or not shared with you.")})
    spelt = labels.spellings(labels.numbered(PERSON, number), (PERSON,))
    rows = Involvement.objects.visible_to(request.user, "cases.view_same_human")
    other = rows.filter(case=case, label__in=spelt).first()
    if other is None or _is_kept_from_here(request, involvement, other):
        raise ValidationError({"number": _("Nobody of this number whom you can link from here.")})
    found: Involvement = other
    return found


def _is_kept_from_here(request: SignedIn, involvement: Involvement, other: Involvement) -> bool:
    return is_kept_from(roles_on_page(request.user, involvement), roles_on_page(request.user, other))


def _in_words(request: SignedIn, people: list[UUID]) -> str:
    """Who they are by label and case: “Person 2, TT-7K2M-9QRA”."""
    places = places_of(request.user, people)
    return " · ".join(
        f"{one.label}, {case.reference}" if case else str(one.label)
        for person in people
        for one, case in places.get(person, [])
    )


def _context(involvement: Involvement, title: str, lead: str) -> dict[str, Any]:
    back = reverse("cases:person", args=[involvement.pk])
    return {"title": title, "lead": lead, "person": involvement, "cancel_url": back}
