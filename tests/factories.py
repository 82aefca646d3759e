"""Made things for tests, by the operations themselves and with fixed values: a factory that walks another road than the
application proves nothing about the application.

Each function speaks as its maker (`tests.people.enter`) and leaves the wall standing for that person.
"""

from __future__ import annotations

from typing import Any

from carisecure.access.grants import grant
from carisecure.accounts.models import User
from cases.intake.models import IntakeReport
from cases.intake.operations.reporting import log_report
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry, add_person
from cases.record.models import Case, Involvement, InvolvementRole, Person
from tests.people import enter

PERSON_1 = PersonEntry(age_from=20, age_to=25, age_basis="impression", gender="feminine", languages=("es",))


def make_case(by: User, *, people: tuple[PersonEntry, ...] = (PERSON_1,), **changes: Any) -> Case:
    """A case of the maker's unit, logged by hand, with Person 1 in it."""
    enter(by)
    values: dict[str, Any] = {
        "narrative": "A woman was seen at the door of a bar.",
        "channel": "hotline",
        "from_whom": "will_not_say",
        "danger_now": "not_known",
        "region": "POS",
        "people": people,
    }
    case = log_report(**{**values, **changes}, by=by).case
    assert case is not None
    return case


def make_report(by: User, **changes: Any) -> IntakeReport:
    """A report of the maker's unit that waits."""
    enter(by)
    values: dict[str, Any] = {
        "narrative": "A man waits at the school gate.",
        "channel": "walk_in",
        "from_whom": "will_not_say",
        "danger_now": "no",
        "region": "SFO",
    }
    return log_report(**{**values, **changes}, decide_later=True, by=by)


def make_person(case: Case, by: User, **changes: Any) -> Involvement:
    """One more person in a case."""
    enter(by)
    return add_person(case=case, entry=PersonEntry(**changes), by=by)


def first_person(case: Case) -> Involvement:
    """Person 1 of a case, as far as whoever speaks now may see them."""
    person: Involvement = Involvement.objects.filter(case=case).exclude(main_role=InvolvementRole.REPORTER)[0]
    return person


def make_referred_person(by: User, *, unit: User, name: str = "", label: str = "Person A") -> Involvement:
    """A person without a case, as a partner's referral makes one: the partner and the unit's agency hold it."""
    enter(by)
    person = Person()
    involvement = Involvement(
        person=person, main_role=InvolvementRole.POSSIBLE_VICTIM, label=label, agency_id=by.agency_id
    )
    for group in (by.agency.group_id, unit.agency.group_id):
        grant(on=involvement, to=group, permissions=["view", "change", "see_identity"], purpose="referral", by=by)
    involvement.save(force_insert=True)
    person.save(force_insert=True)
    if name:
        PersonIdentity.objects.create(person=person, kind="name", value=name)
    return involvement
