"""Every report's outcome is counted: by the decision that stood then, with a case or without one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from carisecure.days.known import KnownDay
from cases.intake.operations.correcting import correct_report
from cases.intake.operations.deciding import Choice, correct_decision, decide_report
from tests.factories import make_case, make_report
from tests.people import People, enter
from tests.reports.indicators.test_unit_figures import count, month

pytestmark = pytest.mark.django_db


def test_each_report_is_counted_once_by_what_became_of_it(people: People) -> None:
    make_case(people.investigator)
    make_report(people.investigator)
    make_report(people.outsider)
    report = make_report(people.investigator)
    first = decide_report(report=report, choice=Choice("not_trafficking", reason="Wages."), by=people.investigator)
    then = timezone.now()
    assert count(people, "report_outcomes").rows == {"opens_case": 1, "waiting": 1, "not_trafficking": 1}
    enter(people.investigator)
    correct_decision(
        decision=first, choice=Choice("to_screening", reason="She rang."), version=1, reason="x", by=people.investigator
    )
    assert count(people, "report_outcomes").rows == {"opens_case": 1, "waiting": 1, "to_screening": 1}
    assert count(people, "report_outcomes", known=then).rows == {"opens_case": 1, "waiting": 1, "not_trafficking": 1}
    enter(people.investigator)
    newer = report.decisions.get(replaces=first)
    correct_decision(decision=newer, choice=None, version=2, reason="x", by=people.investigator)
    counted = count(people, "report_outcomes")
    assert (counted.rows, counted.total) == ({"opens_case": 1, "waiting": 2}, 3)


def test_reports_without_a_case_are_received_too_and_a_year_is_in_no_month(people: People) -> None:
    make_report(people.investigator)
    make_report(people.investigator, received_on=KnownDay(dt.date(2025, 1, 1), "year"))
    make_report(people.investigator, received_on=KnownDay(dt.date(2025, 3, 1), "month"))
    assert count(people, "reports").rows == {"walk_in": 1}
    assert count(people, "reports", month(dt.date(2025, 3, 1))).rows == {"walk_in": 1}
    january = count(people, "reports", month(dt.date(2025, 1, 1)))
    assert (january.rows, january.left_out) == ({}, {"year_only": 1})


def test_days_to_the_first_decision(people: People) -> None:
    today = timezone.localdate()
    for days in (2, 4, 9):
        report = make_report(people.investigator, received_on=KnownDay(today - dt.timedelta(days=days)))
        decide_report(report=report, choice=Choice("not_trafficking", reason="Wages."), by=people.investigator)
    make_report(people.investigator)
    counted = count(people, "report_days")
    assert (counted.rows, counted.measure) == ({"decided": 3}, 4.0)


def test_a_corrected_report_is_counted_as_it_was_known(people: People) -> None:
    """Walked in today, said at first; by telephone, on a day of March 2025, since it was corrected."""
    report = make_report(people.investigator)
    make_case(people.investigator)
    then, today = timezone.now(), timezone.localdate()
    told = {
        "narrative": "He rang.", "channel": "phone", "source": "", "from_whom": "anonymous", "danger_now": "no",
        "danger_note": "", "region": "", "place": "", "form": "", "is_child_involved": False,
        "is_official_involved": False, "received_on": KnownDay(dt.date(2025, 3, 4)),
    }  # fmt: skip
    enter(people.investigator)
    correct_report(report=report, version=1, reason="It was March.", by=people.investigator, changes=told)
    decide_report(report=report, choice=Choice("to_screening", reason="She rang."), by=people.investigator)
    march = month(dt.date(2025, 3, 1))
    assert count(people, "reports").rows == {"hotline": 1}
    assert count(people, "reports", march).rows == {"phone": 1}
    assert count(people, "report_outcomes", march).rows == {"to_screening": 1}
    assert count(people, "reports", known=then).rows == {"hotline": 1, "walk_in": 1}
    assert count(people, "reports", march, known=then).total == 0
    assert count(people, "report_outcomes", known=then).rows == {"opens_case": 1, "waiting": 1}
    days = count(people, "report_days")
    assert (days.total, days.measure) == (2, (today - dt.date(2025, 3, 4)).days / 2)
