from __future__ import annotations

from datetime import date
from unittest import mock

import pytest
from django.core.exceptions import ValidationError

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from cases.record.models import Involvement, Person
from screening.contact.operations import About
from screening.instruments.loader import instrument
from screening.interview import operations as module
from screening.interview.models import Screening
from screening.interview.operations import (
    answer_question,
    finish_screening,
    record_assessment,
    start_at_the_door,
    start_screening,
)
from screening.interview.results import may_be_child
from screening.status.models import StatusDetermination
from tests.cases.ledger import lines
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.screening.made import PREFACE, begin, referred_out, screened

FIRST = instrument("first_screen").items[0].id


@pytest.fixture
def person(people: People) -> Involvement:
    return first_person(make_case(people.investigator))


def test_each_answer_is_stored_at_once(people: People, person: Involvement) -> None:
    screening = begin(person, people.investigator)
    answer_question(screening=screening, item=FIRST, answer="will_not_say", by=people.investigator)
    assert Screening.objects.get().answers == {FIRST: "will_not_say"}
    answer_question(screening=screening, item=FIRST, answer="yes", by=people.colleague)
    assert Screening.objects.get().answers == {FIRST: "yes"}


def test_the_result_points_and_decides_nothing(people: People, person: Involvement) -> None:
    screening = screened(person, people.investigator, yes=12)
    assert screening.result["outcome"] == "several_signs"
    assert not StatusDetermination.objects.exists()
    assert Involvement.objects.get(pk=person.pk).status == ""


def test_one_open_first_screen_of_a_person_by_one_officer(people: People, person: Involvement) -> None:
    screening = begin(person, people.investigator)
    with pytest.raises(TransitionRefused, match="continue that one"):
        begin(person, people.investigator)
    assert Screening.objects.get() == screening
    begin(person, people.colleague)
    finish_screening(screening=screening, by=people.investigator)
    begin(person, people.investigator)
    assert Screening.objects.filter(state="open").count() == 2


def test_a_stopped_screen_does_not_hold_up_the_next(people: People, person: Involvement) -> None:
    begin(person, people.investigator, safe_to_talk="no")
    assert begin(person, people.investigator).state == "open"


def test_questions_left_out_are_not_no(people: People, person: Involvement) -> None:
    screening = begin(person, people.investigator)
    screening = finish_screening(screening=screening, by=people.investigator)
    assert screening.result["outcome"] == "too_little_known"


def test_possibly_a_child_is_treated_as_one(people: People, person: Involvement) -> None:
    screening = begin(person, people.investigator, age="possibly_child")
    screening = answer_question(screening=screening, item="pay_kept", answer="yes", by=people.investigator)
    screening = finish_screening(screening=screening, by=people.investigator)
    assert screening.result["child"] is True
    assert screening.result["outcome"] == "several_signs"


@pytest.mark.parametrize(
    ("age", "on", "child"),
    [
        ((16, 16), date(2023, 3, 3), False),
        ((14, 14), date(2023, 11, 30), True),
        ((14, 14), date(2023, 1, 1), True),
        ((None, 17), date(2023, 3, 3), True),
        ((17, None), date(2023, 3, 3), False),
        ((None, None), None, False),
    ],
)
def test_the_age_of_the_day_counts_and_not_the_one_noted(
    age: tuple[int | None, int | None], on: date | None, child: bool
) -> None:
    person = Person(age_from=age[0], age_to=age[1], age_on=on)
    assert may_be_child(person, {}, on=date(2026, 11, 30)) is child


@pytest.mark.parametrize("answers", [{"safe_to_talk": "no"}, {"interpreter": "companion"}])
def test_a_stop_is_recorded_and_nothing_is_asked(people: People, person: Involvement, answers: dict[str, str]) -> None:
    screening = begin(person, people.investigator, **answers)
    assert screening.state == "stopped"
    with pytest.raises(TransitionRefused):
        answer_question(screening=screening, item=FIRST, answer="yes", by=people.investigator)


@pytest.mark.parametrize(("item", "answer"), [("no-such-item", "yes"), (FIRST, "perhaps")])
def test_what_is_no_answer_is_refused(people: People, person: Involvement, item: str, answer: str) -> None:
    screening = begin(person, people.investigator)
    with pytest.raises(ValidationError):
        answer_question(screening=screening, item=item, answer=answer, by=people.investigator)


def test_a_finished_screen_stays_as_it_is(people: People, person: Involvement) -> None:
    screening = screened(person, people.investigator)
    with pytest.raises(TransitionRefused):
        answer_question(screening=screening, item=FIRST, answer="no", by=people.investigator)
    with pytest.raises(TransitionRefused):
        finish_screening(screening=screening, by=people.investigator)


@pytest.mark.parametrize("key", ["outsider", "caseworker", "frontline", "prosecutor", "analyst", "auditor"])
def test_nobody_else_screens_or_reads(people: People, person: Involvement, key: str) -> None:
    screening = begin(person, people.investigator)
    by = getattr(people, key)
    enter(by)
    assert not Screening.objects.exists()
    with pytest.raises((NotVisible, NotPermitted)):
        start_screening(involvement=person, preface=PREFACE, by=by)
    with pytest.raises((NotVisible, NotPermitted)):
        answer_question(screening=screening, item=FIRST, answer="yes", by=by)


def test_the_recipient_of_a_referral_reads_no_answers(people: People) -> None:
    case = make_case(people.investigator)
    screened(first_person(case), people.investigator)
    referred_out(case, people)
    enter(people.caseworker)
    assert Involvement.objects.exists()
    assert not Screening.objects.exists()


def test_at_the_door_only_the_officer_sees_it_before_sending(people: People) -> None:
    enter(people.frontline)
    start_at_the_door(about=About(age_from=20), preface=PREFACE, by=people.frontline)
    assert Screening.objects.count() == 1
    for other in (people.investigator, people.supervisor, people.caseworker, people.outsider):
        enter(other)
        assert not Screening.objects.exists()
        assert not Involvement.objects.exists()


def test_an_assessment_is_stored_whole(people: People, person: Involvement) -> None:
    used = instrument("delphi_adult_labour")
    enter(people.investigator)
    answers = {item.id: "yes" for item in used.items}
    made = record_assessment(involvement=person, used=used, answers=answers, act_recorded=True, by=people.investigator)
    assert made.result["outcome"] == "trafficking_strongly_indicated"
    assert made.instrument_version == used.version
    with pytest.raises(ValidationError):
        record_assessment(
            involvement=person, used=instrument("first_screen"), answers={}, act_recorded=True, by=people.investigator
        )


def test_a_late_failure_leaves_nothing(people: People, person: Involvement) -> None:
    screening = begin(person, people.investigator)
    with mock.patch.object(module, "score", side_effect=RuntimeError), pytest.raises(RuntimeError):
        finish_screening(screening=screening, by=people.investigator)
    assert Screening.objects.get().state == "open"


def test_the_ledger_has_no_sentence(people: People, person: Involvement) -> None:
    begin(person, people.investigator)
    (line,) = lines(table_name="screening_screening", action="insert")
    assert line.actor == people.investigator.pk
    assert "CANARY" not in str(line.new)
