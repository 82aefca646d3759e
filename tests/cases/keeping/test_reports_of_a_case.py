"""Disposal and the copy reach every report that is part of the case, and none that was moved away."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.course.operations import close_case
from cases.intake.models import IntakeReport, ReportWords
from cases.intake.operations.deciding import Choice, correct_decision, decide_report
from cases.record.models import Case
from tests.cases.intake.test_correcting_reports import corrected
from tests.cases.keeping.test_disposal import disposed
from tests.factories import make_case, make_report
from tests.people import People

pytestmark = pytest.mark.django_db


def joined(people: People, case: Case, narrative: str) -> IntakeReport:
    report = make_report(people.investigator, narrative=narrative)
    decide_report(report=report, choice=Choice("joins_case", case=case, reason="Same house."), by=people.investigator)
    return report


def test_disposal_erases_each_report_of_the_case_and_leaves_the_one_that_was_moved(people: People) -> None:
    case, other = make_case(people.investigator), make_case(people.investigator)
    stays, moves = joined(people, case, "A zeppelin."), joined(people, case, "A balloon.")
    correct_decision(
        decision=moves.decisions.get(), choice=Choice("joins_case", case=other, reason="Same man."), version=1,
        reason="The wrong house.", by=people.investigator,
    )  # fmt: skip
    corrected(stays, people.investigator)
    case.refresh_from_db()
    case = close_case(case=case, reason="untraceable", note="Nobody came back.", by=people.investigator)
    disposed(case, people)
    texts = {report.pk: report.narrative for report in IntakeReport.objects.all()}
    assert texts[stays.pk] == "(erased)"
    assert texts[moves.pk] == "A balloon."
    assert stays.decisions.get().reason == "(erased)"
    assert {(row.narrative, row.place, *row.stem_tokens) for row in ReportWords.objects.all()} == {
        ("(erased)", ""), ("(erased)", "(erased)"),
    }  # fmt: skip


def test_the_page_of_the_case_holds_each_report(people: People, client: Client) -> None:
    case = make_case(people.investigator)
    joined(people, case, "A zeppelin over the bar.")
    client.force_login(people.colleague)
    text = client.get(reverse("cases:case", args=[case.pk])).text
    assert "A zeppelin over the bar." in text
    assert "A woman was seen at the door of a bar." in text
