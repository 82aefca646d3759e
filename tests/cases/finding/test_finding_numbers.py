"""Telephones and documents: found by their numbers however they are written, and by nothing else in the field."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from carisecure.access.vault.rebuilding import rebuild
from cases.finding.queries import Asked, find_people
from cases.people import numbers
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry, add_name
from tests.cases.counting import queries_of
from tests.cases.ledger import lines
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.roles import acting_as, as_system

SAME, SEVEN = "same telephone", "same last seven digits"
LETTERS = "same document number; letters in one of them only"


def store(people: People, *values: str, kind: str = "phone") -> None:
    """As an older version may have stored it: nothing is checked."""
    for value in values:
        person = first_person(make_case(people.investigator))
        PersonIdentity.objects.create(person_id=person.person_id, kind=kind, value=value)


def why(people: People, **asked: str) -> list[str]:
    return sorted(str(one) for person in find_people(people.investigator, Asked(**asked)) for one in person.why)


@pytest.mark.parametrize(
    ("stored", "asked", "answer"),
    [
        ("868-620-1234 after 6 pm", "868 620 1234", SAME),
        ("868-620-1234 (mother)", "+1 868 620-1234", SAME),
        ("620-1234 / 721-9876", "6201234", SEVEN),
        ("620-1234 / 721-9876", "868-721-9876", SEVEN),
        ("620-1234 x5", "620-1234", SEVEN),
        ("868-620-1234", "\u202a+1 868 620 1234\u202c", SAME),
        ("\u2068868\u00a0-620-1234\u2069 (mother)", "868-620-1234", SAME),
        ("620-1234 x5", "1 (868) 620.1234", SEVEN),
        ("800-4CTU", "800-4288", SEVEN),
        ("868-800-4288", "868-800-4CTU", SAME),
        ("Neighbour 868 620 1234, brother 721 9876", "868-721-9876", SEVEN),
        ("868-620-1234 868-721-9876", "868-721-9876 ext 4", SAME),
        ("0414-620-1234 (WhatsApp)", "58 414 620 1234", SAME),
    ],
)
def test_it_is_found_by_each_number_in_it(people: People, stored: str, asked: str, answer: str) -> None:
    store(people, stored)
    assert why(people, phone=asked) == [answer]


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("868-620-1234 after 6 pm", "012-3466"), ("620-1234 / 721-9876", "123-4721"), ("620-1234 x5", "201-2345"),
        ("620-1234 x5", "868-620-12345"), ("868-620-1234 (mother)", "868-721-9876"),
        ("868-620-1234 (house 7, 2nd floor)", "201-2347"), ("Unknown", "865-6696"), ("Unknown", "Unknown"),
        ("not known yet", "not known yet"), ("her sister", "her sister"), ("868-620-1234 after 6 pm", "6"),
    ],
)  # fmt: skip
def test_it_is_found_by_nothing_else(people: People, stored: str, asked: str) -> None:
    store(people, stored)
    assert why(people, phone=asked) == []


def test_an_area_code_tells_numbers_apart_that_end_alike(people: People) -> None:
    given = {"+1 868 620 1234": "868", "+1 246 620 1234": "246", "+58 414 620 1234": "58", "+592 620 1234": "592"}
    store(people, *given)
    for number in given:
        assert why(people, phone=number) == [SAME]
    assert why(people, phone="+1 758 620 1234") == []
    assert why(people, phone="620-1234") == [SEVEN] * 4
    store(people, "620-1234")
    assert why(people, phone="+1 246 620 1234") == [SEVEN, SAME], "it may be that one: nobody said which area"
    (best, other) = find_people(people.investigator, Asked(phone="+1 246 620 1234"))
    assert [str(best.why[0]), str(other.why[0])] == [SAME, SEVEN], "and the one that is sure stands first"


@pytest.mark.parametrize(
    ("stored", "asked", "answers"),
    [
        ("V-12.345.678", "12345678", [LETTERS]), ("V-12.345.678", "V12345678", ["same document"]),
        ("V-12.345.678", "v 12 345 678", ["same document"]), ("12345678", "V-12345678", [LETTERS]),
        ("V-12.345.678", "E-12.345.678", []), ("V-12.345.678", "2345678", []), ("TB 004242", "4242", []),
        ("TB 004242", "004242", [LETTERS]), ("AB-12", "12", []), ("passport", "passport", ["same document"]),
    ],
)  # fmt: skip
def test_a_document_is_found_with_or_without_its_letters(
    people: People, stored: str, asked: str, answers: list[str]
) -> None:
    store(people, stored, kind="document")
    assert why(people, document=asked) == answers


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Unknown", "No telephone number here"), ("her mother's", "No telephone number here"),
        ("not known yet", "No telephone number here"), ("620-12", "“620-12” is not a telephone number"),
        ("999", "“999” is not a telephone number"), ("620-1234/5", "“5” is not a telephone number"),
        ("31/02/2030", "“31” is not a telephone number"),
    ],
)  # fmt: skip
def test_words_and_half_numbers_are_refused_beside_the_field(
    people: People, client: Client, typed: str, said: str
) -> None:
    person = first_person(make_case(people.investigator))
    with pytest.raises(ValidationError, match=said) as refused:
        add_name(involvement=person, kind="phone", value=typed, by=people.investigator)
    assert list(refused.value.message_dict) == ["value"]
    with pytest.raises(ValidationError, match=said):
        make_case(people.investigator, people=(PersonEntry(phone=typed),))
    client.force_login(people.investigator)
    answer = client.post(reverse("cases:find_person"), {"phone": typed})
    assert answer.status_code == 422
    assert said in answer.context["form"].errors["phone"][0]


def test_when_it_is_safe_to_call_belongs_to_its_number(people: People, client: Client) -> None:
    person = first_person(make_case(people.investigator))
    client.force_login(people.investigator)
    address = reverse("cases:add_name", args=[person.pk])
    sent = {"submission_key": str(uuid.uuid4()), "kind": "alias", "value": "Chata", "safe_to_call": "mornings"}
    assert "Only a telephone" in client.post(address, sent).context["form"].errors["safe_to_call"][0]
    assert client.post(address, sent | {"kind": "phone", "value": "620-1234"}).status_code == 302
    client.post(reverse("cases:person_names", args=[person.pk]), {"reason": "on_duty"})
    page = client.get(reverse("cases:person", args=[person.pk])).text
    for words in ("620-1234", "read as +1 868-620-1234", "Safe to call: mornings"):
        assert words in " ".join(page.split()), words
    enter(people.investigator)
    assert PersonIdentity.objects.get().safe_to_call == "mornings"


def test_a_search_says_how_the_number_was_understood(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    for typed, said in (
        ("620-1234", "…6201234, with any area code"), ("0414 620 1234", "+58 414-6201234"),
        ("868-800-4CTU", "+1 868-800-4288"),
    ):  # fmt: skip
        assert said in client.post(reverse("cases:find_person"), {"phone": typed}).text


def test_hidden_telephones_change_nothing_that_is_shown_or_asked(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    for typed in ({"phone": "620-1234"}, {"phone": "868 620 1234"}, {"document": "12345678"}):
        address = reverse("cases:find_person")
        none, asked = queries_of(client, address, method="post", data=typed)
        hidden = first_person(make_case(people.outsider))
        for kind, value in (("phone", "868-620-1234"), ("phone", "620-1234"), ("document", "V-12.345.678")):
            add_name(involvement=hidden, kind=kind, value=value, by=people.outsider)
        again, asked_again = queries_of(client, address, method="post", data=typed)
        assert (len(none.text), len(asked)) == (len(again.text), len(asked_again))
        assert "No match among the people you may see" in again.text


def test_no_number_stands_in_the_table_or_in_the_log(people: People) -> None:
    store(people, "868-620-1234 (mother)", "620-1234")
    find_people(people.investigator, Asked(phone="868-620-1234"))
    find_people(people.investigator, Asked(phone="6201234"))
    with as_system(), connection.cursor() as cursor:
        cursor.execute("select row_to_json(t)::text from cases_personidentity t")
        kept = str(cursor.fetchall()) + str([(e.old, e.new, e.detail) for e in lines()])
    assert "6201234" not in kept.replace("-", "")
    assert [set(one.detail["digests"]) for one in lines(action="search")] == [{"phone"}] * 2


def test_what_was_stored_before_is_found_once_the_index_is_made_anew(people: People, settings: Any) -> None:
    store(people, "868-620-1234 after 6 pm")
    store(people, "V-12.345.678", kind="document")
    PersonIdentity.objects.update(number_tokens=[])
    assert why(people, phone="868-620-1234", document="12345678") == []
    with acting_as("carisecure_owner"):
        assert rebuild(PersonIdentity) == 2
    enter(people.investigator)
    assert why(people, phone="868-620-1234", document="12345678") == [LETTERS, SAME]


def test_each_number_has_tokens_of_its_own() -> None:
    assert numbers.terms("phone", "868-620-1234 / 721-9876 x5 (mother)") == {
        "phone:+18686201234", "phone-last-seven:6201234", "phone-no-area:7219876", "phone-last-seven:7219876",
    }  # fmt: skip
    assert numbers.terms("phone", "Unknown") == numbers.terms("address", "868-620-1234") == set()
