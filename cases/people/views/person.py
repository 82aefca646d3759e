"""A person of a case: their page, and what is entered about them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carisecure.access import together
from carisecure.access.errors import NotPermitted
from carisecure.access.policy import fetch, rights
from carisecure.audit.record import record
from carisecure.countries.names import country_name, language_name
from carisecure.interface import words
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.trails import carried, trail_of
from carisecure.interface.views import answer_form, render_page
from cases.material.models import Statement
from cases.people import ages, birth_dates, operations, queries, showing
from cases.people.forms import ChangePersonForm, MistakeForm, NameForm, PersonForm
from cases.people.models import IdentityKind, PersonIdentity
from cases.people.names_shown import works_on
from cases.people.role_words import lines_of
from cases.people.showing import NamesGate
from cases.people.views.names import answer_press
from cases.record import panels
from cases.record.codelists import codelist
from cases.record.doors import back_to_case, case_form, case_of, form_methods, version_of
from cases.record.models import Case, Involvement, Person
from cases.record.readers import lists_of_readers, readers_among


@signed_in
@require_safe
def show(request: SignedIn, pk: UUID) -> HttpResponse:
    return _page(request, _person(request, pk, "cases.view_person"))


@signed_in
@require_POST
def show_names(request: SignedIn, pk: UUID) -> HttpResponse:
    """Show who this is for this visit, or hide it again; hiding here hides the people of the case too."""
    involvement = _person(request, pk, "cases.view_names")
    case = Case.objects.visible_to(request.user, "cases.view_case").filter(pk=involvement.case_id).first()
    return answer_press(
        request, on=involvement, people=[involvement.person_id], hidden=[involvement.case_id], case=case
    )


@signed_in
@form_methods
def edit(request: SignedIn, pk: UUID) -> HttpResponse:
    involvement = _person(request, pk, "cases.update_person")
    person = involvement.person
    known = {
        name: getattr(person, name)
        for name in ("age_from", "age_to", "age_basis", "gender", "languages", "citizenships")
    } | {"is_official": involvement.is_official}
    form = ChangePersonForm.open(request, version=person.version, initial=known)
    if person.noted_age.is_known:
        form.fields["age_on"].help_text = ages.kept_day(person)
    seen = showing.is_shown(request, involvement.pk, involvement.case_id)
    shown = queries.names_for(request.user, [person.pk]).get(person.pk, []) if seen else []
    if shown:
        record("read", table="cases_involvement", object_id=involvement.pk, detail={"names": True})
    context = _form_context(involvement, _("Change")) | {"lead": " ".join(_by_birth(person, shown))}

    def act() -> str:
        operations.update_person(
            involvement=involvement, entry=form.entry(), version=version_of(form), age=form.cleaned_data["age"],
            by=request.user,
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return reverse("cases:person", args=[involvement.pk])

    return answer_form(request, form, act, template="cases/record/form.html", context=context)


@signed_in
@form_methods
def add_name(request: SignedIn, pk: UUID) -> HttpResponse:
    involvement = _person(request, pk, "cases.add_name")
    form = NameForm.open(request)

    def act() -> str:
        operations.add_name(involvement=involvement, by=request.user, **form.values())
        messages.success(request, _("Kept separate from the case. Every look at it is recorded."))
        return reverse("cases:person", args=[involvement.pk])

    context = _form_context(involvement, _("Add a name, document or number"))
    return answer_form(request, form, act, template="cases/record/form.html", context=context)


@signed_in
@form_methods
def mistake(request: SignedIn, pk: UUID) -> HttpResponse:
    """One entry of who somebody is was a mistake. The page says which by its kind and time: names stay hidden."""
    fact: PersonIdentity = fetch(PersonIdentity, viewer=request.user, action="cases.add_name", pk=pk)
    places = Involvement.objects.visible_to(request.user, "cases.update_person").filter(person_id=fact.person_id)
    involvement = places.first()
    if involvement is None:
        raise NotPermitted("cases.update_person")
    form = MistakeForm.open(request)

    def act() -> str:
        operations.mark_mistaken(identity=fact, by=request.user, **form.values())
        messages.success(request, _("Struck out. No longer found, sent or copied."))
        return reverse("cases:person", args=[involvement.pk])

    lead = _("%(kind)s, written on %(when)s") % {
        "kind": fact.get_kind_display(), "when": words.moment(fact.created_at),
    }  # fmt: skip
    context = _form_context(involvement, _("Entered by mistake")) | {"lead": lead}
    return answer_form(request, form, act, template="cases/record/form.html", context=context)


def _person(request: SignedIn, pk: UUID, action: str) -> Involvement:
    rows = Involvement.objects.select_related("person")
    found: Involvement = fetch(rows, viewer=request.user, action=action, pk=pk)
    return found


def _form_context(involvement: Involvement, title: str) -> dict[str, Any]:
    return {"title": title, "person": involvement, "cancel_url": reverse("cases:person", args=[involvement.pk])}


def _page(request: SignedIn, involvement: Involvement) -> HttpResponse:
    user, person = request.user, involvement.person
    held = rights(user, involvement)
    case = Case.objects.visible_to(user, "cases.view_case").filter(pk=involvement.case_id).first()
    gate = NamesGate(
        url=reverse("cases:person_names", args=[involvement.pk]),
        may=held.may("cases.view_names"),
        is_shown=showing.is_shown(request, involvement.pk, involvement.case_id),
        is_own=works_on(user, case),
    )
    shown = panels.ShownPerson(user, involvement, held, names_shown=gate.is_shown)
    known = queries.names_for(user, [person.pk], with_mistaken=True) if gate.is_shown else {}
    record("read", table="cases_involvement", object_id=involvement.pk, detail={"names": True} if gate.is_shown else {})
    # Whoever has the person alone, without the case, sees what they were referred for and no more.
    parts = queries.parts_of(user, [involvement] if case or not involvement.case_id else [])
    statements = Statement.objects.visible_to(user, "cases.view_case").standing().filter(involvement=involvement)
    reading = lists_of_readers(involvement, "cases.view_person")
    together.read(parts, statements, *reading)
    trail = trail_of(request, "cases:case_list")
    context = {
        "trail": trail,
        "involvement": involvement,
        "person": person,
        "case": case,
        "case_url": carried(request, reverse("cases:case", args=[case.pk])) if case else "",
        "gate": gate,
        "names": known.get(person.pk, []),
        "by_birth": _by_birth(person, known.get(person.pk, [])),
        "gender": codelist("gender").get(person.gender).label if person.gender else "",
        "languages": ", ".join(language_name(code) for code in person.languages),
        "citizenships": ", ".join(country_name(code) for code in person.citizenships),
        "roles": lines_of(parts),
        "statements": statements,
        "steps": panels.person_steps(shown),
        "panels": panels.person_panels(shown),
        "readers": readers_among(reading, viewer=user),
        "may": {
            name: held.may(f"cases.{name}") for name in ("update_person", "view_names", "add_name", "erase_identity")
        },
    }
    return render_page(request, "cases/people/person.html", context)


def _by_birth(person: Person, facts: list[PersonIdentity]) -> list[str]:
    """What the dates of birth on the screen say of the age, and where they say another thing than was noted."""
    found = []
    for fact in facts:
        if fact.kind == IdentityKind.BIRTH_DATE and fact.mistaken_at is None and (born := birth_dates.read(fact.value)):
            found += ages.by_birth(person, born)
    return found


@signed_in
@form_methods
def add_person(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.add_person")
    form = PersonForm.open(request, draft=f"case-person-{case.pk}")

    def act() -> str:
        person = operations.add_person(case=case, entry=form.entry(), by=request.user)
        return back_to_case(
            request, case, _("%(label)s has been added to the case.") % {"label": person.label}, "people"
        )

    return answer_form(
        request, form, act, template="cases/record/form.html", context=case_form(case, _("Add a person"))
    )
