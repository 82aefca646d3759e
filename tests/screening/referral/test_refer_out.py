from __future__ import annotations

import json
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.policy import fetch
from carisecure.interface.words import day
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry
from cases.record.models import Case, InvolvementGrant, Person
from screening.consent.models import Category, Purpose
from screening.interview.models import Screening
from screening.referral.models import Referral, ReferralEnding, ReferralEvent
from screening.referral.operations import refer_out as module
from screening.referral.operations.refer_out import Basis, accept_referral, decline_referral, read_referral, refer_out
from screening.referral.operations.take_up import report_outcome
from screening.referral.operations.withdraw_consent import withdraw_consent
from screening.referral.packet import Packet, build
from tests.cases.ledger import lines
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.roles import as_system
from tests.screening.made import ASKED, SHARED, consent, referred_out, screened

NAMED = (PersonEntry(name="CANARY-NAME", age_from=20, age_to=25, gender="feminine", languages=("es",)),)


def test_the_recipient_sees_the_packet_and_nothing_else(people: People) -> None:
    case = make_case(people.investigator, people=NAMED)
    screened(first_person(case), people.investigator)
    referral = referred_out(case, people)
    enter(people.caseworker)
    seen = fetch(Referral, viewer=people.caseworker, action="screening.view_referral", pk=referral.pk)
    packet = Packet.from_json(seen.packet)
    assert [s.code for s in packet.sections] == ["purpose", "age_language", "needs", "safety_notes"]
    assert ("Age", f"20 to 25 on {day(timezone.localdate())}") in packet.sections[1].facts
    assert "CANARY" not in seen.packet
    assert case.reference not in seen.packet
    assert not Case.objects.exists()
    assert not Screening.objects.exists()
    assert not PersonIdentity.objects.exists()
    assert Person.objects.count() == 1


def test_the_other_shelter_does_not_see_it(people: People) -> None:
    case = make_case(people.investigator)
    first = referred_out(case, people)
    second = referred_out(case, people, to_agency=people.other_caseworker.agency)
    for person, own, other in ((people.caseworker, first, second), (people.other_caseworker, second, first)):
        enter(person)
        assert [r.pk for r in Referral.objects.all()] == [own.pk]
        assert {e.referral_id for e in ReferralEvent.objects.all()} == {own.pk}
        with pytest.raises(NotVisible):
            fetch(Referral, viewer=person, action="screening.view_referral", pk=other.pk)


def test_the_name_goes_only_where_it_is_shared(people: People) -> None:
    case = make_case(people.investigator, people=NAMED)
    referred_out(case, people, categories=(*SHARED, Category.IDENTITY))
    enter(people.caseworker)
    assert "CANARY-NAME" in Referral.objects.get().packet
    assert PersonIdentity.objects.get().value == "CANARY-NAME"


def test_what_was_previewed_is_what_is_sent(people: People) -> None:
    case = make_case(people.investigator)
    involvement = first_person(case)
    shown = build(involvement=involvement, categories=SHARED, asked=ASKED, by=people.investigator)
    referral = referred_out(case, people, approved=shown.digest())
    assert referral.packet == shown.to_json()


def test_a_change_after_the_preview_sends_nothing(people: People) -> None:
    case = make_case(people.investigator)
    with pytest.raises(ValidationError, match="changed since you looked"):
        referred_out(case, people, approved="0" * 64)
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"basis": Basis()},
        {"basis": Basis(None, "danger_now", "", None)},
        {"basis": Basis(None, "no-such-ground", "Because.", None)},
    ],
)
def test_without_consent_it_needs_a_complete_urgent_ground(people: People, wrong: dict[str, Any]) -> None:
    case = make_case(people.investigator)
    with pytest.raises(ValidationError):
        referred_out(case, people, **wrong)


def test_an_urgent_ground_names_who_authorised_it(people: People) -> None:
    case = make_case(people.investigator)
    basis = Basis(None, "medical_emergency", "She is losing consciousness.", people.supervisor)
    urgent = referred_out(case, people, basis=basis)
    usual = referred_out(case, people, to_agency=people.other_caseworker.agency)
    assert urgent.authorised_by == people.supervisor
    assert urgent.decision_due_on < usual.decision_due_on


def test_a_consent_covers_its_recipient_and_its_categories_only(people: People) -> None:
    case = make_case(people.investigator)
    given = Basis(consent(first_person(case), people))
    with pytest.raises(ValidationError, match="another recipient"):
        referred_out(case, people, basis=given, to_agency=people.other_caseworker.agency)
    with pytest.raises(ValidationError, match="does not cover"):
        referred_out(case, people, basis=given, categories=(*SHARED, Category.IDENTITY))


@pytest.mark.parametrize("purpose", [Purpose.PROSECUTION, Purpose.INVESTIGATION, Purpose.IMMIGRATION])
def test_a_consent_covers_its_purpose_only(people: People, purpose: str) -> None:
    case = make_case(people.investigator)
    given = Basis(consent(first_person(case), people, purpose=purpose))
    with pytest.raises(ValidationError, match="another purpose"):
        referred_out(case, people, basis=given)
    assert not Referral.objects.exists()


def test_a_consent_for_the_protection_of_a_child_covers_a_referral(people: People) -> None:
    case = make_case(people.investigator)
    given = Basis(consent(first_person(case), people, purpose=Purpose.CHILD_PROTECTION))
    assert referred_out(case, people, basis=given).consent == given.consent


def test_twice_to_one_agency_is_refused(people: People) -> None:
    case = make_case(people.investigator)
    referred_out(case, people)
    with pytest.raises(ValidationError):
        referred_out(case, people)


@pytest.mark.parametrize("key", ["outsider", "frontline", "caseworker", "prosecutor", "analyst", "administrator"])
def test_nobody_else_refers_out(people: People, key: str) -> None:
    case = make_case(people.investigator)
    involvement = first_person(case)
    given = consent(involvement, people)
    by = getattr(people, key)
    enter(by)
    with pytest.raises((NotVisible, NotPermitted)):
        refer_out(
            involvement=involvement, to_agency=people.caseworker.agency, asked=ASKED, categories=SHARED,
            basis=Basis(given), by=by,
        )  # fmt: skip


def test_reading_accepting_and_closing(people: People) -> None:
    referral = referred_out(make_case(people.investigator), people)
    read_referral(referral=referral, by=people.investigator)
    assert Referral.objects.get().state == "sent"  # the sender's own look is no reading
    enter(people.caseworker)
    read_referral(referral=referral, by=people.caseworker)
    accept_referral(referral=referral, note="Tonight at eight.", by=people.caseworker)
    enter(people.investigator)
    found = Referral.objects.get()
    assert (found.state, found.decision_note, found.decided_by) == ("accepted", "Tonight at eight.", people.caseworker)
    assert found.read_at is not None
    enter(people.caseworker)
    report_outcome(referral=referral, outcome="services_given", note="", by=people.caseworker)
    assert not Referral.objects.exists()
    enter(people.investigator)
    assert Referral.objects.get().state == "closed"
    assert [e.event for e in ReferralEvent.objects.order_by("recorded_at")] == ["sent", "read", "accepted", "closed"]


def test_a_decline_closes_the_person_to_the_recipient(people: People) -> None:
    referral = referred_out(make_case(people.investigator), people)
    enter(people.caseworker)
    decline_referral(referral=referral, reason="no_space", note="Full until Monday.", by=people.caseworker)
    assert not Referral.objects.exists()
    assert not Person.objects.exists()
    ending = ReferralEnding.objects.of_groups(people.caseworker.active_groups()).get()
    assert (ending.reference, ending.state) == (referral.reference, "declined")
    enter(people.investigator)
    found = Referral.objects.get()
    assert (found.state, found.decision_reason, found.decision_note) == ("declined", "no_space", "Full until Monday.")
    assert not InvolvementGrant.objects.filter(group=people.caseworker.agency.group).exists()


def test_only_the_recipient_answers(people: People) -> None:
    referral = referred_out(make_case(people.investigator), people)
    for person in (people.other_caseworker, people.investigator):
        enter(person)
        with pytest.raises((NotVisible, NotPermitted)):
            accept_referral(referral=referral, note="", by=person)


def test_an_answer_is_given_once(people: People) -> None:
    referral = referred_out(make_case(people.investigator), people)
    enter(people.caseworker)
    accept_referral(referral=referral, note="", by=people.caseworker)
    with pytest.raises(TransitionRefused):
        decline_referral(referral=referral, reason="no_space", note="", by=people.caseworker)


def test_withdrawing_the_consent_closes_it_at_once(people: People) -> None:
    case = make_case(people.investigator, people=NAMED)
    referral = referred_out(case, people, categories=(*SHARED, Category.IDENTITY))
    enter(people.caseworker)
    accept_referral(referral=referral, note="", by=people.caseworker)
    enter(people.investigator)
    assert referral.consent is not None
    withdraw_consent(consent=referral.consent, by=people.investigator)
    assert Referral.objects.get().state == "withdrawn"
    enter(people.caseworker)
    assert not Referral.objects.exists()
    assert not PersonIdentity.objects.exists()
    assert ReferralEnding.objects.get().state == "withdrawn"
    enter(people.investigator)
    with pytest.raises(TransitionRefused):
        withdraw_consent(consent=referral.consent, by=people.investigator)
    refreshed = type(referral.consent).objects.get()
    with pytest.raises(ValidationError, match="withdrawn"):
        referred_out(case, people, basis=Basis(refreshed))


def test_a_late_failure_leaves_nothing(people: People) -> None:
    case = make_case(people.investigator)
    with mock.patch.object(module, "add_event", side_effect=RuntimeError), pytest.raises(RuntimeError):
        referred_out(case, people)
    with as_system():
        assert not Referral.objects.exists()
        assert not InvolvementGrant.objects.filter(group=people.caseworker.agency.group).exists()


def test_the_ledger_has_the_referral_and_no_sentence(people: People) -> None:
    referral = referred_out(make_case(people.investigator), people)
    (line,) = lines(table_name="screening_referral", action="insert")
    assert (line.object_id, line.actor) == (str(referral.pk), people.investigator.pk)
    # Words with a letter that no id has: "bed" alone stands in one UUID of a hundred and fifty.
    kept = json.dumps(line.new)
    assert "safe bed" not in kept
    assert "morning" not in kept
