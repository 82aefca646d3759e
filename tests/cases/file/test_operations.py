"""The operations of the case file: each works, refuses who may not, refuses the wrong state, and moves the case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from carisecure.access.errors import NotPermitted, NotVisible, StaleRecord, TransitionRefused
from carisecure.accounts.models import User
from cases.course import operations
from cases.exhibits.models import Exhibit
from cases.exhibits.operations import add_exhibit
from cases.insiders.operations.sharing import restrict_case
from cases.material.models import Note, Statement
from cases.material.operations import add_note, add_statement
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry, add_name, add_person, update_person
from cases.record.models import Case, Involvement, Person
from tests.cases.ledger import lines
from tests.factories import first_person, make_case, make_person
from tests.people import People, enter

Act = Callable[[Case, User], Any]

ACTS: dict[str, Act] = {
    "add_person": lambda case, by: add_person(case=case, entry=PersonEntry(role="witness"), by=by),
    "add_note": lambda case, by: add_note(case=case, text="Seen at the port.", by=by),
    "add_statement": lambda case, by: add_statement(case=case, text="…", taken_on=date(2026, 1, 2), by=by),
    "add_exhibit": lambda case, by: add_exhibit(case=case, mark="A1", description="Telephone", by=by),
    "update_summary": lambda case, by: operations.update_summary(
        case=case, summary="A debt.", region="ARI", version=case.version, by=by
    ),
    "update_elements": lambda case, by: operations.update_elements(
        case=case, acts=["receipt"], means=["fraud"], purposes=["forced_labour"], version=case.version, by=by
    ),
    "take_case": lambda case, by: operations.take_case(case=case, by=by),
    "close_case": lambda case, by: operations.close_case(case=case, reason="not_trafficking", note="A quarrel.", by=by),
    "change_stage": lambda case, by: operations.change_stage(case=case, stage="under_investigation", by=by),
    "restrict_case": lambda case, by: restrict_case(case=case, people=[], by=by),
}


def stand_still(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(last_moved_at=timezone.now() - timedelta(days=20))


@pytest.mark.parametrize("name", ACTS)
def test_it_moves_the_case_and_is_in_the_ledger(people: People, name: str) -> None:
    case = make_case(people.investigator)
    stand_still(case)
    before = len(lines())
    ACTS[name](case, people.investigator)
    case.refresh_from_db()
    assert case.last_moved_at > timezone.now() - timedelta(minutes=1)
    assert any(line.actor == people.investigator.pk for line in lines()[before:])


@pytest.mark.parametrize("name", ACTS)
def test_a_foreign_unit_is_told_that_there_is_no_such_case(people: People, name: str) -> None:
    case = make_case(people.investigator)
    enter(people.outsider)
    with pytest.raises(NotVisible):
        ACTS[name](case, people.outsider)


@pytest.mark.parametrize("key", ["frontline", "caseworker", "prosecutor", "analyst", "auditor", "administrator"])
@pytest.mark.parametrize("name", ACTS)
def test_no_other_role_writes_in_a_case(people: People, name: str, key: str) -> None:
    case = make_case(people.investigator)
    enter(getattr(people, key))
    with pytest.raises(NotVisible):
        ACTS[name](case, getattr(people, key))


def test_what_is_written_is_there(people: People) -> None:
    case = make_case(people.investigator)
    for name in ("add_note", "add_statement", "add_exhibit"):
        ACTS[name](case, people.investigator)
    assert Note.objects.get().text == "Seen at the port."
    assert Statement.objects.get().taken_on == date(2026, 1, 2)
    assert (Exhibit.objects.get().mark, Exhibit.objects.get().recorded_by) == ("A1", people.investigator)


def test_a_mark_stands_on_one_exhibit_of_a_case(people: People) -> None:
    case = make_case(people.investigator)
    ACTS["add_exhibit"](case, people.investigator)
    with pytest.raises(ValidationError, match="already"):
        add_exhibit(case=case, mark="a1", description="Another", by=people.investigator)
    ACTS["add_exhibit"](make_case(people.investigator), people.investigator)


@pytest.mark.usefixtures("standing_clock")
def test_a_day_to_come_is_refused(people: People) -> None:
    case = make_case(people.investigator)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError):
        add_statement(case=case, text="x", taken_on=tomorrow, by=people.investigator)
    with pytest.raises(ValidationError):
        add_exhibit(case=case, mark="B", description="x", found_on=tomorrow, by=people.investigator)


def test_nobody_of_another_case_gives_a_statement(people: People) -> None:
    other = first_person(make_case(people.investigator))
    case = make_case(people.investigator)
    with pytest.raises(ValidationError):
        add_statement(case=case, text="x", taken_on=date(2026, 1, 1), involvement=other, by=people.investigator)


def test_two_writers_do_not_overwrite_each_other(people: People) -> None:
    case = make_case(people.investigator)
    operations.update_summary(case=case, summary="first", region="", version=1, by=people.investigator)
    with pytest.raises(StaleRecord) as stale:
        operations.update_summary(case=case, summary="second", region="", version=1, by=people.investigator)
    assert stale.value.theirs == {"summary": "first"}
    with pytest.raises(StaleRecord):
        operations.update_elements(case=case, acts=[], means=[], purposes=[], version=1, by=people.investigator)


def test_an_unknown_element_is_refused(people: People) -> None:
    case = make_case(people.investigator)
    with pytest.raises(ValidationError, match="sorcery"):
        operations.update_elements(
            case=case, acts=["sorcery"], means=[], purposes=[], version=1, by=people.investigator
        )


def test_taking_puts_a_report_under_investigation(people: People) -> None:
    case = operations.take_case(case=make_case(people.investigator), by=people.investigator)
    assert (case.lead_officer, case.stage) == (people.investigator, "under_investigation")
    with pytest.raises(TransitionRefused):
        operations.take_case(case=case, by=people.investigator)


def test_the_supervisor_assigns(people: People) -> None:
    case = make_case(people.investigator)
    with pytest.raises(NotPermitted):
        operations.assign_lead(case=case, lead=people.colleague, by=people.investigator)
    enter(people.supervisor)
    assert (
        operations.assign_lead(case=case, lead=people.colleague, by=people.supervisor).lead_officer == people.colleague
    )
    with pytest.raises(ValidationError):
        operations.assign_lead(case=case, lead=people.outsider, by=people.supervisor)


def test_a_lead_is_let_into_a_case_of_named_people(people: People) -> None:
    case = make_case(people.investigator)
    restrict_case(case=case, people=[], by=people.investigator)
    enter(people.supervisor)
    operations.assign_lead(case=case, lead=people.colleague, by=people.supervisor)
    enter(people.colleague)
    assert Case.objects.filter(pk=case.pk).exists()
    assert Involvement.objects.filter(case_id=case.pk).exists()


def test_closing_keeps_everything_and_reopening_says_why(people: People) -> None:
    case = make_case(people.investigator)
    ACTS["add_note"](case, people.investigator)
    before = timezone.localdate()
    closed = ACTS["close_case"](case, people.investigator)
    assert (closed.stage, closed.closure_reason) == ("closed", "not_trafficking")
    assert closed.closed_on in {before, timezone.localdate()}
    assert (Note.objects.count(), Involvement.objects.count()) == (1, 1)
    for name in ("close_case", "take_case", "change_stage"):
        with pytest.raises(TransitionRefused):
            ACTS[name](case, people.investigator)
    opened = operations.reopen_case(case=case, note="A second woman came.", by=people.investigator)
    assert (opened.stage, opened.closed_on, opened.closure_reason) == ("reopened", None, "")
    assert "A second woman came." in Note.objects.order_by("-created_at")[0].text
    with pytest.raises(TransitionRefused):
        operations.reopen_case(case=case, note="again", by=people.investigator)


def test_a_closing_reason_is_of_the_list(people: People) -> None:
    case = make_case(people.investigator)
    with pytest.raises(ValidationError, match="boredom"):
        operations.close_case(case=case, reason="boredom", note="", by=people.investigator)


@pytest.mark.parametrize(("stage", "fine"), [("under_investigation", True), ("before_court", False), ("closed", False)])
def test_stages_follow_each_other(people: People, stage: str, fine: bool) -> None:
    case = make_case(people.investigator)
    if fine:
        assert operations.change_stage(case=case, stage=stage, by=people.investigator).stage == stage
        return
    with pytest.raises(TransitionRefused):
        operations.change_stage(case=case, stage=stage, by=people.investigator)


def test_restricting_ends_what_the_unit_held(people: People) -> None:
    case = make_case(people.investigator)
    restrict_case(case=case, people=[people.colleague], by=people.investigator)
    assert _seen_by(people, case) == {"investigator", "colleague", "supervisor"}
    enter(people.investigator)
    restrict_case(case=case, people=[], by=people.investigator)
    assert _seen_by(people, case) == {"investigator", "supervisor"}
    enter(people.investigator)
    with pytest.raises(ValidationError):
        restrict_case(case=case, people=[people.outsider], by=people.investigator)


def test_the_lead_stays_inside_whoever_restricts_it(people: People) -> None:
    """A case that says whose desk it is on must open for them."""
    case = operations.take_case(case=make_case(people.investigator), by=people.investigator)
    enter(people.supervisor)
    for named in ([], [people.colleague], []):
        restricted = restrict_case(case=case, people=named, by=people.supervisor)
        assert restricted.lead_officer == people.investigator
        assert _seen_by(people, case) == {"investigator", "supervisor", *(["colleague"] if named else [])}
        enter(people.investigator)
        assert add_note(case=case, text="Still mine.", by=people.investigator).pk
        enter(people.supervisor)


def test_somebody_added_later_is_seen_by_who_sees_the_case(people: People) -> None:
    case = make_case(people.investigator)
    restrict_case(case=case, people=[], by=people.investigator)
    person = make_person(case, people.investigator, name="Later Demo")
    assert person.label == "Person 2"
    enter(people.colleague)
    assert not Involvement.objects.filter(pk=person.pk).exists()
    enter(people.supervisor)
    assert PersonIdentity.objects.get(person_id=person.person_id).value == "Later Demo"


def test_an_update_of_a_person(people: People) -> None:
    person = first_person(make_case(people.investigator))
    entry = PersonEntry(role="witness", age_from=16, age_to=17, age_basis="said", languages=("es", "en"))
    update_person(involvement=person, entry=entry, version=1, by=people.investigator)
    found = Person.objects.get(pk=person.person_id)
    assert (found.age_from, found.age_basis, found.languages, found.version) == (16, "said", ["es", "en"], 2)
    with pytest.raises(StaleRecord):
        update_person(involvement=person, entry=entry, version=1, by=people.investigator)


def test_a_name_is_written_by_who_may_read_it(people: People) -> None:
    person = first_person(make_case(people.investigator))
    add_name(involvement=person, kind="alias", value="La Flaca", by=people.investigator)
    assert PersonIdentity.objects.get().value == "La Flaca"
    enter(people.outsider)
    with pytest.raises(NotVisible):
        add_name(involvement=person, kind="alias", value="x", by=people.outsider)


def _seen_by(people: People, case: Case) -> set[str]:
    found = set()
    for key, person in people.items():
        enter(person)
        if Case.objects.filter(pk=case.pk).exists():
            assert Involvement.objects.filter(case_id=case.pk).exists()
            found.add(key)
        else:
            assert not Involvement.objects.filter(case_id=case.pk).exists()
    return found
