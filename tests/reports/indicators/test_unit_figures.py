"""The unit's own month: each figure in its unit, as known on a day, and nobody else's cases in it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone

from carisecure.access import session
from carisecure.days.known import KnownDay
from cases.course.operations import close_case, correct_stage, take_case
from cases.exploitation.models import Exploitation
from cases.exploitation.operations import ExploitationFacts, correct_exploitation, record_exploitation
from cases.record.models import CaseStageEvent, Involvement
from cases.same_human.models import HumanNumber
from cases.same_human.operations import end
from prosecutions.charges.models import Charge
from reports.indicators import INDICATORS
from reports.indicators.base import Counted, Scope, Span
from screening.referral.operations.refer_out import accept_referral, decline_referral, read_referral
from screening.status.operations import decide_status
from tests.cases.same_human.said import case_of, link
from tests.factories import PERSON_1, first_person, make_case, make_person
from tests.people import People, enter
from tests.prosecutions.matters import charged
from tests.screening.made import referred_in, referred_out

pytestmark = pytest.mark.django_db
DECISION: dict[str, Any] = {
    "status": "identified", "precision": "day", "deciding_body": "law_enforcement", "grounds": ["statement"],
    "ground": "She said so.",
}  # fmt: skip


def month(day: dt.date) -> Span:
    first = day.replace(day=1)
    last = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return Span(f"{first:%Y-%m}", first, last)


def these_days() -> Span:
    """As long as a month, with today in the middle: a month may end while a test runs."""
    today = timezone.localdate()
    return Span("these days", today - dt.timedelta(days=14), today + dt.timedelta(days=14))


def count(people: People, code: str, span: Span | None = None, *, known: dt.datetime | None = None) -> Counted:
    """As the job does: under the purpose statistics, without a grant on anything. Without a span: of these days."""
    span = span or these_days()
    session.enter(people.analyst, purpose="statistics", request_id=uuid.uuid4().hex)
    scope = Scope(known or timezone.now(), unit=people.investigator.agency)
    return INDICATORS[f"unit.{code}"].count(scope, span)


def decide(people: People, involvement: Involvement, **changes: Any) -> Any:
    enter(people.investigator)
    why = "Typed wrongly." if "replaces" in changes else ""
    values = {**DECISION, "happened_on": timezone.localdate(), "correction_reason": why, **changes}
    return decide_status(involvement=involvement, by=people.investigator, **values)


def test_reports_and_cases_of_the_unit_alone(people: People) -> None:
    make_case(people.investigator)
    make_case(people.investigator, channel="walk_in")
    make_case(people.outsider)
    assert count(people, "reports").rows == {"hotline": 1, "walk_in": 1}
    assert count(people, "cases").total == 2
    assert count(people, "cases", month(dt.date(2020, 1, 1))).total == 0
    before = timezone.now() - dt.timedelta(days=40)
    assert count(people, "cases", known=before).total == 0


def test_a_case_is_counted_on_the_day_it_was_opened_as_known_then(people: People) -> None:
    case = make_case(people.investigator)
    between, march = timezone.now(), month(dt.date(2024, 3, 1))
    opening = CaseStageEvent.objects.get(case=case)
    for version, day in ((1, KnownDay(dt.date(2024, 3, 15))), (2, KnownDay(dt.date(2024, 1, 1), "year"))):
        correct_stage(event=opening, happened=day, version=version, why="It began before.", by=people.investigator)
        counted = count(people, "cases", march)
        assert (counted.total, counted.left_out) == ((1, {"year_only": 0}) if version == 1 else (0, {"year_only": 1}))
        assert count(people, "cases").total == 0
        enter(people.investigator)
    assert count(people, "cases", known=between).total == 1


def test_victims_are_decisions_and_not_roles(people: People) -> None:
    case = make_case(people.investigator)
    assert count(people, "victims").total == 0  # a possible victim is nobody's decision
    decide(people, first_person(case), status="possible")
    assert count(people, "victims").total == 0
    decide(people, first_person(case), status="presumed")
    decide(people, first_person(case))
    counted = count(people, "victims")
    assert (counted.rows, counted.total) == ({"identified": 1}, 1)


def test_a_corrected_decision_counts_as_known_on_the_day(people: People) -> None:
    involvement = first_person(make_case(people.investigator))
    wrong = decide(people, involvement)
    between = timezone.now()
    decide(people, involvement, status="not_a_victim", replaces=wrong)
    assert count(people, "victims").total == 0
    assert count(people, "victims", known=between).rows == {"identified": 1}


def test_a_decision_known_only_to_the_year_is_in_no_month(people: People) -> None:
    involvement = first_person(make_case(people.investigator))
    decide(people, involvement, precision="year", happened_on=dt.date(2025, 6, 1))
    january = count(people, "victims", month(dt.date(2025, 1, 1)))
    assert (january.total, january.left_out) == (0, {"year_only": 1})
    december = count(people, "victims", month(dt.date(2025, 12, 1)))
    assert (december.total, december.left_out) == (0, {"year_only": 1})
    year = count(people, "victims", Span("2025", dt.date(2025, 1, 1), dt.date(2025, 12, 31)))
    assert (year.total, year.left_out) == (1, {})
    decide(people, first_person(make_case(people.investigator)), precision="month", happened_on=dt.date(2025, 2, 14))
    assert count(people, "victims", month(dt.date(2025, 2, 1))).total == 1


def test_two_persons_whom_nobody_linked_are_two_victims(people: People) -> None:
    for _number in range(2):
        decide(people, first_person(make_case(people.investigator)))
    assert count(people, "victims").total == 2


def test_humans_are_counted_and_not_rows(people: People) -> None:
    """By hand: Rosa was presumed in March in one case, identified in April in a second and in May in a third; Luz and
    her sister were identified in May. Three humans: two of May, and Rosa, once, in April."""
    by = people.investigator
    rosa, again, third, luz, sister = (first_person(make_case(by)) for _n in range(5))
    for involvement, status, month_of in (
        (rosa, "presumed", 3), (again, "identified", 4), (third, "identified", 5), (luz, "identified", 5),
        (sister, "identified", 5),
    ):  # fmt: skip
        decide(people, involvement, status=status, happened_on=dt.date(2025, month_of, 10))
    year = Span("2025", dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    for involvement, form in ((again, "forced_labour"), (third, "servitude"), (third, "forced_labour")):
        enter(by)
        facts = ExploitationFacts(victim=involvement, form=form)
        record_exploitation(case=case_of(involvement), facts=facts, by=by)
    before = count(people, "victims", year)
    assert (before.rows, before.total) == ({"presumed": 1, "identified": 4}, 5)
    link(rosa, again, by)
    joined = link(again, third, by)
    link(luz, sister, by, kind="not_same")
    assert count(people, "victims", year).rows == {"identified": 3}
    months = [count(people, "victims", month(dt.date(2025, n, 1))).rows for n in (3, 4, 5)]
    assert months == [{}, {"identified": 1}, {"identified": 2}]
    forms = count(people, "victims_form", year)
    assert (forms.rows, forms.total, forms.unknown) == ({"forced_labour": 1, "servitude": 1}, 3, 2)
    assert count(people, "victims_gender", year).total == count(people, "victims_age", year).total == 3
    enter(people.analyst)  # nobody reads of humans by asking as themselves
    assert HumanNumber.objects.count() == 0
    enter(by)
    end(link=joined, reason="Another woman of that name.", by=by)
    assert count(people, "victims", year).rows == {"identified": 4}


def test_possibly_a_child_is_a_child_and_unknown_is_unknown(people: People) -> None:
    case = make_case(people.investigator, people=(PERSON_1,))
    ages: list[dict[str, Any]] = [{"age_from": 15, "age_to": 20}, {"age_to": 17}, {"age_from": 18}, {}]
    for age in ages:
        make_person(case, people.investigator, gender="not_known", **{"age_basis": "impression", **age})
    for involvement in Involvement.objects.filter(case=case):
        decide(people, involvement)
    counted = count(people, "victims_age")
    assert (counted.rows, counted.unknown, counted.total) == ({"child": 2, "adult": 2}, 1, 5)
    gender = count(people, "victims_gender")
    assert (gender.rows, gender.unknown) == ({"feminine": 1}, 4)


def test_referrals_both_ways_and_their_answers(people: People) -> None:
    first = referred_out(make_case(people.investigator), people)
    second = referred_out(make_case(people.investigator), people)
    referred_in(people)
    referred_in(people, only_for=people.colleague)  # about an official: one person reads it, and it counts all the same
    for referral in (first, second):
        enter(people.caseworker)
        read_referral(referral=referral, by=people.caseworker)
        referral.refresh_from_db()
    enter(people.caseworker)
    accept_referral(referral=first, note="", by=people.caseworker)
    decline_referral(referral=second, reason="no_space", note="", by=people.caseworker)
    assert count(people, "referrals").rows == {"out": 2, "in": 2}
    assert count(people, "answers").rows == {"accepted": 1, "declined": 1}
    days = count(people, "answer_days")
    assert (days.total, days.measure) == (2, 0.0)
    empty = count(people, "answer_days", month(dt.date(2020, 1, 1)))
    assert (empty.total, empty.measure) == (0, None)


def test_files_charges_and_persons_charged(people: People) -> None:
    charge: Charge = charged(people)
    june = month(charge.laid_on)
    assert count(people, "files").rows == {"first": 1}
    assert count(people, "charges", june).rows == {"police": 1}
    assert count(people, "charged", june).total == 1
    assert count(people, "charges").total == 0


def test_a_withdrawn_charge_was_laid_all_the_same(people: People) -> None:
    from prosecutions.charges.operations import withdraw_charge

    charge = charged(people)
    withdraw_charge(charge=charge, withdrawn_on=timezone.localdate(), by=people.prosecutor)
    assert count(people, "charges", month(charge.laid_on)).total == 1


def test_a_charge_of_a_year_is_put_into_no_month_when_it_is_withdrawn(people: People) -> None:
    """Its day stands as 1 January: counted by month, January would get it."""
    from prosecutions.charges.operations import withdraw_charge

    charge = charged(people, laid_on=dt.date(2025, 1, 1), laid_precision="year", committed_on=dt.date(2024, 3, 4))
    january, june = month(dt.date(2025, 1, 1)), month(dt.date(2025, 6, 1))
    assert [count(people, "charges", span).total for span in (january, june)] == [0, 0]
    enter(people.prosecutor)
    withdraw_charge(charge=charge, withdrawn_on=timezone.localdate(), by=people.prosecutor)
    assert [count(people, "charges", span).total for span in (january, june)] == [0, 0]
    assert count(people, "charged", january).total == 0
    assert count(people, "charges", june).left_out == {"year_only": 1}


def test_cases_that_stand_still(people: People) -> None:
    make_case(people.investigator)
    assert count(people, "still").total == 0
    later = timezone.now() + dt.timedelta(days=15)
    assert count(people, "still", known=later).rows == {"reported": 1}
    before = month(dt.date(2020, 1, 1))
    assert count(people, "still", before, known=later).rows == {"reported": 1}, "whatever months were chosen"


def test_the_definition_of_still_cases_says_that_it_is_no_history() -> None:
    still = INDICATORS["unit.still"]
    assert still.version == 2
    assert "the day of the run" in str(still.definition)
    assert "no history of that" in str(still.not_counted)


def test_the_analyst_reads_no_case_to_count_them(people: People) -> None:
    make_case(people.investigator)
    enter(people.analyst)
    assert not Involvement.objects.exists()
    with pytest.raises(Exception, match="cannot take the purpose"):
        session.enter(people.analyst, purpose="statistics", request_id=_request_of_now())


def _request_of_now() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select current_setting('carisecure.request', true)")
        return str(cursor.fetchone()[0])


def test_every_figure_says_what_a_reader_needs() -> None:
    for indicator in INDICATORS.values():
        for said in (
            indicator.title,
            indicator.unit,
            indicator.date_basis,
            indicator.definition,
            indicator.not_counted,
        ):
            assert str(said).strip(), indicator.code
        assert str(indicator.source).strip()


def exploited(people: People, involvement: Involvement, form: str) -> Exploitation:
    enter(people.investigator)
    assert involvement.case is not None
    facts = ExploitationFacts(victim=involvement, form=form)
    return record_exploitation(case=involvement.case, facts=facts, by=people.investigator)


def test_a_victim_of_two_forms_is_in_two_rows_and_once_in_the_total(people: People) -> None:
    case = make_case(people.investigator, people=(PERSON_1, PERSON_1, PERSON_1))
    both, one, silent = Involvement.objects.filter(case=case, main_role="possible_victim")
    for victim in (both, one, silent):
        decide(people, victim)
    for form in ("forced_labour", "sexual_exploitation", "forced_labour"):
        exploited(people, both, form)
    exploited(people, one, "forced_labour")
    exploited(people, silent, "unknown")
    counted = count(people, "victims_form")
    assert counted.rows == {"forced_labour": 2, "sexual_exploitation": 1}
    assert (counted.total, counted.unknown) == (3, 1)


def test_of_a_corrected_form_the_one_that_stood_then_is_counted(people: People) -> None:
    victim = first_person(make_case(people.investigator))
    decide(people, victim)
    row = exploited(people, victim, "servitude")
    between = timezone.now()
    facts = ExploitationFacts(victim=victim, form="forced_labour")
    later = correct_exploitation(exploitation=row, facts=facts, version=1, reason="x", by=people.investigator)
    after = timezone.now()
    correct_exploitation(
        exploitation=later, facts=None, version=2, reason="x", is_retracted=True, by=people.investigator
    )
    assert count(people, "victims_form", known=between).rows == {"servitude": 1}
    assert count(people, "victims_form", known=after).rows == {"forced_labour": 1}
    counted = count(people, "victims_form")
    assert (counted.rows, counted.total, counted.unknown) == ({}, 1, 1)


def test_nobody_elses_victims_and_no_undecided_ones_have_a_form(people: People) -> None:
    exploited(people, first_person(make_case(people.investigator)), "servitude")
    assert count(people, "victims_form").total == 0


def test_cases_by_stage_as_known_on_a_day(people: People) -> None:
    """Four cases: one only reported, one led, one closed on a day gone by, one whose closing did not happen."""
    by = people.investigator
    reported, led, closed, taken_back = (make_case(by) for _n in range(4))
    make_case(people.outsider)
    enter(by)
    before = timezone.now()
    take_case(case=led, by=by)
    opening = CaseStageEvent.objects.get(case=closed)
    march = KnownDay(dt.date(2025, 3, 1), "month")
    correct_stage(event=opening, happened=KnownDay(dt.date(2024, 3, 1)), version=1, why="Of paper.", by=by)
    close_case(case=closed, reason="untraceable", note="x", on=march, by=by)
    close_case(case=taken_back, reason="untraceable", note="x", by=by)
    between = timezone.now()
    wrong = CaseStageEvent.objects.get(case=taken_back, stage="closed")
    correct_stage(event=wrong, version=1, why="The wrong case.", is_retracted=True, by=by)
    assert count(people, "stages", known=before).rows == {"reported": 4}
    then = count(people, "stages", known=between)
    assert (then.rows, then.total) == ({"reported": 1, "under_investigation": 1, "closed": 2}, 4)
    now = count(people, "stages")
    assert (now.rows, now.total) == ({"reported": 2, "under_investigation": 1, "closed": 1}, 4)
    assert count(people, "stages", month(dt.date(2020, 1, 1))).rows == now.rows, "whatever months were chosen"
    enter(by)
    assert {e.case_id: e.stage for e in CaseStageEvent.objects.as_known_by(timezone.localdate())} == {
        reported.pk: "reported", led.pk: "under_investigation", closed.pk: "closed", taken_back.pk: "reported",
    }  # fmt: skip
