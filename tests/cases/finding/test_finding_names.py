"""Names are found however they are joined, split, cased or accented, and by any of the names somebody has."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from benchmarks.name_pairs import known_people, typed_of
from carisecure.access.vault.rebuilding import rebuild
from cases.finding.queries import WHY, Asked, find_people
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry, add_name, mark_mistaken
from cases.record.models import Involvement
from tests.cases.counting import queries_of
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.roles import acting_as, as_system


def person(people: People, name: str, *also: str, kind: str = "alias") -> Involvement:
    one = first_person(make_case(people.investigator, people=(PersonEntry(name=name),)))
    for other in also:
        add_name(involvement=one, kind=kind, value=other, by=people.investigator)
    return one


def found(people: People, name: str) -> list[object]:
    return [one.person_id for one in find_people(people.investigator, Asked(name=name))]


def why(people: People, name: str) -> list[str]:
    (one,) = find_people(people.investigator, Asked(name=name))
    return [str(reason) for reason in one.why]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Delroy McIntosh", "DELROY MCINTOSH"), ("Kemba Mc Farlane", "kemba mcfarlane"),
        ("MACKENZIE JOEL", "Joel McKenzie"),
        ("Jean-Baptiste Alexis", "Jeanbaptiste Alexis"), ("Annmarie Blackman", "Ann-Marie Blackman"),
        ("Evens Desrosiers", "Evens Des Rosiers"),
        ("Carlos De Souza", "Desouza"), ("Edmund Dacosta", "Edmund Da Costa"),
        ("Lynette De La Rosa", "Delarosa Lynette"),
        ("Marie St. Hilaire", "Saint-Hilaire"), ("Sherma Saint-Cyr", "Sherma St Cyr"),
        ("Merlene Ste. Rose", "Sainte-Rose"),
        ("Devi Ramkissoon", "Devi Ram Kissoon"), ("Uriah Ten Pow", "Uriah Tenpow"), ("Omar Alhassan", "Omar Al-Hassan"),
        ("John Pérez", "Jhon Perez"), ("Johanna Rivas", "Yohana Ribas"), ("Yeison Mújica", "Jason Muxica"),
        ("Wong Mei Ling", "Meiling Wang"), ("Élodie BÉRUBÉ", "elodie berube"),
        ("Loraine Fung Chee Fung", "Fungcheefung"),
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_joined_split_cased_or_accented(people: People, stored: str, typed: str) -> None:
    one = person(people, stored)
    person(people, "Kwame Toussaint")
    assert found(people, typed) == [one.person_id]


LONG = "Rosa María de la Concepción Trinidad Velasco Aguirre Montes Zamora"


@pytest.mark.parametrize("typed", ["Rosa Montes", "Montes Zamora", "Aguirre Zamora"])
def test_parts_after_the_sixth_count(people: People, typed: str) -> None:
    one = person(people, LONG)
    assert found(people, typed) == [one.person_id]
    assert found(people, f"{LONG} Quesada") == [one.person_id]


@pytest.mark.parametrize(
    ("stored", "typed"), [("Marisol", "Marisol Reyes"), ("Sukhwinder", "Kaur Sukwinder"), ("Myint", "Myint Aung")]
)
def test_who_is_known_by_one_name_is_found_by_it_ranked_lower_and_marked(
    people: People, stored: str, typed: str
) -> None:
    one = person(people, stored)
    assert why(people, typed) == [str(WHY["part"])]
    both = person(people, typed)
    assert found(people, typed) == [both.person_id, one.person_id]


def test_one_name_that_is_also_somebodys_other_name_stands_last(people: People) -> None:
    other = person(people, "Luis Cordero", "Marisol")
    one = person(people, "Marisol")
    assert found(people, "Marisol Reyes") == [one.person_id, other.person_id]


@pytest.mark.parametrize("kind", ["alias", "name"])
@pytest.mark.parametrize("typed", ["Kev Baptiste", "Delroy Big Kev", "Baptist Kevv"])
def test_parts_count_over_all_names_of_a_person(people: People, kind: str, typed: str) -> None:
    one = person(people, "Delroy Baptiste", "Big Kev", kind=kind)
    person(people, "Delroy Alleyne")
    person(people, "Anita Roach", "Kev Noriega")
    assert found(people, typed) == [one.person_id]


def test_both_reasons_are_said(people: People) -> None:
    person(people, "Delroy Baptiste", "Big Kev")
    assert why(people, "Kev Baptiste") == [str(WHY["name"]), str(WHY["alias"])]


def test_a_name_that_was_a_mistake_no_longer_counts_with_the_others(people: People) -> None:
    one = person(people, "Delroy Baptiste", "Big Kev")
    wrong = PersonIdentity.objects.get(person_id=one.person_id, kind="alias")
    mark_mistaken(identity=wrong, reason="Another man's.", by=people.investigator)
    assert found(people, "Kev Baptiste") == []
    assert found(people, "Delroy Baptiste") == [one.person_id]


def test_nobody_else_finds_by_two_names_together(people: People) -> None:
    person(people, "Delroy Baptiste", "Big Kev")
    assert find_people(people.outsider, Asked(name="Kev Baptiste")) == []


def test_the_index_made_anew_knows_the_further_names(people: People) -> None:
    one = person(people, "Delroy Baptiste", "Big Kev")
    with as_system():
        before = {row.pk: set(row.sound_tokens) for row in PersonIdentity.objects.all()}
        PersonIdentity.objects.update(sound_tokens=[])
    assert found(people, "Kev Baptiste") == []
    with acting_as("carisecure_owner"):
        rebuild(PersonIdentity)
    enter(people.investigator)
    with as_system():
        assert {row.pk: set(row.sound_tokens) | {0} for row in PersonIdentity.objects.all()} == {
            pk: tokens | {0} for pk, tokens in before.items()
        }
    assert found(people, "Kev Baptiste") == [one.person_id]


def test_only_the_further_names_of_a_person_are_marked_in_the_index(people: People) -> None:
    one = person(people, "Delroy Baptiste", "Big Kev", "Shortman")
    add_name(involvement=one, kind="phone", value="+1 868 555 0101", by=people.investigator)
    with as_system():
        rows = PersonIdentity.objects.filter(person_id=one.person_id).order_by("created_at")
        assert [0 in row.sound_tokens for row in rows] == [False, True, True, False]


def test_hidden_people_with_two_names_change_nothing_that_is_asked(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    address = reverse("cases:find_person")
    none, asked = queries_of(client, address, method="post", data={"name": "Kev Baptiste"})
    case = make_case(people.outsider, people=(PersonEntry(name="Delroy Baptiste"),))
    add_name(involvement=Involvement.objects.get(case=case), kind="alias", value="Big Kev", by=people.outsider)
    hidden, again = queries_of(client, address, method="post", data={"name": "Kev Baptiste"})
    assert (len(asked), len(none.text)) == (len(again), len(hidden.text))


def test_the_committed_pairs_are_found_among_each_other(people: People) -> None:
    """What benchmarks/names.py counts among 50,000: here every seventh person of the set, among those alone."""
    chosen = known_people()[::7]
    at = {one.names: person(people, *one.names).person_id for one in chosen}
    asked = [(one, typed) for one in chosen for typed, meant in typed_of(one) if meant]
    hits = sum(at[one.names] in found(people, typed)[:5] for one, typed in asked)
    assert hits / len(asked) >= 0.97


@pytest.mark.parametrize("typed", ["???", "-", "1234", "\u200e"])
def test_what_holds_no_name_is_refused_and_never_answered(people: People, client: Client, typed: str) -> None:
    client.force_login(people.investigator)
    answer = client.post(reverse("cases:find_person"), {"name": typed})
    assert answer.status_code == 422
    assert "No name here" in answer.context["form"].errors["name"][0]


@pytest.mark.parametrize("typed", ["O", "Li", "陈伟", "Наталья"])
def test_short_and_foreign_names_are_names(people: People, client: Client, typed: str) -> None:
    client.force_login(people.investigator)
    assert client.post(reverse("cases:find_person"), {"name": typed}).status_code == 200
