"""A report joins a case that somebody closes, seals or disposes of at that moment, on a connection of their own."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from carisecure.access.errors import NotPermitted, NotVisible
from cases.course import operations as course
from cases.course.operations import close_case
from cases.insiders.operations import compartments
from cases.insiders.operations.compartments import seal_case
from cases.intake.models import IntakeReport, TriageDecision
from cases.intake.operations.deciding import Choice, decide_report
from cases.keeping.operations import disposing
from cases.keeping.operations.disposing import ask_for_disposal, dispose_case
from cases.record.models import Case
from tests.at_once import at_once
from tests.cases.trust import agreed
from tests.factories import make_case, make_report
from tests.people import People, enter, make_people
from tests.roles import as_system

pytestmark = pytest.mark.django_db(transaction=True)


def there() -> tuple[People, Case, IntakeReport]:
    people = make_people()
    case, report = make_case(people.investigator), make_report(people.colleague)
    enter(people.investigator)
    return people, Case.objects.get(pk=case.pk), report


def refused(people: People, case: Case, report: IntakeReport, act: Any, within: Any, step: str) -> Exception:
    """What is said to the colleague who decides while the investigator stands in that step; nothing is by halves."""
    choice = Choice("joins_case", case=case, reason="The same bar.")

    def join() -> object:
        try:
            return decide_report(report=report, choice=choice, by=people.colleague)
        except NotVisible as hidden:
            return hidden

    done, answer = at_once((people.investigator, act), (people.colleague, join), within=within, step=step, seconds=0.5)
    assert not isinstance(done, Exception), done
    with as_system():
        assert not TriageDecision.objects.filter(report=report).exists()
        found = IntakeReport.objects.get(pk=report.pk)
        assert (found.case_id, found.outcome) == (None, "")
    assert isinstance(answer, Exception), answer
    return answer


def test_one_that_is_closed_meanwhile() -> None:
    with transaction.atomic():
        people, case, report = there()

    def close() -> object:
        return close_case(case=case, reason="untraceable", note="", by=people.investigator)

    answer = refused(people, case, report, close, course, "danger_closes")
    assert isinstance(answer, ValidationError)
    assert answer.message_dict == {"case": [f"Case {case.reference} is closed. Reopen it first."]}


def test_one_that_is_sealed_meanwhile() -> None:
    """For whoever is outside by then it is not there, and no word says why."""
    with transaction.atomic():
        people, case, report = there()
    answer = refused(
        people, case, report, lambda: seal_case(case=case, by=people.investigator), compartments, "_end_emergencies"
    )
    assert isinstance(answer, ValidationError)
    assert answer.message_dict == {"case": ["Not here, or nothing can be added to this case any more."]}
    assert case.reference not in str(answer)


def test_one_that_is_disposed_of_meanwhile() -> None:
    """It was closed before, and is named by who has not looked since."""
    with transaction.atomic():
        people, case, report = there()
        case = close_case(case=case, reason="untraceable", note="", by=people.investigator)
        agreed(ask_for_disposal(case=case, ground="court_order", reason="Order 12", by=people.investigator), people)

    def dispose() -> object:
        return dispose_case(case=case, reference=case.reference, by=people.investigator)

    answer = refused(people, case, report, dispose, disposing, "_counts")
    assert isinstance(answer, (ValidationError, NotPermitted, NotVisible))
    if isinstance(answer, ValidationError):
        assert list(answer.message_dict) == ["case"]
