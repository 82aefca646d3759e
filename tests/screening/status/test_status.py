from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from cases.record.models import Involvement
from screening.consent.models import Category
from screening.instruments.loader import instrument
from screening.interview.operations import record_assessment
from screening.person.queries import person_file
from screening.referral.packet import build
from screening.status import operations as module
from screening.status.decisions import decision_in_force
from screening.status.models import StatusDetermination
from screening.status.operations import NO_ASSESSMENT, decide_status
from tests.cases.ledger import lines
from tests.factories import first_person, make_case, make_person
from tests.people import People, enter
from tests.roles import as_system
from tests.screening.made import ASKED, referred_out


def decide(involvement: Involvement, by: Any, **changes: Any) -> StatusDetermination:
    enter(by)
    values: dict[str, Any] = {
        "status": "presumed",
        "happened_on": dt.date(2026, 10, 17),
        "precision": "day",
        "deciding_body": "police",
        "grounds": ["first_screen"],
        "ground": "She was locked in at night.",
        "correction_reason": "Typed wrongly." if "replaces" in changes else "",
    }
    return decide_status(involvement=involvement, by=by, **{**values, **changes})


@pytest.fixture
def person(people: People) -> Involvement:
    return first_person(make_case(people.investigator))


def status_of(person: Involvement) -> str:
    return Involvement.objects.get(pk=person.pk).status


def test_the_latest_decision_is_shown_and_all_stay(people: People, person: Involvement) -> None:
    decide(person, people.investigator)
    decide(person, people.supervisor, status="identified", happened_on=dt.date(2026, 11, 2))
    assert status_of(person) == "identified"
    decide(person, people.supervisor, status="possible", happened_on=dt.date(2026, 9, 1))  # known only now
    assert status_of(person) == "identified"
    assert StatusDetermination.objects.count() == 3


def test_the_recipient_reads_the_decision_that_counts(people: People, person: Involvement) -> None:
    decide(person, people.investigator, status="identified", happened_on=dt.date(2026, 11, 2))
    decide(person, people.investigator, status="possible", happened_on=dt.date(2026, 9, 1))  # known only now
    wrong = decide(person, people.investigator, status="not_a_victim", happened_on=dt.date(2026, 11, 9))
    decide(person, people.investigator, status="presumed", happened_on=dt.date(2026, 10, 1), replaces=wrong)
    packet = build(involvement=person, categories=(Category.STATUS,), asked=ASKED, by=people.investigator)
    (said,) = packet.sections[1].facts
    assert said[0] == "Identified victim"
    assert person_file(people.investigator, person).latest_decision == decision_in_force(people.investigator, person)
    assert status_of(person) == "identified"


def test_a_correction_stands_beside_what_it_replaces(people: People, person: Involvement) -> None:
    wrong = decide(person, people.investigator, status="identified")
    decide(person, people.investigator, status="presumed", replaces=wrong)
    assert status_of(person) == "presumed"
    newer = StatusDetermination.objects.get(replaces=wrong)
    assert (newer.entry_key, newer.version, newer.correction_reason) == (wrong.pk, 2, "Typed wrongly.")
    with pytest.raises(ValidationError, match="Say why"):
        decide(person, people.investigator, replaces=newer, correction_reason=" ")
    assert StatusDetermination.objects.count() == 2


def test_an_entry_is_corrected_once(people: People, person: Involvement) -> None:
    wrong = decide(person, people.investigator, status="identified")
    decide(person, people.investigator, status="presumed", replaces=wrong)
    with pytest.raises(TransitionRefused, match="corrected in the meantime"):
        decide(person, people.colleague, status="possible", replaces=wrong)
    assert status_of(person) == "presumed"
    assert StatusDetermination.objects.count() == 2


def test_the_second_correction_is_told_and_keeps_its_text(people: People, person: Involvement, client: Client) -> None:
    wrong = decide(person, people.investigator, status="identified")
    decide(person, people.investigator, status="presumed", replaces=wrong)
    other = decide(person, people.investigator)
    address = reverse("screening:decide_status", args=[person.pk])
    fields = {
        "status": "possible", "decided": "10/2026", "deciding_body": "police", "grounds": ["first_screen"],
        "ground": "Kept text.", "correction_reason": "Misread.", "submission_key": str(uuid.uuid4()),
    }  # fmt: skip
    client.force_login(people.colleague)
    late = client.post(address, {**fields, "replaces": str(wrong.pk)})  # from a page of before
    assert late.status_code == 422
    assert "This entry has been corrected in the meantime" in late.text
    assert "Kept text." in late.text
    with mock.patch("screening.status.views.decisions_about", side_effect=lambda *_: [wrong]):
        together = client.post(address, {**fields, "replaces": str(wrong.pk)})
    assert together.status_code == 422
    assert "Kept text." in together.text
    unsaid = client.post(address, {**fields, "replaces": str(other.pk), "correction_reason": ""})
    assert unsaid.status_code == 422
    assert "Say why it is corrected." in unsaid.text
    assert client.post(address, {**fields, "replaces": str(other.pk)}).status_code == 302
    assert "Misread." in client.get(address).text


@pytest.mark.parametrize(
    ("precision", "kept"), [("day", "2026-10-17"), ("month", "2026-10-01"), ("year", "2026-01-01")]
)
def test_a_date_is_kept_as_exactly_as_it_is_known(
    people: People, person: Involvement, precision: str, kept: str
) -> None:
    assert str(decide(person, people.investigator, precision=precision).happened_on) == kept


@pytest.mark.parametrize(
    "wrong",
    [
        {"ground": "  "},
        {"grounds": []},
        {"grounds": ["statement", "assessment"]},
        {"happened_on": timezone.now().date() + dt.timedelta(days=3)},
    ],
)
def test_a_decision_needs_its_ground_and_a_past_day(people: People, person: Involvement, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        decide(person, people.investigator, **wrong)
    assert not StatusDetermination.objects.exists()


def assess(person: Involvement, by: Any) -> None:
    enter(by)
    used = instrument("delphi_adult_labour")
    record_assessment(involvement=person, used=used, answers={"D1.wages": "yes"}, act_recorded=True, by=by)


def test_it_rests_on_an_assessment_of_this_person_that_exists(people: People, person: Involvement) -> None:
    assess(make_person(make_case(people.investigator), people.investigator), people.investigator)
    with pytest.raises(ValidationError, match="no finished assessment of indicators") as refused:
        decide(person, people.investigator, grounds=["assessment"])
    assert set(refused.value.message_dict) == {"grounds"}
    assess(person, people.colleague)
    assert decide(person, people.investigator, grounds=["assessment"]).grounds == ["assessment"]


@pytest.mark.parametrize(
    ("decided", "told"),
    [
        ("31/12/2199", "This date is in the future."),
        ("12/2199", "This date is in the future."),
        ("1850", "Check the year: this date is too long ago."),
        ("1/1/0000", "Check the year: this date is too long ago."),
        ("31/02/2026", "This date does not exist."),
    ],
)
def test_all_that_is_wrong_is_said_at_once_beside_its_field(
    people: People, person: Involvement, client: Client, decided: str, told: str
) -> None:
    client.force_login(people.investigator)
    fields = {"decided": decided, "deciding_body": "police", "grounds": ["assessment"], "submission_key": uuid.uuid4()}
    page = client.post(reverse("screening:decide_status", args=[person.pk]), fields)
    assert page.status_code == 422
    errors = page.context["form"].errors
    assert errors["decided"] == [told]
    assert errors["grounds"] == [NO_ASSESSMENT]
    assert set(errors) == {"decided", "grounds", "status", "ground"}
    assert decided in page.text  # what was typed is kept
    assert not StatusDetermination.objects.exists()


def test_only_a_possible_victim_is_decided_on(people: People) -> None:
    suspect = make_person(make_case(people.investigator), people.investigator, role="suspect")
    with pytest.raises(TransitionRefused):
        decide(suspect, people.investigator)


@pytest.mark.parametrize("key", ["outsider", "caseworker", "frontline", "prosecutor", "analyst", "administrator"])
def test_nobody_else_decides(people: People, person: Involvement, key: str) -> None:
    with pytest.raises((NotVisible, NotPermitted)):
        decide(person, getattr(people, key))


def test_the_recipient_of_a_referral_reads_no_decision(people: People) -> None:
    case = make_case(people.investigator)
    decide(first_person(case), people.investigator)
    referred_out(case, people)
    enter(people.caseworker)
    assert not StatusDetermination.objects.exists()


def test_a_late_failure_leaves_nothing(people: People, person: Involvement) -> None:
    with mock.patch.object(module, "decision_in_force", side_effect=RuntimeError), pytest.raises(RuntimeError):
        decide(person, people.investigator)
    with as_system():
        assert not StatusDetermination.objects.exists()


def test_the_ledger_has_the_decision_and_no_sentence(people: People, person: Involvement) -> None:
    made = decide(person, people.investigator)
    (line,) = lines(table_name="screening_statusdetermination", action="insert")
    assert (line.object_id, line.actor) == (str(made.pk), people.investigator.pk)
    assert "locked" not in str(line.new)
