"""People come into a case, and what is known about them grows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import NotPermitted, StaleRecord, TransitionRefused
from carisecure.access.grants import copy_grants
from carisecure.access.models import Walled
from carisecure.access.vault import keys
from carisecure.accounts.models import User
from carisecure.countries import telephones
from carisecure.countries.names import country_codes
from carisecure.days import limits
from carisecure.days.ages import of_birth
from carisecure.interface import labels
from cases.insiders.operations.compartments import seal_for_official
from cases.insiders.operations.sharing import OWN_CASE
from cases.people import ages, birth_dates, lived
from cases.people.models import IdentityKind, PersonIdentity
from cases.people.queries import names_for
from cases.record.codelists import codelist
from cases.record.models import (
    FIRST_REPORTER,
    PERSON,
    PERSON_LABELS,
    REPORTER,
    AgeBasis,
    Case,
    Involvement,
    InvolvementRole,
    Person,
)
from cases.record.operations import case_moved, takes_entries


@dataclass(frozen=True)
class PersonEntry:
    """What is known about somebody when they come into a case; everything may be missing.

    Ages in whole years, true on the day `age_on`; without one they are true today.
    """

    role: str = InvolvementRole.POSSIBLE_VICTIM
    name: str = ""
    age_from: int | None = None
    age_to: int | None = None
    age_basis: str = AgeBasis.NOT_KNOWN
    age_on: date | None = None
    gender: str = ""
    languages: tuple[str, ...] = ()
    citizenships: tuple[str, ...] = ()
    is_official: bool = False
    phone: str = ""
    safe_to_call: str = ""

    @property
    def has_age(self) -> bool:
        return self.age_from is not None or self.age_to is not None

    def told_on(self, day: date) -> PersonEntry:
        """The same, where nothing else is said, with the day on which somebody told it."""
        return self if self.age_on or not self.has_age else replace(self, age_on=day)


def check_person(entry: PersonEntry) -> None:
    """Raise ValidationError by field for an age range turned round, an age that nobody reaches by now, a code that its
    list does not have."""
    wrong: dict[str, str] = {}
    if entry.role not in InvolvementRole.values:
        wrong["role"] = _("“%(code)s” is not in the list.") % {"code": entry.role}
    if entry.age_from is not None and entry.age_to is not None and entry.age_from > entry.age_to:
        wrong["age_to"] = _("The highest age is below the lowest.")
    if why := _wrong_age_day(entry):
        wrong["age_on"] = why
    if entry.gender and entry.gender not in codelist("gender"):
        wrong["gender"] = _("“%(code)s” is not in the list.") % {"code": entry.gender}
    if unknown := set(entry.citizenships) - country_codes():
        wrong["citizenships"] = _("“%(code)s” is not a country.") % {"code": ", ".join(sorted(unknown))}
    if entry.phone:
        try:
            telephones.checked(entry.phone)
        except ValidationError as refused:
            wrong["phone"] = refused.messages[0]
    elif entry.safe_to_call:
        wrong["safe_to_call"] = _("Enter the number too, or write this in the report.")
    if wrong:
        raise ValidationError(wrong)


def _wrong_age_day(entry: PersonEntry) -> str:
    if entry.age_on is None:
        return ""
    return limits.HAPPENED.wrong(entry.age_on) or ages.too_old(entry.age_from, entry.age_on)


def add_involvement_to_case(*, case: Case, entry: PersonEntry, by: User) -> Involvement:
    """Write a person into a case: grants as the case has them, then the involvement, the person, the name.

    For operations that have authorised and locked the case already; it asks nothing itself.
    """
    return add_involvement(anchor=case, case=case, entry=entry, label=next_label(case, entry.role), by=by)


def add_involvement(
    *, anchor: Walled, entry: PersonEntry, label: str, by: User, case: Case | None = None
) -> Involvement:
    """Write a person whom those may see who see `anchor`, a case or a report. It asks nothing itself.

    Without a case the maker's agency keeps them.
    """
    check_person(entry)
    person = Person(
        age_from=entry.age_from,
        age_to=entry.age_to,
        age_basis=entry.age_basis,
        age_on=(entry.age_on or timezone.localdate()) if entry.has_age else None,
        gender=entry.gender,
        languages=list(entry.languages),
        citizenships=list(entry.citizenships),
    )
    involvement = Involvement(
        case=case, person=person, main_role=entry.role, label=label, is_official=entry.is_official,
        agency_id=by.agency_id if case is None else None,
    )  # fmt: skip
    copy_grants(source=anchor, target=involvement, by=by, purpose=OWN_CASE)
    involvement.save(force_insert=True)
    person.save(force_insert=True)
    for kind, value, safe in (
        (IdentityKind.NAME, entry.name, ""),
        (IdentityKind.PHONE, entry.phone, entry.safe_to_call),
    ):
        if value:
            PersonIdentity.objects.create(person=person, kind=kind, value=value, safe_to_call=safe)
    return involvement


def next_label(case: Case, role: str) -> str:
    """How the next person is called where names are not shown. Asked under the case's lock, or two get one label."""
    stored = Involvement.objects.filter(case=case).values_list("label", flat=True)
    taken = [labels.english(label, PERSON_LABELS) for label in stored]
    reports = role == InvolvementRole.REPORTER
    # By what they are called and not by their roles: those change, the labels stay.
    number = sum(label.startswith(FIRST_REPORTER) == reports for label in taken) + 1
    while (label := _numbered(number, reports=reports)) in taken:
        number += 1
    return label


def _numbered(number: int, *, reports: bool) -> str:
    template = (FIRST_REPORTER if number == 1 else REPORTER) if reports else PERSON
    return labels.numbered(template, number)


@transaction.atomic
def add_person(*, case: Case, entry: PersonEntry, by: User) -> Involvement:
    """Add somebody to a case; an official seals it at once."""
    case = policy.fetch(Case, viewer=by, action="cases.add_person", pk=case.pk, lock=True)
    takes_entries(case)
    involvement = add_involvement_to_case(case=case, entry=entry, by=by)
    if entry.is_official:
        seal_for_official(case, by=by)
    case_moved(case, by)
    return involvement


@transaction.atomic
def update_person(*, involvement: Involvement, entry: PersonEntry, version: int, age: str = "", by: User) -> Person:
    """Write what is known about somebody now; whether they are an official belongs to this case. Roles have operations
    of their own (`roles`): the entry's is not asked.

    `version` is that of the Person which the writer read: raises StaleRecord when somebody was faster. An age that
    contradicts a date of birth which the writer may know is asked about: `age` (`ages.Noted`) says which stands.
    """
    involvement = policy.fetch(Involvement, viewer=by, action="cases.update_person", pk=involvement.pk, lock=True)
    check_person(entry)
    person: Person = Person.objects.select_for_update().get(pk=involvement.person_id)
    if person.version != version:
        raise StaleRecord()
    noted = (person.age_from, person.age_to, person.age_on)
    _note_age(person, entry)
    if (person.age_from, person.age_to, person.age_on) != noted:
        _agree_with_birth(person, age, by)
    person.gender, person.version = entry.gender, version + 1
    person.languages, person.citizenships = list(entry.languages), list(entry.citizenships)
    person.save()
    involvement.is_official = entry.is_official
    involvement.save(update_fields=["is_official"])
    if entry.is_official:
        _seal_its_case(involvement, by)
    _moved(involvement, by)
    return person


def _note_age(person: Person, entry: PersonEntry) -> None:
    """An age that nobody changed keeps its day: it was not asked for again."""
    if not entry.has_age:
        person.age_on = None
    elif entry.age_on is not None or (person.age_from, person.age_to) != (entry.age_from, entry.age_to):
        person.age_on = entry.age_on or timezone.localdate()
    person.age_from, person.age_to, person.age_basis = entry.age_from, entry.age_to, entry.age_basis


def _agree_with_birth(person: Person, choice: str, by: User) -> None:
    """Raise ValidationError where the age just noted contradicts a date of birth, until it was said which stands.

    Only of a date that `by` may know, and without a word of it: it is shown where names are.
    """
    for fact in names_for(by, [person.pk], kinds=[IdentityKind.BIRTH_DATE]).get(person.pk, []):
        born = birth_dates.read(fact.value)
        if born is None or ages.agreement(person, born) != ages.Agreement.CONTRADICT:
            continue
        if choice not in ages.Noted.values:
            raise ValidationError({"age": _("This age contradicts the date of birth that is recorded. Which stands?")})
        found = of_birth(born, timezone.localdate())
        if choice == ages.Noted.GIVES_WAY and found is not None:
            basis = person.age_basis if person.age_basis in ages.BORN_FROM else AgeBasis.SAID
            person.age_from, person.age_to, person.age_on, person.age_basis = found.low, found.high, found.on, basis
        return


def _seal_its_case(involvement: Involvement, by: User) -> None:
    case = Case.objects.visible_to(by, "cases.seal_case").select_for_update().filter(pk=involvement.case_id).first()
    if case is not None:
        seal_for_official(case, by=by)


@transaction.atomic
def add_name(
    *,
    involvement: Involvement,
    kind: str,
    value: str,
    safe_to_call: str = "",
    known_from: str = "",
    age: str = "",
    by: User,
) -> PersonIdentity:
    """Record one fact that tells who somebody is. Only who may read names may write one.

    Raises ValidationError for a date of birth that is none (it is kept in ISO, as precise as it is known) or that lies
    after something that is recorded of the person, and for a telephone without a number (kept as it was written). A
    date of birth says what it is known from and gives the age; where another age was noted, it says as well what
    becomes of that (`ages.Noted`).
    """
    involvement = policy.fetch(Involvement, viewer=by, action="cases.update_person", pk=involvement.pk, lock=True)
    policy.require(by, "cases.add_name", involvement)
    identity = write_fact(
        PersonIdentity(person_id=involvement.person_id, kind=kind, value=value, safe_to_call=safe_to_call),
        known_from=known_from,
        age=age,
        by=by,
    )
    _moved(involvement, by)
    return identity


def write_fact(fact: PersonIdentity, *, known_from: str = "", age: str = "", by: User) -> PersonIdentity:
    """Check and store a fact that tells who somebody is. For operations that have authorised and locked already.

    Raises ValidationError by field as `add_name` does, TransitionRefused where the identity was erased.
    """
    if fact.kind not in IdentityKind.values:
        raise ValidationError({"kind": _("“%(code)s” is not in the list.") % {"code": fact.kind}})
    if fact.safe_to_call and fact.kind != IdentityKind.PHONE:
        raise ValidationError({"safe_to_call": _("Only a telephone can have safe times to call.")})
    if known_from and fact.kind != IdentityKind.BIRTH_DATE:
        raise ValidationError({"known_from": _("For a date of birth only.")})
    if check := _CHECKS.get(fact.kind):
        fact.value = _checked(check, fact.value)
    if fact.kind == IdentityKind.BIRTH_DATE:
        _follow_birth(fact.person_id, fact.value, known_from=known_from, age=age, by=by)
    try:
        fact.save(force_insert=True)
    except keys.Destroyed as gone:
        raise TransitionRefused(_("The identity of this person was erased. Nothing can be added to it.")) from gone
    return fact


def _follow_birth(person_id: UUID, value: str, *, known_from: str, age: str, by: User) -> None:
    """Write the age that a date of birth gives, in whole years as of today: what stands on the person's row is read by
    people who may not know the date, and tells them no more than the year it lies in. Refused where something is
    recorded of the person on a day before it."""
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    born = birth_dates.read(value)
    if born is not None and (wrong := lived.wrong_birth(person_id, born, by)):
        raise ValidationError({"value": wrong})
    if born is None or not ages.is_to_follow(born, person, known_from=known_from, choice=age):
        return
    found = of_birth(born, timezone.localdate())
    if found is not None:
        person.age_from, person.age_to, person.age_on, person.age_basis = found.low, found.high, found.on, known_from
        person.version += 1
        person.save(update_fields=["age_from", "age_to", "age_on", "age_basis", "version"])


@transaction.atomic
def mark_mistaken(*, identity: PersonIdentity, reason: str, by: User) -> PersonIdentity:
    """Say that one fact was never about this person. It stays, struck out; it is found, sent and copied no more.

    Those may who may add one. Raises ValidationError without a reason, TransitionRefused where it is marked already.
    """
    row: PersonIdentity = policy.fetch(PersonIdentity, viewer=by, action="cases.add_name", pk=identity.pk, lock=True)
    places = list(Involvement.objects.visible_to(by, "cases.update_person").filter(person_id=row.person_id))
    if not places:
        raise NotPermitted("cases.update_person")
    strike_fact(row, reason=reason, by=by)
    for place in places:
        _moved(place, by)
    return row


def strike_fact(row: PersonIdentity, *, reason: str, by: User) -> None:
    """Mark a fact, held by its operation, as a mistake. Raises as `mark_mistaken` does."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say what the mistake was.")})
    if row.mistaken_at is not None:
        raise TransitionRefused(_("Already marked as a mistake."))
    row.mistaken_at, row.mistaken_by, row.mistaken_why = timezone.now(), by, reason.strip()
    row.exact_token, row.sound_tokens, row.number_tokens = None, [], []
    try:
        row.save(
            update_fields=[
                "mistaken_at", "mistaken_by", "mistaken_why", "exact_token", "sound_tokens", "number_tokens",
            ]
        )  # fmt: skip
    except keys.Destroyed as gone:
        raise TransitionRefused(
            _("The identity of this person was erased. There is nothing left to correct.")
        ) from gone


# How what is written of each kind is checked, and the form in which it is kept. Of the others anything may be true.
_CHECKS: dict[str, Callable[[str], str]] = {
    IdentityKind.BIRTH_DATE: birth_dates.checked,
    IdentityKind.PHONE: telephones.checked,
}


def _checked(check: Callable[[str], str], value: str) -> str:
    try:
        return check(value)
    except ValidationError as wrong:
        raise ValidationError({"value": wrong.messages}) from wrong


def _moved(involvement: Involvement, by: User) -> None:
    if involvement.case_id is not None and involvement.case is not None:
        case_moved(involvement.case, by)
