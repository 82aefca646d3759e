"""A date of birth is one: read in the forms in which people write it, kept in one, and found in all."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from carisecure.days.known import KnownDay
from cases.exploitation.operations import ExploitationFacts, record_exploitation
from cases.finding.queries import Asked, find_people
from cases.material.operations import add_statement
from cases.people import birth_dates
from cases.people.models import PersonIdentity
from cases.people.operations import add_name
from cases.people.roles import RoleFacts, add_role
from cases.record.models import Case, Involvement
from prosecutions.file.sheets import sheets_of
from tests.factories import first_person, make_case
from tests.people import People, enter

TODAY = date(2026, 11, 28)


@pytest.fixture(autouse=True)
def today() -> object:
    with mock.patch("django.utils.timezone.localdate", return_value=TODAY) as day:
        yield day


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1999-12-31", "1999-12-31"), ("31/12/1999", "1999-12-31"), (" 1/2/1999 ", "1999-02-01"),
        ("1999-1-5", "1999-01-05"), ("\u200e31/12/1999\u200e", "1999-12-31"), ("1999\u200b-12", "1999-12"),
        ("31.12.1999", "1999-12-31"), ("29/02/2000", "2000-02-29"),
        ("1999", "1999"), ("1999-12", "1999-12"), ("12/1999", "1999-12"), ("2/1999", "1999-02"),
        ("2026", "2026"), ("2026-11", "2026-11"), ("2026-11-28", "2026-11-28"), ("1906", "1906"),
        ("1906-11-28", "1906-11-28"),
    ],
)  # fmt: skip
def test_it_is_kept_in_one_form_as_precise_as_it_is_known(typed: str, kept: str) -> None:
    assert birth_dates.checked(typed) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31/02/1990", "does not exist"), ("29/02/1999", "does not exist"), ("31/11/2015", "does not exist"),
        ("13/1999", "does not exist"), ("12/31/1999", "does not exist"), ("0000", "too long ago"),
        ("31/12/99", "Not a date"), ("about 1990", "Not a date"), ("", "Not a date"),
        ("2030-01-01", "future"), ("01/01/2030", "future"), ("2027", "future"), ("12/2026", "future"),
        ("2026-11-29", "future"), ("1905", "120 years"), ("1906-11-27", "120 years"), ("10/1906", "120 years"),
    ],
)  # fmt: skip
def test_what_nobody_is_born_on_is_refused_beside_its_field(people: People, typed: str, why: str) -> None:
    person = first_person(make_case(people.investigator))
    with pytest.raises(ValidationError, match=why) as refused:
        add_name(involvement=person, kind="birth_date", value=typed, known_from="said", by=people.investigator)
    assert list(refused.value.message_dict) == ["value"]
    assert not PersonIdentity.objects.exists()


def test_the_page_says_so_and_keeps_what_was_typed(people: People, client: Client) -> None:
    address = reverse("cases:add_name", args=[first_person(make_case(people.investigator)).pk])
    client.force_login(people.investigator)
    sent = {"submission_key": str(uuid.uuid4()), "kind": "birth_date", "value": "31/02/1990", "known_from": "said"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "This date does not exist." in str(answer.context["form"].errors["value"])
    assert 'value="31/02/1990"' in answer.text
    assert client.post(address, sent | {"value": "28/02/1990", "age": "gives_way"}).status_code == 302
    enter(people.investigator)
    assert PersonIdentity.objects.get().value == "1990-02-28"


def test_documents_and_telephones_are_kept_as_they_are_written(people: People) -> None:
    person = first_person(make_case(people.investigator))
    written = {"document": "31/02/2030", "phone": "620-1234 (mother)"}
    for kind, value in written.items():
        add_name(involvement=person, kind=kind, value=value, by=people.investigator)
    assert [fact.value for fact in PersonIdentity.objects.all()] == list(written.values())


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("5/1/99", "Not a date"), ("January 5 1999", "Not a date"), ("5 enero 1999", "Not a date"),
        ("31/02/1990", "does not exist"), ("01/01/2030", "future"), ("1999", "Write the whole date"),
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_read_is_refused_when_searching(
    client: Client, people: People, typed: str, why: str
) -> None:
    """ "Nobody" would be the answer to another question; and both doors refuse the same."""
    _store(people, typed)
    client.force_login(people.investigator)
    answer = client.post(reverse("cases:find_person"), {"birth_date": typed})
    assert answer.status_code == 422
    assert why in str(answer.context["form"].errors["birth_date"])
    for word in ("No match among", "same date of birth", "Fill in at least one field"):
        assert word not in answer.text


@pytest.mark.parametrize("stored", ["31/12/1999", "1999-12-31", "31.12.1999"])
@pytest.mark.parametrize("asked", ["31/12/1999", "1999-12-31", "31-12-1999"])
def test_what_was_stored_before_is_found_in_any_form(people: People, stored: str, asked: str) -> None:
    _store(people, stored)
    assert len(find_people(people.investigator, Asked(birth_date=asked))) == 1


def test_what_was_stored_and_indexed_without_noughts_is_found(people: People) -> None:
    with mock.patch("cases.people.birth_dates.read", return_value=None):  # as it was before dates were read
        _store(people, "1999-1-15")
    for asked in ("1999-01-15", "15/1/1999", "15/01/1999"):
        assert len(find_people(people.investigator, Asked(birth_date=asked))) == 1, asked
    # The same figures, another day.
    assert find_people(people.investigator, Asked(birth_date="1999-11-5")) == []


def test_a_day_that_is_in_no_calendar_is_still_found_where_it_was_stored(people: People) -> None:
    _store(people, "31/02/1990")
    assert len(find_people(people.investigator, Asked(birth_date="31/02/1990"))) == 1


@pytest.mark.parametrize("known", ["1999", "12/1999"])
def test_a_year_or_a_month_has_no_token_and_the_search_says_so(people: People, client: Client, known: str) -> None:
    person = first_person(make_case(people.investigator))
    fact = add_name(
        involvement=person, kind="birth_date", value=known, known_from="said", age="stays", by=people.investigator
    )
    assert fact.exact_token is None
    client.force_login(people.investigator)
    answer = client.post(reverse("cases:find_person"), {"birth_date": known})
    assert answer.status_code == 422
    assert "Write the whole date." in answer.text
    assert "Fill in at least one field." not in answer.text


def test_a_file_gets_it_in_the_form_in_which_it_is_kept(people: People) -> None:
    case = make_case(people.investigator)
    add_name(involvement=first_person(case), kind="birth_date", value="12/1999", known_from="said", age="stays",
             by=people.investigator)  # fmt: skip
    (names,) = [sheet.names for sheet in sheets_of(case, by=people.investigator) if sheet.names]
    assert ("birth_date", "1999-12") in names


def _store(people: People, value: str) -> None:
    person = first_person(make_case(people.investigator))
    PersonIdentity.objects.create(person_id=person.person_id, kind="birth_date", value=value)


def _record_of(people: People, what: str, person: Involvement, case: Case) -> None:
    """Something that is recorded of the person with its day: 5 May 2010."""
    on = date(2010, 5, 5)
    if what == "done":
        facts = ExploitationFacts(victim=person, form="forced_labour", began=KnownDay(on))
        record_exploitation(case=case, facts=facts, by=people.investigator)
    elif what == "role":
        add_role(involvement=person, facts=RoleFacts(role="witness", since=KnownDay(on)), by=people.investigator)
    else:
        add_statement(case=case, text="x", taken_on=on, involvement=person, by=people.investigator)


@pytest.mark.parametrize("what", ["done", "role", "said"])
def test_nobody_was_born_after_what_is_recorded_of_them(people: People, what: str) -> None:
    case = make_case(people.investigator)
    person = first_person(case)
    _record_of(people, what, person, case)
    given: dict[str, Any] = {
        "involvement": person,
        "kind": "birth_date",
        "known_from": "said",
        "age": "stays",
        "by": people.investigator,
    }
    with pytest.raises(ValidationError, match="5 May 2010") as refused:
        add_name(value="06/05/2010", **given)
    assert list(refused.value.message_dict) == ["value"]
    assert not PersonIdentity.objects.exists()
    add_name(value="2010", **given)


def test_nobody_says_anything_before_the_date_of_their_birth(people: People) -> None:
    """By the date itself, which is exacter than the age in whole years that follows from it."""
    case = make_case(people.investigator)
    person = first_person(case)
    by = people.investigator
    add_name(involvement=person, kind="birth_date", value="20/11/2010", known_from="said", age="gives_way", by=by)
    said: dict[str, Any] = {"case": case, "text": "x", "involvement": person, "by": by}
    with pytest.raises(ValidationError, match="not born yet") as refused:
        add_statement(taken_on=date(2010, 11, 19), **said)
    assert list(refused.value.message_dict) == ["taken_on"]
    add_statement(taken_on=date(2010, 11, 20), **said)
