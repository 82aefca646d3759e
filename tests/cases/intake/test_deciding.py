"""What becomes of a report: each outcome with its target, once, and corrected by a later decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from carisecure.access.errors import NotPermitted, NotVisible, StaleRecord, TransitionRefused
from carisecure.accounts.models import Agency
from carisecure.days.known import KnownDay
from cases.course.operations import close_case
from cases.insiders.operations.compartments import seal_case
from cases.intake.models import IntakeReport, ReportPerson, TriageDecision
from cases.intake.operations.deciding import Choice, correct_decision, decide_report
from cases.intake.queries import decision_lines, report_choices
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry
from cases.record.models import Case, Involvement
from tests.factories import make_case, make_report
from tests.people import People, enter
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def test_a_report_waits_without_a_case(people: People) -> None:
    report = make_report(people.investigator, people=(PersonEntry(name="Rosa Demo", age_from=15, age_to=17),))
    assert (report.case, report.outcome, report.is_child_involved) == (None, "", True)
    assert not Case.objects.exists()
    assert list(IntakeReport.objects.visible_to(people.investigator, "cases.view_report").waiting()) == [report]
    person = ReportPerson.objects.get().involvement
    assert (person.label, person.case, person.role) == ("Person 1", None, "possible_victim")
    for key, who in people.items():
        enter(who)
        seen = key in {"investigator", "colleague", "supervisor"}
        assert IntakeReport.objects.filter(pk=report.pk).exists() is seen, key
        assert Involvement.objects.filter(pk=person.pk).exists() is seen, key


def test_one_about_an_official_is_not_left_to_be_decided_later(people: People) -> None:
    with pytest.raises(ValidationError) as refused:
        make_report(people.investigator, is_official_involved=True)
    assert set(refused.value.message_dict) == {"is_official_involved"}
    assert not IntakeReport.objects.exists()


def test_it_opens_a_case_and_its_people_go_into_it(people: People) -> None:
    entries = (PersonEntry(name="Rosa Demo"), PersonEntry(role="suspect"))
    report = make_report(people.investigator, people=entries, danger_now="yes", danger_note="He has a gun.")
    enter(people.colleague)
    decision = decide_report(report=report, choice=Choice("opens_case"), by=people.colleague)
    case = Case.objects.get()
    assert (decision.case, case.region, case.danger_since) == (case, "SFO", report.received_at)
    assert sorted(i.label for i in case.involvements.all()) == ["Person 1", "Person 2"]
    assert PersonIdentity.objects.get().value == "Rosa Demo"
    stored = IntakeReport.objects.get()
    assert (stored.case, stored.outcome) == (case, "opens_case")


def test_a_second_report_joins_a_case_and_its_people_are_numbered_on(people: People) -> None:
    case = make_case(people.investigator)
    report = make_report(people.investigator, people=(PersonEntry(name="Rosa Demo"),))
    decide_report(report=report, choice=Choice("joins_case", case=case, reason="Same house."), by=people.investigator)
    assert case.reports.count() == 2
    assert sorted(i.label for i in case.involvements.all()) == ["Person 1", "Person 2"]


def test_people_who_join_a_sealed_case_are_hidden_with_it(people: People) -> None:
    report = make_report(people.investigator, people=(PersonEntry(name="Rosa Demo"),))
    case = seal_case(case=make_case(people.investigator), by=people.investigator)
    decide_report(report=report, choice=Choice("joins_case", case=case, reason="Same house."), by=people.investigator)
    person = ReportPerson.objects.get(report=report).involvement_id
    enter(people.supervisor)
    assert not Involvement.objects.filter(pk=person).exists()
    assert not ReportPerson.objects.exists()


def other_agency(people: People) -> Agency:
    return people.caseworker.agency


@pytest.mark.parametrize("outcome", ["to_screening", "not_trafficking"])
def test_the_ends_without_a_target(people: People, outcome: str) -> None:
    report = make_report(people.investigator)
    decide_report(report=report, choice=Choice(outcome, reason="A dispute about wages."), by=people.investigator)
    assert IntakeReport.objects.get().outcome == outcome
    assert not Case.objects.exists()


def test_it_is_passed_to_an_agency_that_is_shown_nothing(people: People) -> None:
    report = make_report(people.investigator)
    choice = Choice("passed_on", agency=other_agency(people), reason="A child without parents.")
    decision = decide_report(report=report, choice=choice, by=people.investigator)
    assert decision.agency == other_agency(people)
    enter(people.caseworker)
    assert not IntakeReport.objects.exists()


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        (Choice("joins_case", reason="x"), "case"),
        (Choice("repeats", reason="x"), "repeats"),
        (Choice("passed_on", reason="x"), "agency"),
        (Choice("not_trafficking"), "reason"),
        (Choice("burnt", reason="x"), "outcome"),
        (Choice("to_screening", reason="x", happened_on=KnownDay(dt.date(2999, 1, 1))), "happened_on"),
        (Choice("to_screening", reason="x", happened_on=KnownDay(dt.date(2020, 1, 1))), "happened_on"),
    ],
)
def test_what_is_missing_or_impossible_is_said_beside_its_field(people: People, choice: Choice, field: str) -> None:
    report = make_report(people.investigator)
    with pytest.raises(ValidationError) as refused:
        decide_report(report=report, choice=choice, by=people.investigator)
    assert set(refused.value.message_dict) == {field}
    assert not TriageDecision.objects.exists()


def test_a_case_that_closed_meanwhile_takes_nothing_in(people: People) -> None:
    case, report = make_case(people.investigator), make_report(people.investigator)
    close_case(case=case, reason="untraceable", note="x", by=people.investigator)
    with pytest.raises(ValidationError) as refused:
        decide_report(report=report, choice=Choice("joins_case", case=case, reason="x"), by=people.investigator)
    assert case.reference in refused.value.message_dict["case"][0]


def test_a_case_that_was_sealed_meanwhile_is_as_if_it_were_not_there(people: People) -> None:
    case, report = make_case(people.investigator), make_report(people.investigator)
    seal_case(case=case, by=people.investigator)
    enter(people.colleague)
    said = []
    for target in (case, Case()):
        with pytest.raises(ValidationError) as refused:
            decide_report(report=report, choice=Choice("joins_case", case=target, reason="x"), by=people.colleague)
        said.append(refused.value.message_dict)
    assert said[0] == said[1]
    assert set(said[0]) == {"case"}


def test_it_is_decided_once(people: People) -> None:
    report = make_report(people.investigator)
    decide_report(report=report, choice=Choice("opens_case"), by=people.investigator)
    enter(people.colleague)
    with pytest.raises(TransitionRefused):
        decide_report(report=report, choice=Choice("opens_case"), by=people.colleague)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("key", ["frontline", "caseworker", "prosecutor", "analyst", "auditor", "outsider"])
def test_who_may_not(people: People, key: str) -> None:
    report = make_report(people.investigator)
    enter(getattr(people, key))
    with pytest.raises((NotPermitted, NotVisible)):
        decide_report(report=report, choice=Choice("opens_case"), by=getattr(people, key))


def corrected(people: People, first: TriageDecision, choice: Choice | None, **changes: Any) -> TriageDecision:
    values = {"version": first.version, "reason": "The wrong house.", "by": people.investigator, **changes}
    return correct_decision(decision=first, choice=choice, **values)


def test_a_correction_moves_the_report_and_keeps_the_first(people: People) -> None:
    wrong, right = make_case(people.investigator), make_case(people.investigator)
    report = make_report(people.investigator)
    first = decide_report(
        report=report, choice=Choice("joins_case", case=wrong, reason="Same house."), by=people.investigator
    )
    corrected(people, first, Choice("joins_case", case=right, reason="Same man."))
    assert IntakeReport.objects.get(pk=report.pk).case == right
    lines = decision_lines(people.investigator, report)
    assert [(line.target, line.is_struck) for line in lines] == [(right.reference, False), (wrong.reference, True)]
    assert lines[0].decision.correction_reason == "The wrong house."


def test_a_first_case_that_the_reader_does_not_see_is_not_told(people: People) -> None:
    secret, right = make_case(people.investigator), make_case(people.investigator)
    report = make_report(people.investigator)
    first = decide_report(
        report=report, choice=Choice("joins_case", case=secret, reason="Same house."), by=people.investigator
    )
    corrected(people, first, Choice("joins_case", case=right, reason="Same man."))
    seal_case(case=secret, by=people.investigator)
    enter(people.colleague)
    lines = decision_lines(people.colleague, report)
    assert [(line.words, line.target) for line in lines] == [("Joins a case", right.reference), ("Decided", "")]


def test_a_correction_of_a_corrected_decision_shows_the_newer_one(people: People) -> None:
    report = make_report(people.investigator)
    first = decide_report(report=report, choice=Choice("not_trafficking", reason="Wages."), by=people.investigator)
    corrected(people, first, Choice("to_screening", reason="She wants to talk."))
    with pytest.raises(StaleRecord) as stale:
        corrected(people, first, Choice("opens_case"))
    assert stale.value.theirs["outcome"] == "to_screening"
    assert not Case.objects.exists()


def test_a_decision_that_is_struck_out_lets_the_report_wait_again(people: People) -> None:
    report = make_report(people.investigator)
    first = decide_report(report=report, choice=Choice("opens_case"), by=people.investigator)
    corrected(people, first, None)
    stored = IntakeReport.objects.get()
    assert (stored.outcome, stored.case) == ("", None)
    with pytest.raises(ValidationError, match="Say why it is decided now"):
        decide_report(report=stored, choice=Choice("opens_case"), by=people.investigator)
    decide_report(report=stored, choice=Choice("opens_case", reason="She rang again."), by=people.investigator)
    assert IntakeReport.objects.get().outcome == "opens_case"
    assert TriageDecision.objects.count() == 3


def test_a_correction_says_what_was_wrong(people: People) -> None:
    report = make_report(people.investigator)
    first = decide_report(report=report, choice=Choice("not_trafficking", reason="Wages."), by=people.investigator)
    with pytest.raises(ValidationError) as refused:
        corrected(people, first, Choice("opens_case"), reason="  ")
    assert set(refused.value.message_dict) == {"correction_reason"}


def test_a_report_about_an_official_seals_the_case_that_it_joins(people: People) -> None:
    first = make_case(people.investigator, is_official_involved=True).reports.get()
    case = make_case(people.investigator)
    decision = first.decisions.get()
    corrected(people, decision, Choice("joins_case", case=case, reason="Same officer."))
    with as_system():
        assert Case.objects.get(pk=case.pk).compartment == "sealed"


def test_when_a_report_was_received(people: People) -> None:
    exact = make_report(people.investigator)
    assert exact.is_hour_known
    assert exact.received_on == timezone.localdate()
    part = make_report(people.investigator, received_on=KnownDay(dt.date(2026, 3, 1), "month"))
    assert (part.received, part.is_hour_known, part.received_on) == ("March 2026", False, dt.date(2026, 3, 1))
    with pytest.raises(ValidationError, match="future"):
        make_report(people.investigator, received_at=timezone.now() + dt.timedelta(minutes=5))
    with pytest.raises(ValidationError, match="future"):
        make_report(people.investigator, received_on=KnownDay(timezone.localdate() + dt.timedelta(days=1)))


def test_a_correction_of_a_day_opens_no_second_case(people: People) -> None:
    report = make_report(people.investigator)
    first = decide_report(report=report, choice=Choice("opens_case"), by=people.investigator)
    again = corrected(people, first, Choice("opens_case", reason="Decided at the briefing."))
    assert (again.case, Case.objects.count()) == (first.case, 1)
    corrected(people, again, None)
    stored = IntakeReport.objects.get()
    decide_report(report=stored, choice=Choice("opens_case", reason="Another house."), by=people.investigator)
    assert Case.objects.count() == 2


def test_two_reports_never_repeat_each_other(people: People) -> None:
    one, two = make_report(people.investigator), make_report(people.investigator)
    decide_report(report=one, choice=Choice("repeats", repeats=two, reason="Same call."), by=people.investigator)
    assert str(one.pk) not in report_choices(people.investigator, two)
    with pytest.raises(ValidationError) as refused:
        decide_report(report=two, choice=Choice("repeats", repeats=one, reason="Same."), by=people.investigator)
    assert set(refused.value.message_dict) == {"repeats"}
    assert IntakeReport.objects.get(pk=two.pk).outcome == ""


def test_what_repeats_a_report_goes_where_that_one_goes(people: People) -> None:
    one = make_report(people.investigator, people=(PersonEntry(name="Rosa Demo"),), danger_now="yes")
    two, three = make_report(people.investigator), make_report(people.investigator)
    decide_report(report=one, choice=Choice("repeats", repeats=two, reason="Same call."), by=people.investigator)
    decide_report(report=two, choice=Choice("repeats", repeats=three, reason="Same car."), by=people.investigator)
    case = seal_case(case=make_case(people.investigator), by=people.investigator)
    decision = decide_report(
        report=three, choice=Choice("joins_case", case=case, reason="Same house."), by=people.investigator
    )
    assert set(IntakeReport.objects.values_list("case", flat=True)) == {case.pk}
    case.refresh_from_db()
    assert (case.danger_since, ReportPerson.objects.get(report=one).involvement.case) == (one.received_at, case)
    lines = decision_lines(people.investigator, one)
    assert [(line.words, line.is_struck) for line in lines] == [
        ("Went along with the report that it repeats", False),
        ("Repeats another report", False),
    ]
    enter(people.colleague)
    assert not IntakeReport.objects.exists()
    assert not TriageDecision.objects.exists()
    enter(people.investigator)
    corrected(people, decision, None)
    assert set(IntakeReport.objects.exclude(pk__in=case.reports.values("pk")).values_list("case", flat=True)) == {None}
    enter(people.colleague)  # they leave a sealed case for who decided it alone
    assert not IntakeReport.objects.exists()
