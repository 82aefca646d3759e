"""What the house called somebody, in the language of whoever reads it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import translation

from carisecure.interface import labels
from cases.people.operations import PersonEntry, add_person
from cases.record.models import PERSON, PERSON_LABELS, Involvement
from prosecutions.accused.models import Accused
from prosecutions.accused.operations import add_accused
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.prosecutions.matters import matter
from tests.roles import as_system


def in_the_database(row: Involvement | Accused) -> str:
    with as_system(), connection.cursor() as cursor:
        cursor.execute(f"select label from {row._meta.db_table} where id = %s", [row.pk])
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("written", ["Person 3", "Persona 3"])
def test_a_label_is_read_in_any_language(written: str) -> None:
    assert labels.worded(written, PERSON_LABELS) == "Person 3"
    with translation.override("es"):
        assert labels.worded(written, PERSON_LABELS) == "Persona 3"
    assert labels.english(written, PERSON_LABELS) == "Person 3"
    assert labels.spellings(written, PERSON_LABELS) == {"Person 3", "Persona 3"}


@pytest.mark.parametrize("typed", ["The man in the red car", "Person", "Person 3b", "Persons 3", ""])
def test_what_somebody_typed_stays(typed: str) -> None:
    with translation.override("es"):
        assert labels.worded(typed, PERSON_LABELS) == typed


@pytest.mark.parametrize(("maker", "reader", "read"), [("es", "en", "Person 1"), ("en", "es", "Persona 1")])
def test_made_in_one_language_and_read_in_another(people: People, maker: str, reader: str, read: str) -> None:
    with translation.override(maker):
        person = first_person(make_case(people.investigator))
    assert in_the_database(person) == "Person 1"  # what is compared there is one word
    with translation.override(reader):
        again = Involvement.objects.get(pk=person.pk)
        assert again.label == read
        assert str(again) == read
        again.save()
    assert in_the_database(again) == "Person 1"


def test_an_older_row_stays_as_it_is_and_is_read_all_the_same(people: People) -> None:
    person = first_person(make_case(people.investigator))
    with as_system(), connection.cursor() as cursor:
        cursor.execute("update cases_involvement set label = 'Persona 1' where id = %s", [person.pk])
    enter(people.investigator)
    again = Involvement.objects.get(pk=person.pk)
    assert again.label == "Person 1"
    again.save()
    assert in_the_database(again) == "Persona 1"
    found = Involvement.objects.filter(label__in=labels.spellings("Person 1", PERSON_LABELS))
    assert list(found) == [again]


def test_numbers_go_on_whoever_counts(people: People) -> None:
    case = make_case(people.investigator)
    for language, role in (("es", "witness"), ("en", "reporter"), ("es", "reporter")):
        with translation.override(language):
            add_person(case=case, entry=PersonEntry(role=role), by=people.investigator)
    enter(people.investigator)
    rows = Involvement.objects.filter(case=case).order_by("created_at")
    assert [row.label for row in rows] == ["Person 1", "Person 2", "Reporter", "Reporter 2"]
    with translation.override("es"):
        assert [row.label for row in rows.all()][:2] == ["Persona 1", "Persona 2"]


def test_an_accused_too(people: People) -> None:
    prosecution = matter(people)
    with translation.override("es"):
        made = add_accused(prosecution=prosecution, label="", name="", by=people.prosecutor)
        spanish = Accused.objects.get(pk=made.pk).label
    assert spanish != "Accused 1"
    assert in_the_database(made) == "Accused 1"
    assert Accused.objects.get(pk=made.pk).label == "Accused 1"


def test_parts_of_a_sentence_are_told_apart() -> None:
    assert labels.parts_of("Person 12", PERSON) == {"number": "12"}
    assert labels.parts_of("Nobody", PERSON) is None
