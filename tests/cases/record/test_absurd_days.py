"""A year is easily mistyped; a day long before anybody's lifetime is a slip and not a fact."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.days import limits
from cases.exhibits.operations import add_exhibit
from cases.material import operations
from cases.record.models import Case
from tests.factories import make_case
from tests.people import People

LONG_AGO = date(26, 1, 2)
OLDEST = date(1950, 1, 1)
TOO_OLD = (LONG_AGO, date(1900, 1, 1), date(1949, 12, 31))


@pytest.mark.parametrize("day", TOO_OLD)
def test_a_day_of_another_age_is_refused_in_the_file(people: People, day: date) -> None:
    case = make_case(people.investigator)
    with pytest.raises(ValidationError, match="too long ago"):
        operations.add_statement(case=case, text="x", taken_on=day, by=people.investigator)
    with pytest.raises(ValidationError, match="too long ago"):
        add_exhibit(case=case, mark="B", description="x", found_on=day, by=people.investigator)
    with pytest.raises(ValidationError, match="too long ago"):
        make_case(people.investigator, received_at=datetime.combine(day, time(12), UTC))


def test_what_somebody_alive_may_remember_is_taken(people: People) -> None:
    case = make_case(people.investigator, received_at=datetime.combine(OLDEST, time(12), UTC))
    operations.add_statement(case=case, text="x", taken_on=OLDEST, by=people.investigator)
    add_exhibit(case=case, mark="B", description="x", found_on=OLDEST, by=people.investigator)


def test_no_report_comes_in_on_a_day_to_come(people: People) -> None:
    with pytest.raises(ValidationError, match="in the future"):
        make_case(people.investigator, received_at=timezone.now() + timedelta(days=2))
    assert not Case.objects.exists()


@pytest.mark.parametrize("form", ["statement", "exhibit"])
@pytest.mark.parametrize(("day", "why"), [("1900-01-01", "too long ago"), ("2999-01-01", "in the future")])
def test_the_page_says_it_beside_the_field(people: People, client: Client, form: str, day: str, why: str) -> None:
    address = reverse(f"cases:add_{form}", args=[make_case(people.investigator).pk])
    client.force_login(people.investigator)
    sent = {"submission_key": str(uuid.uuid4()), "text": "She said so.", "mark": "B", "description": "A telephone."}
    field = {"statement": "taken_on", "exhibit": "found_on"}[form]
    answer = client.post(address, sent | {field: day})
    assert answer.status_code == 422
    assert why in str(answer.context["form"].errors[field])
    assert f'value="{day}"' in answer.text


def test_a_day_of_another_age_is_refused_in_a_matter() -> None:
    with pytest.raises(ValidationError, match="too long ago"):
        limits.check(limits.HAPPENED, given_on=LONG_AGO)
    limits.check(limits.HAPPENED, given_on=date(1900, 1, 1), laid_on=None)
