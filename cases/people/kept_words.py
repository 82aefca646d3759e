"""What the rooms freeze about people and cases, as codes (`carisecure.interface.kept_words`)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carisecure.countries.names import country_name, language_name
from carisecure.interface import labels
from carisecure.interface.kept_words import Piece, register
from cases.people.models import IdentityKind
from cases.record.codelists import codelist
from cases.record.models import PERSON_LABELS, AgeBasis, InvolvementRole, Person, VictimStatus

CHOICES: dict[str, type[TextChoices]] = {
    "age_basis": AgeBasis,
    "identity": IdentityKind,
    "role": InvolvementRole,
    "status": VictimStatus,
}
LABELS: dict[str, Promise] = {
    "age": _("Age"),
    "age_known_from": _("Age known from"),
    "gender": _("Gender"),
    "languages": _("Languages"),
    "citizenship": _("Citizenship"),
    "source_not_recorded": _("source not recorded"),
    "status_decision": _("Decision on victim status"),
}


def choice(kind: str, code: str) -> Piece:
    return ["choice", kind, str(code)]


def codes(name: str, values: Iterable[str]) -> Piece:
    """Values of a code list, in their order."""
    return ["codes", name, list(values)]


def called(label: str) -> Piece:
    return ["called", labels.english(label, PERSON_LABELS)]


def age_rests_on(person: Person) -> Piece:
    """As `Person.age_rests_on`; "" where there is no age."""
    if not person.age_rests_on:
        return ""
    if person.age_basis == AgeBasis.NOT_KNOWN:
        return ["source_not_recorded"]
    return choice("age_basis", person.age_basis)


def _codes(name: str, values: list[str]) -> str:
    known = codelist(name)
    return "; ".join(str(known.get(code).label) if code in known else code for code in values)


def _name(code: str, kind: str) -> str:
    try:
        return country_name(code) if kind == "countries" else language_name(code)
    except KeyError:
        return code


register(
    {
        **LABELS,
        "choice": lambda kind, code: CHOICES[kind](code).label,
        "codes": _codes,
        "called": lambda label: labels.worded(label, PERSON_LABELS),
        "countries": lambda found: ", ".join(_name(code, "countries") for code in found),
        "spoken": lambda found: ", ".join(_name(code, "languages") for code in found),
    }
)
