"""Which periods can be counted: months of the unit and years of a collection that have begun, today's included."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone

from carisecure.jobs.models import Job
from reports.figures import operations as runs
from reports.figures.models import ReportRun
from tests.people import People, enter
from tests.reports.conftest import RunJob
from tests.reports.made import make_collection, make_run
from tests.reports.sheets import ctdc

pytestmark = pytest.mark.django_db
FROM = "This month has not started: there is nothing to count."


def month(ahead: int) -> dt.date:
    """The first day of this month, or of one that lies so many months ahead."""
    number = timezone.localdate().year * 12 + timezone.localdate().month - 1 + ahead
    return dt.date(number // 12, number % 12 + 1, 1)


def last_day(ahead: int) -> dt.date:
    return month(ahead + 1) - dt.timedelta(days=1)


def upto() -> str:
    return f"This month has not started. The last one that can be counted is {timezone.localdate():%B %Y}."


def ask(people: People, first: dt.date, last: dt.date) -> ReportRun:
    enter(people.analyst)
    with transaction.atomic():
        return runs.run_figures(
            collection=None, unit=people.investigator.agency, period_from=first, period_to=last,
            indicators=["unit.cases"], standing="provisional", by=people.analyst,
        )  # fmt: skip


@pytest.mark.usefixtures("standing_clock")
def test_months_that_have_not_begun_are_refused(people: People) -> None:
    with pytest.raises(ValidationError) as later:
        ask(people, month(1), last_day(3))
    assert later.value.message_dict == {"period_from": [FROM], "period_to": [upto()]}
    with pytest.raises(ValidationError) as too_far:
        ask(people, month(-1), last_day(1))
    assert too_far.value.message_dict == {"period_to": [upto()]}
    assert not ReportRun.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.usefixtures("standing_clock")
def test_this_month_can_be_counted_although_it_is_not_over(people: People) -> None:
    assert ask(people, month(-1), last_day(0)).standing == "provisional"


@pytest.mark.usefixtures("standing_clock")
def test_the_page_says_it_beside_the_months_and_keeps_them(analyst: Client, people: People) -> None:
    asked: dict[str, Any] = {
        "submission_key": str(uuid.uuid4()), "standing": "provisional", "indicators": ["unit.cases"],
        "about": f"unit:{people.investigator.agency.pk}",
        "month_from": f"{month(1):%Y-%m}", "month_to": f"{month(3):%Y-%m}",
    }  # fmt: skip
    answer: Any = analyst.post("/figures/new/", asked)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert dict(form.errors) == {"month_from": [FROM], "month_to": [upto()]}
    assert f'value="{asked["month_from"]}"' in answer.text
    assert f'value="{asked["month_to"]}"' in answer.text
    enter(people.analyst)
    assert not ReportRun.objects.exists()


@pytest.mark.usefixtures("standing_clock")
def test_a_collection_is_counted_by_every_year_it_can_hold(people: People, work: RunJob) -> None:
    """This year's 31 December lies ahead, its records do not; of a later year an import takes none."""
    year = timezone.localdate().year
    row = f"{year},Hotline,Male,TT,0,Threats,Other,Other,Other,Age 9-17"
    collection = make_collection(people.analyst, work, ctdc(row))
    run = make_run(people.analyst, work, collection, first=year, last=year, indicators=["reference.persons"])
    assert (run.numbers or {})["figures"][0]["totals"] == [1]
    with pytest.raises(ValidationError) as later, transaction.atomic():
        make_run(people.analyst, work, collection, first=year + 1, last=year + 2, indicators=["reference.persons"])
    assert later.value.message_dict == {
        "period_from": ["This year has not started: there is nothing to count."],
        "period_to": [f"This year has not started. The last one that can be counted is {year}."],
    }


def test_a_period_that_is_too_long_is_said_beside_its_end(analyst: Client, people: People) -> None:
    asked = {
        "submission_key": str(uuid.uuid4()), "standing": "provisional", "indicators": ["unit.cases"],
        "about": f"unit:{people.investigator.agency.pk}", "month_from": "2015-01", "month_to": "2025-12",
    }  # fmt: skip
    answer: Any = analyst.post("/figures/new/", asked)
    assert dict(answer.context["form"].errors) == {"month_to": ["The period is empty or too long."]}


def shown(client: Client, address: str) -> dict[str, tuple[object, bool]]:
    """Field -> what stands in it, and whether it is marked as required."""
    form = client.get(f"/figures/new/?{address}").context["form"]
    fields = [form[name] for name in form.fields if name.startswith(("year_", "month_"))]
    for field in fields:
        assert ("required" in str(field)) is field.field.required
    return {field.name: (field.value(), field.field.required) for field in fields}


def test_the_years_of_a_collection_are_filled_in_and_required(analyst: Client, people: People, work: RunJob) -> None:
    about = f"about=collection:{make_collection(people.analyst, work).pk}"
    assert shown(analyst, about) == {"year_from": (2012, True), "year_to": (2013, True)}
    assert shown(analyst, f"{about}&year_from=2013")["year_from"] == ("2013", True)
    nobodys = shown(analyst, f"about=collection:{uuid.uuid4()}")
    assert nobodys == {"year_from": (None, True), "year_to": (None, True)}


def test_months_are_required_too(analyst: Client, people: People) -> None:
    months = shown(analyst, f"about=unit:{people.investigator.agency.pk}")
    assert [required for _value, required in months.values()] == [True, True]


@pytest.mark.parametrize("missing", ["year_from", "year_to"])
def test_a_year_that_is_missing_is_said_beside_it(analyst: Client, people: People, work: RunJob, missing: str) -> None:
    asked = {
        "submission_key": str(uuid.uuid4()), "standing": "provisional", "indicators": ["reference.form"],
        "about": f"collection:{make_collection(people.analyst, work).pk}", "year_from": 2012, "year_to": 2013,
    }  # fmt: skip
    answer: Any = analyst.post("/figures/new/", {**asked, missing: ""})
    assert answer.status_code == 422
    assert dict(answer.context["form"].errors) == {
        missing: ["Enter the first and the last year, the earlier one first."]
    }
