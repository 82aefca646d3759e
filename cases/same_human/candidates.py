"""Who may be the same human: computed for one viewer, among the people whose identity that viewer may see.

What is known of the person is looked for as *Find a person* does. Labels and reasons are shown, no name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carisecure.accounts.models import User
from carisecure.audit.record import record
from cases.finding.queries import WHY, Asked, FoundPerson, answering, with_places
from cases.people import birth_dates
from cases.people.models import IdentityKind, PersonIdentity
from cases.people.queries import names_for
from cases.record.models import Involvement
from cases.same_human.queries import Place, SameHuman, is_kept_from, roles_in, roles_on_page

# So many facts of a person are looked for, the newest first; so many people are proposed.
ASKED, SHOWN = 12, 8

SAME_YEAR = _("same year of birth")
# Which field of *Find a person* a fact is looked for in. An address is found by none.
FIELDS: dict[str, str] = {
    IdentityKind.NAME: "name",
    IdentityKind.ALIAS: "name",
    IdentityKind.DOCUMENT: "document",
    IdentityKind.PHONE: "phone",
    IdentityKind.BIRTH_DATE: "birth_date",
}
# What says little by itself: one part of a name needs the year of birth beside it.
_WEAK = (WHY["part"],)
_OF_NAMES = (WHY["name"], WHY["alias"], WHY["part"])


@dataclass(frozen=True)
class Candidate:
    """Another person, where the viewer may see them, and what the two have in common, in words."""

    person_id: UUID
    places: list[Place]
    why: list[str | Promise]


def candidates(viewer: User, involvement: Involvement, said: SameHuman) -> list[Candidate]:
    """The best first, without whom something was said of. The ledger keeps for whom was looked and who was shown."""
    person = involvement.person_id
    facts = names_for(viewer, [person]).get(person, [])
    found: dict[UUID, FoundPerson] = {}
    for fact in reversed(facts[-ASKED:]):
        if name := FIELDS.get(fact.kind):
            answering(viewer, Asked(**{name: fact.value}), found)
    others = [one for pk, one in found.items() if pk != person and pk not in said.people]
    born = _years(viewer, [one.person_id for one in others]) if others else {}
    likely = [one for one in others if _is_likely(one, _birth_years(facts), born.get(one.person_id, set()))]
    ranked = with_places(viewer, sorted(likely, key=lambda one: -one.score))
    page = roles_on_page(viewer, involvement) if ranked else frozenset()
    shown = [one for one in ranked if not is_kept_from(page, roles_in(one.places))][:SHOWN]
    if facts:
        people = sorted(str(place.pk) for one in shown for place, _case in one.places)
        record("search", table="cases_person", object_id=person, detail={"found": len(shown), "people": people})
    return [Candidate(one.person_id, one.places, one.why) for one in shown]


def _is_likely(one: FoundPerson, own: set[int], other: set[int]) -> bool:
    """Adds what the years of birth say: the same year is a reason, two different ones speak against a name alone."""
    only_names = all(why in _OF_NAMES for why in one.why)
    if own & other:
        if WHY["birth_date"] not in one.why:
            one.why.append(SAME_YEAR)
            one.score += 1.0
        return True
    return not (only_names and ((own and other) or all(why in _WEAK for why in one.why)))


def _years(viewer: User, people: Iterable[UUID]) -> dict[UUID, set[int]]:
    """Costs one query, and opens dates of birth alone."""
    known = names_for(viewer, people, kinds=[IdentityKind.BIRTH_DATE])
    return {person: _birth_years(facts) for person, facts in known.items() if isinstance(person, UUID)}


def _birth_years(facts: Iterable[PersonIdentity]) -> set[int]:
    dates = (birth_dates.read(fact.value) for fact in facts if fact.kind == IdentityKind.BIRTH_DATE)
    return {known.first.year for known in dates if known is not None}
