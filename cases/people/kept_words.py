"""What the rooms freeze about people and cases, as codes (`carisecure.interface.kept_words`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carisecure.countries.names import country_name, language_name
from carisecure.interface import labels
from carisecure.interface.kept_words import Piece, register, say
from cases.people.models import IdentityKind
from cases.record.codelists import codelist
from cases.record.models import PERSON_LABELS, AgeBasis, Involvement, InvolvementRole, Person, VictimStatus

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


def roles_of(involvement: Involvement) -> Piece:
    """Everything that somebody is to the case; a single role as it was always kept."""
    found = [choice("role", role) for role in involvement.standing_roles]
    return found[0] if len(found) == 1 else ["roles", found]


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


def each(piece: Piece) -> tuple[str, ...]:
    """The words of a piece one by one, for whoever puts their own sign between them; none where nothing is known."""
    if isinstance(piece, list) and piece[0] in _MANY:
        return tuple(_MANY[piece[0]](*piece[1:]))
    return (said,) if (said := say(piece)) else ()


def _codes(name: str, values: list[str]) -> list[str]:
    known = codelist(name)
    return [str(known.get(code).label) if code in known else code for code in values]


def _named(code: str, name: Callable[[str], str]) -> str:
    try:
        return name(code)
    except KeyError:
        return code


_MANY: dict[str, Callable[..., list[str]]] = {
    "codes": _codes,
    "countries": lambda found: [_named(code, country_name) for code in found],
    "spoken": lambda found: [_named(code, language_name) for code in found],
}

register(
    {
        **LABELS,
        "choice": lambda kind, code: CHOICES[kind](code).label,
        "codes": lambda name, values: "; ".join(_codes(name, values)),
        "roles": lambda found: ", ".join(say(one) for one in found),
        "called": lambda label: labels.worded(label, PERSON_LABELS),
        "countries": lambda found: ", ".join(_MANY["countries"](found)),
        "spoken": lambda found: ", ".join(_MANY["spoken"](found)),
    }
)
