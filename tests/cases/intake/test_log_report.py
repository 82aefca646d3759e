from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.utils import timezone

from carisecure.access.errors import NotPermitted
from cases.intake.models import IntakeReport
from cases.intake.operations.reporting import log_report
from cases.people import operations as people_operations
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry
from cases.record.models import Case, Involvement, Person
from tests.cases.ledger import lines
from tests.factories import PERSON_1, make_case
from tests.people import People, enter
from tests.roles import as_system

VALUES: dict[str, Any] = {
    "narrative": "Two women are locked in at night.",
    "channel": "hotline",
    "from_whom": "will_not_say",
    "danger_now": "yes",
    "region": "POS",
}


def test_a_report_opens_a_case(people: People) -> None:
    enter(people.investigator)
    report = log_report(**VALUES, people=(PERSON_1, PersonEntry(name="Rosa Demo")), by=people.investigator)
    case = Case.objects.get()
    assert report.case == case
    assert (case.stage, case.compartment, case.lead_officer) == ("reported", "agency", None)
    assert case.reference.startswith("TT-")
    assert [i.label for i in Involvement.objects.order_by("label")] == ["Person 1", "Person 2"]
    first = Person.objects.get(involvements__label="Person 1")
    assert (first.age_from, first.age_to, first.languages) == (20, 25, ["es"])
    assert first.age_on is not None


def test_whether_a_child_is_involved_is_asked_of_the_day_of_the_report(people: People) -> None:
    enter(people.investigator)
    for low, high, years_ago, is_child in (
        (16, 16, 3, False), (16, 16, 1, True), (15, 17, 0, True), (None, None, 0, False), (17, None, 3, False),
    ):  # fmt: skip
        noted = timezone.localdate() - relativedelta(years=years_ago) if years_ago else None
        entry = PersonEntry(age_from=low, age_to=high, age_basis="said", age_on=noted)
        report = log_report(**VALUES, people=(entry,), by=people.investigator)
        assert report.is_child_involved is is_child, (low, years_ago)


def test_names_stand_in_the_identity_alone(people: People) -> None:
    enter(people.investigator)
    log_report(**VALUES, people=(PersonEntry(name="Rosa Demo"),), by=people.investigator)
    assert [i.value for i in PersonIdentity.objects.all()] == ["Rosa Demo"]
    rows = [
        *Case.objects.values(),
        *Involvement.objects.values(),
        *Person.objects.values(),
        *IntakeReport.objects.values(),
    ]
    assert "Rosa" not in str(rows)
    assert "Rosa" not in str([(e.old, e.new, e.detail) for e in lines()])


def test_the_unit_reads_it_and_nobody_else(people: People) -> None:
    case = make_case(people.investigator)
    for key, person in people.items():
        enter(person)
        seen = Case.objects.filter(pk=case.pk).exists()
        assert seen is (key in {"investigator", "colleague", "supervisor"}), key


def test_a_named_reporter_is_a_person_of_the_case(people: People) -> None:
    case = make_case(people.investigator, from_whom="named", reporter_name="Nora Neighbour", reporter_phone="555 0100")
    reporter = Involvement.objects.get(case=case, main_role="reporter")
    assert reporter.label == "Reporter"
    assert {i.value for i in reporter.person.identities.all()} == {"Nora Neighbour", "555 0100"}


def test_who_will_not_say_is_nobody(people: People) -> None:
    case = make_case(people.investigator, reporter_name="typed and then changed")
    assert not Involvement.objects.filter(case=case, main_role="reporter").exists()


@pytest.mark.parametrize(
    "how", [{"is_official_involved": True}, {"people": (PersonEntry(role="suspect", is_official=True),)}]
)
def test_an_official_seals_it_for_its_maker(people: People, how: dict[str, Any]) -> None:
    case = make_case(people.investigator, **how)
    assert case.compartment == "sealed"
    for person, seen in ((people.investigator, True), (people.supervisor, False), (people.colleague, False)):
        enter(person)
        assert Case.objects.filter(pk=case.pk).exists() is seen
        assert Involvement.objects.filter(case_id=case.pk).exists() is seen
        assert IntakeReport.objects.filter(case_id=case.pk).exists() is seen


@pytest.mark.parametrize("key", ["frontline", "caseworker", "prosecutor", "analyst", "auditor", "administrator"])
def test_nobody_else_logs_reports(people: People, key: str) -> None:
    enter(getattr(people, key))
    with pytest.raises(NotPermitted):
        log_report(**VALUES, by=getattr(people, key))


@pytest.mark.parametrize("field", ["channel", "source", "region"])
def test_an_unknown_code_is_refused_by_name(people: People, field: str) -> None:
    enter(people.investigator)
    with pytest.raises(ValidationError) as refused:
        log_report(**{**VALUES, field: "no-such-code"}, by=people.investigator)
    assert "no-such-code" in refused.value.message_dict[field][0]
    assert not Case.objects.exists()


def test_a_late_failure_leaves_nothing(people: People) -> None:
    enter(people.investigator)
    broken = PersonEntry(age_from=30, age_to=20)
    with pytest.raises(ValidationError):
        log_report(**VALUES, people=(PERSON_1, broken), by=people.investigator)
    with as_system():
        assert not Case.objects.exists()
        assert not Involvement.objects.exists()
        assert not IntakeReport.objects.exists()


def test_a_clash_of_references_is_tried_again(people: People) -> None:
    taken = make_case(people.investigator).reference
    with mock.patch("cases.intake.operations.opening.new_reference", side_effect=[taken, taken, "TT-FREE-0001"]):
        assert make_case(people.investigator).reference == "TT-FREE-0001"


def test_the_ledger_has_the_case_and_no_sentence(people: People) -> None:
    case = make_case(people.investigator)
    (line,) = lines(table_name="cases_case", action="insert")
    assert (line.object_id, line.actor) == (str(case.pk), people.investigator.pk)
    (report,) = lines(table_name="cases_intakereport", action="insert")
    assert "woman" not in str(report.new)


def test_labels_count_on(people: People) -> None:
    case = make_case(people.investigator, people=(PERSON_1, PERSON_1))
    assert people_operations.next_label(case, "suspect") == "Person 3"
