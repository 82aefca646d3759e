"""The search for what a report being typed may be about: people and texts that the writer may see, by label alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.access.vault import stems
from carisecure.accounts.models import User
from carisecure.countries import telephones
from cases.finding.queries import Asked, FoundPerson, find_people, find_texts
from cases.intake.matching import Match, Typed

SHOWN = 8


def what_matches(viewer: User, typed: Typed) -> list[Match]:
    """At most one search for each name and one for the place; each writes its line into the ledger."""
    phones = [phone for phone in typed.phones if _is_number(phone)]
    found: dict[tuple[str, str], Match] = {}
    for name, phone in zip_longest(typed.names, phones, fillvalue=""):
        for person in find_people(viewer, Asked(name=name, phone=phone)):
            found.update({(match.url, match.label): match for match in _places(person)})
    if stems.asked(typed.place):
        for hit in find_texts(viewer, typed.place):
            reference = hit.case.reference if hit.case is not None else ""
            found.setdefault(
                (hit.url, str(hit.kind)), Match(str(hit.kind), hit.url, _("same words for the place"), reference)
            )
    return list(found.values())[:SHOWN]


def _places(person: FoundPerson) -> Iterator[Match]:
    why = ", ".join(str(one) for one in person.why)
    for involvement, case in person.places:
        url = reverse("cases:person", args=[involvement.pk])
        yield Match(str(involvement.label), url, why, case.reference if case is not None else "")


def _is_number(text: str) -> bool:
    try:
        telephones.checked(text)
    except ValidationError:
        return False
    return True
