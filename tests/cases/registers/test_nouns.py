"""The rows that nouns write are those that operations would have written: found, guarded, counted, in the ledger."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carisecure.access.errors import NotVisible
from carisecure.access.policy import fetch
from cases.exploitation.models import Exploitation
from cases.finding.queries import Asked, find_people
from cases.intake.models import IntakeReport
from cases.material.models import Note
from cases.people.models import PersonIdentity
from cases.people.queries import names_for
from cases.record.models import Case, CaseStageEvent, Involvement, Stage
from cases.record.numbers import CaseNumber
from screening.status.models import StatusDetermination
from tests.cases.registers.things import AgeRead, Book, NameRead, TelephoneRead, day
from tests.people import People, enter

pytestmark = pytest.mark.django_db


def test_a_case_comes_with_its_report_its_day_and_its_number(people: People) -> None:
    enter(people.supervisor)
    book = Book(people.supervisor)
    case = book.case(
        "TIP 01/2013",
        "2013-09",
        title="Couva guest house",
        officer="WPC D",
        region="",
    )
    book.write()
    made = fetch(Case, viewer=people.investigator, action="cases.view_case", pk=case.id)
    report = IntakeReport.objects.get(case=made)
    assert (made.stage, made.opened_on, made.opened_precision) == (Stage.INVESTIGATION, dt.date(2013, 9, 1), "month")
    assert made.title == "Couva guest house"
    assert (report.outcome, report.received_precision, report.narrative) == ("opens_case", "month", "Bar raid")
    assert (
        CaseNumber.objects.visible_to(people.investigator, "cases.view_case").called("tip 01-2013").get().case == made
    )
    assert "WPC D" in Note.objects.get(case=made).shown_text
    assert [event.stage for event in CaseStageEvent.objects.filter(case=made).order_by("position")] == [
        Stage.REPORTED, Stage.INVESTIGATION,
    ]  # fmt: skip


def test_a_closed_one_is_closed_on_its_day_and_never_was_open_longer(people: People) -> None:
    enter(people.supervisor)
    book = Book(people.supervisor)
    case = book.case("TIP 09/2013", "2013-06", closed_on=day("2013-08-07"), closure_reason="not_trafficking")
    book.write()
    made = Case.objects.get(pk=case.id)
    events = CaseStageEvent.objects.filter(case=made).order_by("position")
    assert (made.stage, made.closed_on, made.closure_reason) == ("closed", dt.date(2013, 8, 7), "not_trafficking")
    assert [(event.stage, event.happened_on) for event in events] == [
        ("reported", dt.date(2013, 6, 1)), ("closed", dt.date(2013, 8, 7)),
    ]  # fmt: skip


def test_a_victim_is_found_by_name_and_number_and_has_the_age_of_that_day(people: People) -> None:
    enter(people.supervisor)
    book = Book(people.supervisor)
    case = book.case("TIP 05/2013", "2013-12-15")
    victim = book.add(
        "cases.victim", (case,), name=NameRead("MARCANO, Wilmary", "Marcano", "Wilmary", ("Nena",)), gender="feminine",
        age=AgeRead(40, 40, is_about=True), citizenship="VE", telephones=(TelephoneRead("868-446-9191", "after 6 pm"),),
    )  # fmt: skip
    book.add("cases.exploitation", (victim,), forms=("sexual_exploitation",), place="Port of Spain")
    book.add("screening.status", (victim,), status="identified")
    book.write()
    enter(people.investigator)
    for asked in (Asked(name="Wilmary Marcano"), Asked(phone="446 9191"), Asked(name="Nena")):
        assert [one.places[0][0].pk for one in find_people(people.investigator, asked)] == [victim.id]
    made = Involvement.objects.select_related("person").get(pk=victim.id)
    assert (made.label, made.status, made.standing_roles) == ("Person 1", "identified", ["possible_victim"])
    assert (made.person.age_from, made.person.age_on, made.person.age_basis) == (
        40,
        dt.date(2013, 12, 15),
        "impression",
    )
    facts = names_for(people.investigator, [made.person_id])[made.person_id]
    phone = next(one for one in facts if one.kind == "phone")
    assert phone.safe_to_call == "after 6 pm"
    decided = StatusDetermination.objects.get(involvement=made)
    assert (decided.happened_on, decided.precision) == (dt.date(2013, 1, 1), "year")
    assert Exploitation.objects.get(victim=made).place == "Port of Spain"


def test_a_date_of_birth_gives_the_age_of_the_day_on_which_it_was_told(people: People) -> None:
    enter(people.supervisor)
    book = Book(people.supervisor)
    victim = book.add(
        "cases.victim", (book.case("TIP 01/2019", "2019-03-24"),), age=AgeRead(born=day("2006")), name=NameRead("A B")
    )
    book.write()
    person = Involvement.objects.select_related("person").get(pk=victim.id).person
    assert (person.age_from, person.age_to, person.age_on) == (12, 13, dt.date(2019, 3, 24))
    assert PersonIdentity.objects.get(person=person, kind="birth_date").value == "2006"


def test_who_is_not_named_has_no_name_and_the_diary_says_what_stood_there(people: People) -> None:
    enter(people.supervisor)
    book = Book(people.supervisor)
    case = book.case("TIP 02/2020", "2020")
    victim = book.add(
        "cases.victim",
        (case,),
        "repatriated",
        name=NameRead("Unknown female #3", is_unknown=True),
        age=AgeRead(text="minor"),
    )
    book.write()
    assert not PersonIdentity.objects.filter(person__involvements=victim.id).exists()
    text = Note.objects.get(case=case.id).shown_text
    assert all(said in text for said in ("Unknown female #3", "minor", "repatriated", "row"))


def test_another_unit_sees_nothing_of_it_and_who_may_not_cannot_write_it(people: People) -> None:
    enter(people.supervisor)
    book = Book(people.supervisor)
    case = book.case("TIP 03/2020", "2020-01-05")
    book.victim(case, "Luz Reyes")
    book.write()
    enter(people.outsider)
    assert not Case.objects.filter(pk=case.id).exists()
    assert not CaseNumber.objects.filter(case=case.id).exists()
    with pytest.raises(NotVisible):
        fetch(Case, viewer=people.outsider, action="cases.view_case", pk=case.id)


def test_nothing_is_asked_or_written_for_each(people: People) -> None:
    def cost(victims: int) -> int:
        enter(people.supervisor)
        with CaptureQueriesContext(connection) as caught:
            book = Book(people.supervisor)
            for number in range(victims):
                victim = book.victim(book.case(f"TIP {number}/{victims}", "2018-04-02"), f"Person {number}", 20)
                book.add("cases.exploitation", (victim,), forms=("forced_labour",))
                book.add("screening.status", (victim,), status="identified")
            book.write()
        return len(caught)

    cost(1)
    assert cost(40) == cost(3)


def test_what_is_wrong_with_a_thing_is_said(people: People) -> None:
    book = Book(people.supervisor)
    case = book.add("cases.case", closed_on=day("2013-01-02"), opened_on=day("2014-01-02"), number="A")
    book.add("cases.case", number="B")
    book.add("cases.case", number="C", opened_on=day("2014-01-02"), closure_reason="other")
    to_come = timezone.localdate() + dt.timedelta(days=2)
    book.add("cases.report", received_on=day(to_come.isoformat()))
    book.add("cases.victim", (case,), age=AgeRead(130, 130))
    book.add("cases.victim", (case,), age=AgeRead(born=day("1899-02-02")))
    book.add("cases.victim", (case,), telephones=(TelephoneRead("ask mother"),))
    assert book.faults() == [
        "closed_before_opened", "no_day", "reason_without_day", "day_outside", "too_old", "born_outside",
        "no_telephone",
    ]  # fmt: skip
