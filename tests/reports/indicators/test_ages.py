"""Children and adults in figures: by the age on the day that matters, wherever the age was noted."""

from __future__ import annotations

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from django.db.models import Value
from django.utils import timezone

from carisecure.accounts.models import Agency
from carisecure.days.ages import years
from carisecure.days.known import KnownDay, Precision
from cases.exploitation.models import Exploitation
from cases.exploitation.operations import ExploitationFacts, correct_exploitation, record_exploitation
from cases.people.operations import PersonEntry, add_name
from cases.record.models import Involvement
from reports.indicators.ages import lowest_age
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.reports.indicators.test_unit_figures import count, decide

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("age", "noted_after", "row"),
    [
        (16, -3, "adult"),  # noted three years before the report: 19 or 20 when it came in
        (16, -1, "child"),
        (19, 3, "child"),  # noted three years after it: 16 then
        (22, 3, "adult"),
        (18, 0, "adult"),
    ],
)
def test_the_age_counts_on_the_day_of_the_report(people: People, age: int, noted_after: int, row: str) -> None:
    """`noted_after` in years; the report is four years old, the decision of today."""
    told = timezone.now() - relativedelta(years=4)
    noted_on = timezone.localdate(told) + relativedelta(years=noted_after)
    entry = PersonEntry(age_from=age, age_to=age, age_basis="said", age_on=noted_on)
    decide(people, first_person(make_case(people.investigator, people=(entry,), received_at=told)))
    assert count(people, "victims_age").rows == {row: 1}


def done_since(people: People, involvement: Involvement, *days: KnownDay | None) -> Exploitation:
    """One thing done a day; the last of them."""
    enter(people.investigator)
    assert involvement.case is not None
    for day in days:
        facts = ExploitationFacts(victim=involvement, form="forced_labour", began=day)
        found = record_exploitation(case=involvement.case, facts=facts, by=people.investigator)
    return found


def test_the_day_on_which_it_began_goes_before_the_day_it_was_told(people: People) -> None:
    """Everybody was 19 when the report came in, four years ago."""
    told = timezone.now() - relativedelta(years=4)
    that_day = timezone.localdate(told)
    long_before, shortly_before = that_day - relativedelta(years=2), that_day - relativedelta(months=3)
    entry = PersonEntry(age_from=19, age_to=19, age_basis="said", age_on=that_day)

    def victim() -> Involvement:
        return first_person(make_case(people.investigator, people=(entry,), received_at=told))

    def rows() -> dict[str, int]:
        return dict(count(people, "victims_age").rows)

    nothing, long_ago, lately, both, year_only, struck_out = (victim() for _n in range(6))
    for one in (nothing, long_ago, lately, both, year_only, struck_out):
        decide(people, one)
    assert rows() == {"adult": 6}
    done_since(people, nothing, None)
    done_since(people, long_ago, KnownDay(long_before))
    done_since(people, lately, KnownDay(shortly_before))
    assert rows() == {"child": 1, "adult": 5}
    done_since(people, both, KnownDay(shortly_before), None, KnownDay(long_before))
    assert rows() == {"child": 2, "adult": 4}
    known = timezone.now()
    done_since(people, year_only, KnownDay(long_before.replace(month=1, day=1), Precision.YEAR))
    mistaken = done_since(people, struck_out, KnownDay(long_before))
    assert rows() == {"child": 4, "adult": 2}
    enter(people.investigator)
    correct_exploitation(
        exploitation=mistaken, facts=None, version=1, reason="Another girl.", is_retracted=True, by=people.investigator
    )
    assert rows() == {"child": 3, "adult": 3}
    assert count(people, "victims_age", known=known).rows == {"child": 2, "adult": 4}


def test_a_date_of_birth_makes_a_child_of_whom_nobody_typed_an_age(people: People) -> None:
    person = first_person(make_case(people.investigator, people=(PersonEntry(),)))
    born = timezone.localdate() - relativedelta(years=14, days=1)
    decide(people, person)
    assert count(people, "victims_age").unknown == 1
    enter(people.investigator)
    add_name(
        involvement=person, kind="birth_date", value=f"{born:%d/%m/%Y}", known_from="document", by=people.investigator
    )
    assert count(people, "victims_age").rows == {"child": 1}


def test_an_age_of_a_late_report_is_that_of_its_day(people: People) -> None:
    """Who logs an old report today writes the age that it tells."""
    told = timezone.now() - relativedelta(years=4)
    person = first_person(
        make_case(people.investigator, people=(PersonEntry(age_to=17, age_basis="said"),), received_at=told)
    ).person
    assert person.age_on == timezone.localdate(told)
    assert person.noted_age.at(timezone.localdate()).high == 21


DAYS = [dt.date(2023, 3, 3), dt.date(2022, 3, 4), dt.date(2022, 3, 3), dt.date(2024, 2, 29), dt.date(2026, 2, 28),
        dt.date(2026, 3, 1), dt.date(2024, 12, 31), dt.date(2025, 1, 1)]  # fmt: skip


def test_the_database_moves_an_age_as_python_does(people: People) -> None:
    agency = Agency.objects.filter(pk=people.investigator.agency_id)
    for noted_on in DAYS:
        for day in DAYS:
            given = {"age": Value(16), "noted_on": Value(noted_on), "day": Value(day)}
            rows = agency.annotate(**given).annotate(lowest=lowest_age("age", "noted_on", "day"))
            assert rows.values_list("lowest", flat=True).get() == 16 + years(noted_on, day), (noted_on, day)
