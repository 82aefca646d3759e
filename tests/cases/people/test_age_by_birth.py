"""A date of birth gives the age: asked where another was noted, said where the two contradict, never told itself."""

from __future__ import annotations

import uuid
from datetime import date
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cases.course.operations import take_case
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry, add_name, mark_mistaken, update_person
from cases.record.models import Case, Involvement, Person
from tests.factories import first_person, make_case
from tests.people import People, enter

TODAY = date(2026, 11, 30)
BORN = "14/03/2012"


@pytest.fixture(autouse=True)
def today() -> object:
    with mock.patch("django.utils.timezone.localdate", return_value=TODAY) as day:
        yield day


def noted(people: People, **age: object) -> Involvement:
    case = make_case(people.investigator, people=(PersonEntry(**age),))  # type: ignore[arg-type]
    take_case(case=case, by=people.investigator)
    return first_person(case)


def born(person: Involvement, people: People, value: str = BORN, **more: str) -> PersonIdentity:
    return add_name(
        involvement=person, kind="birth_date", value=value, by=people.investigator, **{"known_from": "document", **more}
    )


def age(person: Involvement) -> tuple[int | None, int | None, str, date | None]:
    row = Person.objects.get(pk=person.person_id)
    return row.age_from, row.age_to, row.age_basis, row.age_on


@pytest.mark.parametrize(
    ("value", "low", "high"), [(BORN, 14, 14), ("2012", 13, 14), ("12/2012", 13, 13), ("11/2012", 14, 14)]
)
def test_nobody_typed_an_age_and_the_child_is_one(people: People, value: str, low: int, high: int) -> None:
    person = noted(people)
    born(person, people, value)
    assert age(person) == (low, high, "document", TODAY)
    assert Person.objects.get(pk=person.person_id).version == 2


def test_the_person_s_row_tells_no_more_than_the_year_of_birth(people: People) -> None:
    """The same row whichever day of that year it was; and entering the date again another day narrows nothing."""
    person = noted(people)
    wrong = born(person, people, "01/12/2011")
    told = age(person)
    other = noted(people)
    born(other, people, "30/11/2012")
    assert age(other) == told
    mark_mistaken(identity=wrong, reason="A slip.", by=people.investigator)
    with mock.patch("django.utils.timezone.localdate", return_value=date(2026, 12, 2)):
        born(person, people, "01/12/2011")  # 15 by now: the row goes on saying 14 on 30 November
    assert age(person) == told


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"age_from": 14, "age_to": 17, "age_basis": "impression"}, "14 to 17 on 30 Nov 2026"),
        ({"age_from": 20, "age_to": 25, "age_basis": "said"}, "contradicts"),
        ({"age_from": 14, "age_to": 14, "age_basis": "impression"}, "14 on 30 Nov 2026"),  # as it was guessed
        ({"age_from": 5, "age_basis": "said", "age_on": date(2012, 3, 13)}, "contradicts"),  # before the birth
    ],
)
@pytest.mark.parametrize(("choice", "gives_way"), [("gives_way", True), ("stays", False)])
def test_an_age_noted_before_gives_way_only_where_somebody_says_so(
    people: People, entry: dict[str, object], words: str, choice: str, gives_way: bool
) -> None:
    person = noted(people, **entry)
    before = age(person)
    with pytest.raises(ValidationError, match=words) as asked:
        born(person, people)
    assert list(asked.value.message_dict) == ["age"]
    assert "14 on 30 Nov 2026" in asked.value.messages[0]
    assert not PersonIdentity.objects.exists()
    born(person, people, age=choice)
    assert age(person) == ((14, 14, "document", TODAY) if gives_way else before)


def test_nothing_is_asked_where_the_two_agree_whenever_the_age_was_noted(people: People) -> None:
    person = noted(people, age_from=11, age_to=11, age_basis="said", age_on=date(2023, 5, 1))
    before = age(person)
    born(person, people)
    assert age(person) == before


@pytest.mark.parametrize("known_from", ["", "impression", "medical", "nonsense"])
def test_a_date_of_birth_says_what_it_is_known_from(people: People, known_from: str) -> None:
    with pytest.raises(ValidationError) as refused:
        born(noted(people), people, known_from=known_from)
    assert list(refused.value.message_dict) == ["known_from"]
    with pytest.raises(ValidationError, match="For a date of birth only"):
        add_name(involvement=noted(people), kind="alias", value="Lu", known_from="said", by=people.investigator)
    assert not PersonIdentity.objects.exists()


def test_the_form_asks_once_and_keeps_what_was_typed(people: People, client: Client) -> None:
    person = noted(people, age_from=20, age_to=25, age_basis="said")
    client.force_login(people.investigator)
    address = reverse("cases:add_name", args=[person.pk])
    assert 'type="radio"' not in client.get(address).text
    sent = {"submission_key": str(uuid.uuid4()), "kind": "birth_date", "value": BORN, "known_from": "said", "age": ""}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert answer.text.count('type="radio"') == 2
    assert "contradicts this date of birth" in answer.text
    assert f'value="{BORN}"' in answer.text
    assert client.post(address, sent | {"age": "stays"}).status_code == 302
    enter(people.investigator)
    assert age(person)[:3] == (20, 25, "said")


def test_the_page_says_it_to_whoever_sees_names(people: People, client: Client) -> None:
    person = noted(people, age_from=20, age_to=25, age_basis="said")
    born(person, people, age="stays")
    client.force_login(people.investigator)
    page, form = (reverse(f"cases:{name}", args=[person.pk]) for name in ("person", "edit_person"))
    for address in (page, form):
        assert "By the date of birth" not in client.get(address).text
    client.post(reverse("cases:person_names", args=[person.pk]))
    for address in (page, form):
        text = client.get(address).text
        assert "By the date of birth: 14 on 30 Nov 2026." in text
        assert "Contradicts the age noted, 20 to 25 on 30 Nov 2026" in text


def test_a_date_entered_by_mistake_says_nothing(people: People, client: Client) -> None:
    person = noted(people)
    mark_mistaken(identity=born(person, people), reason="Her sister's.", by=people.investigator)
    client.force_login(people.investigator)
    client.post(reverse("cases:person_names", args=[person.pk]))
    assert "By the date of birth" not in client.get(reverse("cases:person", args=[person.pk])).text


def change(person: Involvement, people: People, **entry: object) -> None:
    row = Person.objects.get(pk=person.person_id)
    update_person(involvement=person, entry=PersonEntry(**entry), version=row.version, by=people.investigator)  # type: ignore[arg-type]


def test_an_age_keeps_its_day_until_somebody_changes_it(people: People) -> None:
    then = date(2023, 3, 3)
    person = noted(people, age_from=16, age_to=16, age_basis="said", age_on=then)
    change(person, people, age_from=16, age_to=16, age_basis="document", gender="feminine")
    assert age(person) == (16, 16, "document", then)
    change(person, people, age_from=19, age_to=20, age_basis="said")
    assert age(person) == (19, 20, "said", TODAY)
    change(person, people, age_from=19, age_to=20, age_basis="said", age_on=then)
    assert age(person) == (19, 20, "said", then)
    change(person, people)
    assert age(person) == (None, None, "not_known", None)


def test_a_day_to_come_is_refused(people: People) -> None:
    with pytest.raises(ValidationError) as refused:
        noted(people, age_from=16, age_basis="said", age_on=date(2026, 12, 1))
    assert "age_on" in str(refused.value)
    assert not Case.objects.exists()
