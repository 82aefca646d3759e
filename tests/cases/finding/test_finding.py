"""Finding people and texts: misspelt, in other letters, by number; and never what somebody may not see."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cases.course.operations import update_summary
from cases.exhibits.operations import add_exhibit
from cases.finding.queries import Asked, find_people, find_texts
from cases.material.operations import add_note, add_statement
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry, add_name
from cases.record.models import Case
from cases.record.numbers import CaseNumber
from tests.cases.counting import queries_of
from tests.cases.ledger import lines
from tests.cases.names import full_name, misspelt
from tests.factories import first_person, make_case
from tests.people import People, enter

ROSA = PersonEntry(name="María Guadalupe González de la Peña", phone="+1 868 555 0101")


@pytest.fixture
def case(people: People) -> Case:
    made = make_case(people.investigator, people=(ROSA,))
    rosa = first_person(made)
    for kind, value in (("document", "TT-0004242"), ("birth_date", "31/12/1999"), ("alias", "La Chata")):
        known_from = "document" if kind == "birth_date" else ""
        add_name(involvement=rosa, kind=kind, value=value, known_from=known_from, by=people.investigator)
    return made


def why(people: People, **asked: str) -> list[list[str]]:
    return [[str(w) for w in person.why] for person in find_people(people.investigator, Asked(**asked))]


@pytest.mark.parametrize(
    "name",
    [
        "Maria Gonzales", "Lupita Gonsalez", "guadalupe pena", "GONZÁLEZ MARÍA", "Mary Gonzalez", "Maria Gonzlez",
        "Мария Гонсалес", "Gonzalez-Peña", "Guadalupe Gonzalez Pena Maria", "Wadalupe Penya", "chata",
    ],
)  # fmt: skip
def test_a_misspelt_name_is_found(people: People, case: Case, name: str) -> None:
    assert len(why(people, name=name)) == 1, name


@pytest.mark.parametrize("name", ["Kwame Baptiste", "Maria Fernandez", "Ana Lopez", "."])
def test_somebody_else_is_not(people: People, case: Case, name: str) -> None:
    assert why(people, name=name) == []


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"document": "tt 000 4242"}, "same document"),
        ({"phone": "868-555-0101"}, "same telephone"),
        ({"phone": "5550101"}, "same last seven digits"),
        ({"document": "0004242"}, "same document number; letters in one of them only"),
        ({"birth_date": "1999-12-31"}, "same date of birth"),
    ],
)
def test_a_number_is_found_however_it_is_written(
    people: People, case: Case, asked: dict[str, str], reason: str
) -> None:
    assert why(people, **asked) == [[reason]]
    assert why(people, **{kind: f"9{text}9" for kind, text in asked.items()}) == []


def test_who_answers_more_stands_first(people: People, case: Case) -> None:
    make_case(people.investigator, people=(PersonEntry(name="Maria Gonzalez"),))
    assert why(people, name="Maria Gonzalez", document="TT0004242") == [
        ["name sounds similar", "same document"],
        ["name sounds similar"],
    ]


@pytest.mark.parametrize("key", ["outsider", "caseworker", "prosecutor", "administrator", "analyst"])
def test_nobody_finds_whom_they_may_not_know(people: People, case: Case, key: str) -> None:
    user = getattr(people, key)
    enter(user)
    assert find_people(user, Asked(name="Maria Gonzalez", document="TT-0004242", phone="5550101")) == []
    assert find_texts(user, "woman door") == []


def test_hidden_people_change_nothing_that_is_shown_or_asked(people: People, client: Client) -> None:
    """Not the page and not the number of queries: the search is no oracle."""
    client.force_login(people.investigator)
    address = reverse("cases:find_person")
    none, asked = queries_of(client, address, method="post", data={"name": "Rosa Quinn"})
    make_case(people.outsider, people=(PersonEntry(name="Rosa Quinn"),))
    hidden, asked_again = queries_of(client, address, method="post", data={"name": "Rosa Quinn"})
    assert len(asked) == len(asked_again)
    assert "No match among the people you may see" in hidden.text
    assert len(none.text) == len(hidden.text)


def test_the_ledger_holds_digests_and_who_was_found_never_the_term(people: People, case: Case) -> None:
    find_people(people.investigator, Asked(name="Maria Gonzalez", phone="5550101"))
    find_texts(people.investigator, "woman door")
    one, other = lines(action="search")
    assert set(one.detail["digests"]) == {"name", "phone"}
    assert one.detail["people"] == [str(first_person(case).pk)]
    assert one.about == [first_person(case).pk]
    assert other.detail["cases"] == [str(case.pk)]
    for word in ("aria", "onzalez", "5550101", "woman", "door"):
        assert word not in str(one.detail) + str(other.detail)


def test_the_page_says_why_and_shows_no_name(people: People, case: Case, client: Client) -> None:
    client.force_login(people.supervisor)
    address = reverse("cases:find_person")
    assert "One field is enough" in client.get(address).text
    text = client.post(address, {"name": "Gonzales Maria"}).text
    for words in ("Person 1", case.reference, "name sounds similar", 'value="Gonzales Maria"'):
        assert words in text, words
    assert "Guadalupe" not in text
    assert client.post(address, {"name": ""}).status_code == 422
    assert "Gonzales" not in client.get(f"{address}?name=Gonzales").text


def test_finding_costs_the_same_for_one_and_for_many(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    asked = {"name": "Maria Gonzalez"}
    _one, few = queries_of(client, reverse("cases:find_person"), method="post", data=asked)
    for _n in range(5):
        make_case(people.investigator, people=(ROSA,))
    page, many = queries_of(client, reverse("cases:find_person"), method="post", data=asked)
    assert page.text.count("name sounds similar") == 6
    assert len(few) == len(many)


@pytest.mark.parametrize("words", ["boats", "boat captain", "víctima", "victimas", "lancha", "Capitán"])
def test_words_are_found_in_any_form_and_both_languages(people: People, words: str) -> None:
    case = make_case(people.investigator, narrative="Nothing here.")
    add_note(
        case=case, text="The captain of the boat (la lancha; el capitán) named two víctimas.", by=people.investigator
    )
    (hit,) = find_texts(people.investigator, words)
    assert hit.case == case
    assert str(hit.kind) == "Note"


def test_every_kind_of_text_is_found(people: People, client: Client) -> None:
    case = make_case(people.investigator, narrative="a zeppelin came")
    add_note(case=case, text="zeppelin", by=people.investigator)
    add_statement(case=case, text="two zeppelins", taken_on=date(2026, 1, 1), by=people.investigator)
    add_exhibit(case=case, mark="A", description="zeppelin", by=people.investigator)
    update_summary(case=case, summary="About a zeppelin.", region="POS", version=1, by=people.investigator)
    client.force_login(people.investigator)
    text = client.post(reverse("cases:find_text"), {"words": "Zeppelin"}).text
    for kind in ("Note", "Statement", "Report", "Exhibit", "Summary"):
        assert f"· {kind}" in text, kind
    assert "a zeppelin came" in text
    assert client.post(reverse("cases:find_text"), {"words": "a"}).status_code == 422


def test_all_words_must_stand_in_one_text(people: People) -> None:
    case = make_case(people.investigator, narrative="One thing.")
    add_note(case=case, text="the boat", by=people.investigator)
    add_note(case=case, text="the captain", by=people.investigator)
    assert find_texts(people.investigator, "boat captain") == []


def test_misspelt_names_are_found_among_many(people: People) -> None:
    """What benchmarks/names.py counts of a million people, here of 300."""
    chance = random.Random(2)  # noqa: S311
    names = [full_name(chance) for _ in range(300)]
    case = make_case(people.investigator, people=tuple(PersonEntry(name=name) for name in names))
    ids = {str(fact.value): fact.person_id for fact in PersonIdentity.objects.filter(person__involvements__case=case)}
    found = 0
    for name in names:
        answers = find_people(people.investigator, Asked(name=misspelt(name, chance)))
        found += ids[name] in {person.person_id for person in answers}
    assert found / len(names) >= 0.95


def test_a_case_is_found_by_another_number_of_it_whole_and_only_by_who_sees_it(people: People) -> None:
    case = make_case(people.investigator)
    enter(people.investigator)
    CaseNumber.objects.create(case=case, number="TIP 01/2013")
    assert [hit.case for hit in find_texts(people.colleague, "tip 01-2013")] == [case]
    assert find_texts(people.colleague, "TIP 01") == []
    enter(people.outsider)
    assert find_texts(people.outsider, "TIP 01/2013") == []
