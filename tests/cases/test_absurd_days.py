"""A year is easily mistyped; a day long before anybody's lifetime is a slip and not a fact."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cases import operations
from prosecutions.operations.entries import not_in_future
from tests.factories import make_case
from tests.people import People

LONG_AGO = date(26, 1, 2)


def test_a_day_of_another_age_is_refused_in_the_file(people: People) -> None:
    case = make_case(people.investigator)
    with pytest.raises(ValidationError, match="too long ago"):
        operations.add_statement(case=case, text="x", taken_on=LONG_AGO, by=people.investigator)
    with pytest.raises(ValidationError, match="too long ago"):
        operations.add_exhibit(case=case, mark="B", description="x", found_on=LONG_AGO, by=people.investigator)


def test_a_day_of_another_age_is_refused_in_a_matter() -> None:
    with pytest.raises(ValidationError, match="too long ago"):
        not_in_future(given_on=LONG_AGO)
    not_in_future(given_on=date(1900, 1, 1), laid_on=None)
