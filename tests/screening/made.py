"""Screenings and referrals for tests, made by the operations themselves. Each function speaks as its maker."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from carisecure.accounts.models import User
from cases.record.models import Case, Involvement
from screening.consent.models import Category, Consent, Purpose
from screening.consent.operations import record_consent
from screening.contact.operations import About
from screening.instruments.loader import instrument
from screening.interview.models import Screening
from screening.interview.operations import answer_question, finish_screening, start_screening
from screening.referral.models import Referral
from screening.referral.operations.refer_in import Agreed, refer_in
from screening.referral.operations.refer_out import Basis, refer_out
from screening.referral.packet import Asked
from tests.factories import first_person
from tests.people import People, enter

PREFACE: dict[str, Any] = {
    "safe_to_talk": "yes",
    "health": ["none_seen"],
    "age": "adult",
    "child_with": "no",
    "must_not_know": "CANARY-PREFACE",
    "language": "es",
    "interpreter": "not_needed",
}
SHARED = (Category.AGE_LANGUAGE, Category.NEEDS, Category.SAFETY_NOTES)
ASKED = Asked("A safe bed for tonight.", ("shelter_emergency",), "Calls only in the morning.")


def begin(involvement: Involvement, by: User, **changes: Any) -> Screening:
    enter(by)
    return start_screening(involvement=involvement, preface={**PREFACE, **changes}, by=by)


def screened(involvement: Involvement, by: User, *, yes: int = 12) -> Screening:
    """A finished first screen with that many yes and no for the rest."""
    screening = begin(involvement, by)
    for number, item in enumerate(instrument("first_screen").items):
        answer = "yes" if number < yes else "no"
        screening = answer_question(screening=screening, item=item.id, answer=answer, by=by)
    return finish_screening(screening=screening, by=by)


def consent(involvement: Involvement, people: People, *, by: User | None = None, **changes: Any) -> Consent:
    by = by or people.investigator
    enter(by)
    values: dict[str, Any] = {
        "purpose": Purpose.ASSISTANCE,
        "recipient": people.caseworker.agency,
        "categories": SHARED,
        "given_by": "self",
        "language": "es",
        "given_on": timezone.localdate(),
    }
    return record_consent(involvement=involvement, by=by, **{**values, **changes})


def referred_out(case: Case, people: People, **changes: Any) -> Referral:
    """Person 1 of a case referred to the shelter, with consent."""
    involvement = first_person(case)
    values: dict[str, Any] = {
        "involvement": involvement,
        "to_agency": people.caseworker.agency,
        "asked": ASKED,
        "categories": SHARED,
        "by": people.investigator,
    }
    values = {**values, **changes}
    if "basis" not in values:
        given = consent(involvement, people, recipient=values["to_agency"], categories=values["categories"])
        values["basis"] = Basis(given)
    enter(values["by"])
    return refer_out(**values)


def referred_in(people: People, *, by: User | None = None, **changes: Any) -> Referral:
    """Somebody of the shelter's own, referred to the unit without a name."""
    by = by or people.caseworker
    enter(by)
    values: dict[str, Any] = {
        "about": About(age_from=19, age_to=24, age_basis="said", gender="feminine", languages=("es",)),
        "to_agency": people.investigator.agency,
        "asked": Asked("CANARY-STORY She says two more are still there.", (), "Meet her at the shelter."),
        "agreed": Agreed(language="es"),
    }
    return refer_in(**{**values, **changes}, by=by)
