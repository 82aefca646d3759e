"""A closed case takes nothing in, and says so at every operation that adds to it; mistakes are mended there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from carisecure.access.errors import TransitionRefused
from carisecure.days.known import KnownDay
from cases.course.operations import close_case, reopen_case
from cases.danger.operations import raise_danger
from cases.exhibits.operations import add_exhibit
from cases.exploitation.models import Exploitation
from cases.exploitation.operations import ExploitationFacts, correct_exploitation, record_exploitation
from cases.keeping.models import ERASE
from cases.keeping.operations.holding import place_hold
from cases.material.models import Note
from cases.material.operations import add_note, add_statement, correct_material
from cases.people.models import InvolvementPart, PersonIdentity
from cases.people.operations import PersonEntry, add_name, add_person, mark_mistaken
from cases.people.roles import RoleFacts, add_role, correct_role, end_role, say_more
from cases.proof.operations import ProofFacts, record_proof
from cases.record.models import Case, Involvement
from cases.two_people import operations as approvals
from tests.factories import first_person, make_case
from tests.people import People

pytestmark = pytest.mark.django_db
DAY = KnownDay(dt.date(2026, 3, 1))


@pytest.fixture
def case(people: People) -> Case:
    """Closed, with a person, a note and what was done."""
    by = people.investigator
    case = make_case(by, people=(PersonEntry(name="Rosa Demo"),))
    add_note(case=case, text="A note.", by=by)
    record_exploitation(case=case, facts=ExploitationFacts(victim=first_person(case), form="servitude"), by=by)
    return close_case(case=Case.objects.get(pk=case.pk), reason="untraceable", note="", by=by)


def part(case: Case) -> InvolvementPart:
    found: InvolvementPart = InvolvementPart.objects.standing().get(involvement__case=case)
    return found


# Whatever adds to a case. One that is new belongs here, and asks `takes_entries`.
ADDS: dict[str, Callable[[Case, Any], object]] = {
    "person": lambda case, by: add_person(case=case, entry=PersonEntry(), by=by),
    "note": lambda case, by: add_note(case=case, text="x", by=by),
    "statement": lambda case, by: add_statement(case=case, text="x", taken_on=dt.date(2026, 3, 1), by=by),
    "exhibit": lambda case, by: add_exhibit(case=case, mark="A", description="x", by=by),
    "exploitation": lambda case, by: record_exploitation(
        case=case, facts=ExploitationFacts(victim=first_person(case), form="servitude"), by=by
    ),
    "proof": lambda case, by: record_proof(
        case=case, facts=ProofFacts(victim=first_person(case), elements=("act",), source=case.reports.get()), by=by
    ),
    "role": lambda case, by: add_role(involvement=first_person(case), facts=RoleFacts("witness"), by=by),
    "more of a role": lambda case, by: say_more(part=part(case), version=1, since=DAY, by=by),
    "end of a role": lambda case, by: end_role(part=part(case), on=DAY, version=1, then="witness", by=by),
    "danger": lambda case, by: raise_danger(case=case, note="x", by=by),
}


@pytest.mark.parametrize("what", ADDS)
def test_nothing_comes_into_a_closed_case(people: People, case: Case, what: str) -> None:
    by = people.investigator
    before = (Involvement.objects.count(), Note.objects.count(), Exploitation.objects.count())
    with pytest.raises(TransitionRefused, match="The case is closed"):
        ADDS[what](case, by)
    assert (Involvement.objects.count(), Note.objects.count(), Exploitation.objects.count()) == before
    reopen_case(case=case, note="New facts.", by=by)
    ADDS[what](Case.objects.get(pk=case.pk), by)


def test_mistakes_are_mended_and_the_end_of_the_record_goes_on(people: People, case: Case) -> None:
    by, one = people.investigator, first_person(case)
    correct_material(row=Note.objects.get(), version=1, reason="x", changes={"text": "y"}, by=by)
    correct_exploitation(
        exploitation=Exploitation.objects.get(), facts=ExploitationFacts(victim=one, form="forced_labour"), version=1,
        reason="x", by=by,
    )  # fmt: skip
    correct_role(part=part(case), facts=RoleFacts("witness"), version=1, reason="x", by=by)
    mark_mistaken(identity=PersonIdentity.objects.get(), reason="x", by=by)
    add_name(involvement=one, kind="name", value="Rosa Right", by=by)
    place_hold(case=case, ground="claim", reason="x", by=by)
    approvals.request(ERASE, one, "She asks for it.", by)


def test_the_page_offers_nothing_to_add_and_says_why(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    page = client.get(reverse("cases:case", args=[case.pk])).text
    for name in ("person", "note", "statement", "exhibit", "exploitation", "proof"):
        assert reverse(f"cases:add_{name}", args=[case.pk]) not in page, name
    address = reverse("cases:add_note", args=[case.pk])
    key = client.get(address).context["form"]["submission_key"].value()
    refused = client.post(address, {"submission_key": key, "text": "x"})
    assert refused.status_code == 422
    assert "The case is closed. Reopen it first." in refused.text
