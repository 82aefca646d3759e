"""People of a register: victims and suspects, each a person of their own in their case, with who they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from carisecure.access import bulk
from carisecure.accounts.models import User
from carisecure.countries import telephones
from carisecure.days import limits
from carisecure.days.ages import of_birth
from carisecure.days.known import KnownDay
from carisecure.importing.fields import Text
from carisecure.importing.register.nouns import (
    AgeRead,
    FieldKind,
    NameRead,
    Noun,
    NounField,
    PersonRead,
    RegisterFault,
    Thing,
)
from carisecure.importing.register.writing import derived, fault, importer, known, parents
from carisecure.interface import labels
from cases.insiders.operations.sharing import OWN_CASE
from cases.material.nouns import remarked
from cases.people.models import IdentityKind, PersonIdentity
from cases.record.codelists import codelist
from cases.record.models import PERSON, PERSON_LABELS, AgeBasis, Case, Involvement, InvolvementRole, Person

OLDEST = 120  # years


def _genders() -> Mapping[str, Text]:
    return {code.code: code.label for code in codelist("gender").codes}


PERSON_FIELDS = (
    NounField("name", _("Name"), FieldKind.NAME,
              also=("name", "fullname", "names", "nombre", "nombreyapellido", "nombrecompleto")),
    NounField("aliases", _("Also known as"), FieldKind.NAME, also=("alias", "aliases", "aka", "nickname", "apodo")),
    NounField("gender", _("Sex or gender"), FieldKind.CODE, choices=_genders, also=("sex", "gender", "sexo", "genero")),
    NounField("age", _("Age or date of birth"), FieldKind.AGE,
              also=("age", "dob", "dateofbirth", "agedob", "ageordob", "birthdate", "edad", "fechadenacimiento",
                    "nacimiento")),
    NounField("citizenship", _("Citizenship"), FieldKind.COUNTRY,
              also=("nationality", "citizenship", "country", "nat", "nacionalidad", "pais")),
    NounField("telephones", _("Telephones"), FieldKind.TELEPHONES,
              also=("contactno", "contact", "phone", "telephone", "tel", "mobile", "cell", "telefono", "celular")),
    NounField("document", _("Document"), FieldKind.TEXT,
              also=("passport", "passportno", "idno", "document", "documentno", "id", "pasaporte", "documento",
                    "cedula")),
    NounField("address", _("Address"), FieldKind.TEXT, also=("homeaddress", "direccion", "domicilio")),
)  # fmt: skip

PERSON_FAULTS: Mapping[str, Text] = {
    "born_outside": _("%(why)s"),
    "too_old": _("Nobody is that old."),
    "no_telephone": _("%(why)s"),
}


def check_person(thing: Thing) -> Iterable[RegisterFault]:
    """What is wrong with one person beyond its single values."""
    age: AgeRead | None = thing.values.get("age")
    if age is not None and age.born is not None and (why := limits.BORN.wrong(known(age.born))):
        yield fault(thing, "born_outside", "age", why=why)
    if age is not None and max(age.years_from or 0, age.years_to or 0) > OLDEST:
        yield fault(thing, "too_old", "age")
    for one in thing.values.get("telephones", ()):
        try:
            telephones.checked(one.number)
        except ValidationError as wrong:
            yield RegisterFault(thing.place, "no_telephone", one.number, {"why": wrong.messages[0]})


def person_read(thing: Thing, involvement: UUID) -> PersonRead:
    """Somebody as two rows are compared. Who is not named is compared by no name."""
    called = [thing.values.get(field) for field in ("name", "aliases")]
    names = [name for name in called if name is not None and not name.is_unknown]
    full = [text for name in names for text in (name.full, *name.also)]
    name: NameRead | None = called[0]
    document = thing.values.get("document")
    return PersonRead(
        person_of(involvement), thing.parents["cases.case"], name.full if name else "", tuple(full),
        tuple(_number(one.number) for one in thing.values.get("telephones", ())), (document,) if document else (),
        thing.values.get("age"),
    )  # fmt: skip


def _number(text: str) -> str:
    """In one spelling, where it is a number."""
    try:
        return telephones.read(telephones.checked(text))[0].e164
    except ValidationError:
        return text


class PersonNoun(Noun):
    """Two rows are two people, whatever their names, until somebody says otherwise."""

    belongs_to = ("cases.case",)
    fields = PERSON_FIELDS
    faults = PERSON_FAULTS
    role: str

    def check(self, thing: Thing) -> Iterable[RegisterFault]:
        return check_person(thing)

    def person_in(self, thing: Thing) -> PersonRead:
        return person_read(thing, thing.id)

    def write(self, batch: Any, things: Sequence[Thing]) -> int:
        return write_people({thing.id: thing for thing in things}, role=self.role, by=importer(batch))


class VictimNoun(PersonNoun):
    code = "cases.victim"
    label, label_many = _("Victim"), _("Victims")
    role = InvolvementRole.POSSIBLE_VICTIM


class SuspectNoun(PersonNoun):
    code = "cases.suspect"
    label, label_many = _("Suspect"), _("Suspects")
    role = InvolvementRole.SUSPECT


def write_people(things: Mapping[UUID, Thing], *, role: str, by: User) -> int:
    """People into their cases, by the key of their involvement: grants as the case has them, then the rows.

    An age is true on the day on which the case was opened: that is when the register was told it.
    """
    cases = {thing.parents["cases.case"] for thing in things.values()}
    told = {case.pk: case for case in Case.objects.filter(pk__in=cases).only("opened_on", "opened_precision")}
    called = _labels(cases)
    rows = []
    for key, thing in things.items():
        case = thing.parents["cases.case"]
        person = _person(thing, derived(key, "person"), KnownDay(told[case].opened_on, told[case].opened_precision))
        rows.append(
            Involvement(pk=key, case_id=case, person=person, main_role=role, standing_roles=[role], label=called(case))
        )
    written = bulk.copy_grants_many(
        Case, Involvement, [(row.case_id, row.pk) for row in rows if row.case_id], purpose=OWN_CASE, by=by
    )  # fmt: skip
    written += 2 * bulk.insert(rows)  # and its first role, which the database writes
    written += bulk.insert([row.person for row in rows])
    written += bulk.insert([fact for key, thing in things.items() for fact in _facts(thing, derived(key, "person"))])
    return written + remarked([(thing, thing.parents["cases.case"], _unnamed(thing)) for thing in things.values()], by)


def person_of(involvement: UUID) -> UUID:
    """The person of somebody whom a register brought, by the key of their involvement."""
    return derived(involvement, "person")


def _labels(cases: Iterable[UUID]) -> Any:
    """Gives the next label in a case, each once."""
    taken = Involvement.objects.filter(case__in=list(cases)).values_list("case_id", "label")
    counts = Counter(case for case, label in taken if labels.english(label, PERSON_LABELS).startswith("Person"))

    def called(case: UUID) -> str:
        counts[case] += 1
        return labels.numbered(PERSON, counts[case])

    return called


def _person(thing: Thing, key: UUID, told: KnownDay) -> Person:
    values = thing.values
    low, high, basis = _age(values.get("age"), told)
    citizenship = values.get("citizenship")
    return Person(
        pk=key, gender=values.get("gender", ""), citizenships=[citizenship] if citizenship else [], age_from=low,
        age_to=high, age_basis=basis, age_on=told.first if (low, high) != (None, None) else None,
    )  # fmt: skip


def _age(age: AgeRead | None, told: KnownDay) -> tuple[int | None, int | None, str]:
    if age is None:
        return None, None, AgeBasis.NOT_KNOWN
    if age.born is not None:
        found = of_birth(known(age.born), told.first)
        return (found.low, found.high, AgeBasis.SAID) if found else (None, None, AgeBasis.NOT_KNOWN)
    if age.years_from is None and age.years_to is None:
        return None, None, AgeBasis.NOT_KNOWN
    return age.years_from, age.years_to, AgeBasis.IMPRESSION if age.is_about else AgeBasis.SAID


def _facts(thing: Thing, person: UUID) -> list[PersonIdentity]:
    found: list[tuple[str, str, str]] = []
    for field, kind in (("name", IdentityKind.NAME), ("aliases", IdentityKind.ALIAS)):
        name: NameRead | None = thing.values.get(field)
        if name is not None and not name.is_unknown:
            found.append((kind, in_order(name), ""))
            found += [(IdentityKind.ALIAS, other, "") for other in name.also]
    age: AgeRead | None = thing.values.get("age")
    if age is not None and age.born is not None:
        found.append((IdentityKind.BIRTH_DATE, known(age.born).iso(), ""))
    found += [(IdentityKind.PHONE, one.number, one.note) for one in thing.values.get("telephones", ())]
    for field, kind in (("document", IdentityKind.DOCUMENT), ("address", IdentityKind.ADDRESS)):
        if text := thing.values.get(field):
            found.append((kind, text, ""))
    return [
        PersonIdentity(
            pk=derived(person, f"fact {number}"), person_id=person, kind=kind, value=value, safe_to_call=note
        )
        for number, (kind, value, note) in enumerate(dict.fromkeys(found))
    ]  # fmt: skip


def in_order(name: NameRead) -> str:
    """Given name first, as people say it, where the two could be told apart."""
    return f"{name.given} {name.family}" if name.given and name.family else name.full


def _unnamed(thing: Thing) -> str:
    """What the sheet calls somebody whom it does not name, and an age in words."""
    name: NameRead | None = thing.values.get("name")
    age: AgeRead | None = thing.values.get("age")
    said = [name.full] if name is not None and name.is_unknown else []
    if age is not None and age.text:
        said.append(str(_("Age: %(words)s") % {"words": age.text}))
    return "\n".join(said)


def held_by(things: Iterable[Thing], noun: str) -> dict[UUID, UUID]:
    """By the key of the involvement that things belong to, its case."""
    rows = Involvement.objects.filter(pk__in=parents(things, noun)).values_list("pk", "case_id")
    return {pk: case for pk, case in rows if case is not None}
