"""Words and numbers of texts: families that no stemmer brings together, plates and numbers however they are written."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from django.urls import reverse

from carisecure.access.vault import blind, stems
from cases.finding.queries import find_texts
from cases.material.operations import add_note
from tests.cases.counting import queries_of
from tests.cases.ledger import lines
from tests.factories import make_case
from tests.people import People


def found(question: str, text: str) -> bool:
    asked, there = stems.asked(question), stems.all_stems(text)
    return bool(asked) and all(group & there for group in asked)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("PDK4471", "a white PDK-4471 stood there"), ("PDK4471", "the plate is PDK 4471."), ("pdk-4471", "PDK4471"),
        ("PDK 4471", "PDK4471"), ("AB123CD", "plate AB 123 CD"), ("TDA-12", "TDA12"),
        ("3447812", "call 344-7812"), ("3447812", "call 344 7812"), ("344-7812", "3447812"),
        ("8683447812", "(868) 344-7812"), ("3447812", "+1 868 344 7812"), ("868 344-7812", "8683447812"),
        ("352099001761481", "IMEI 35-209900-176148-1"),
        ("men of 5", "5 of the men"), ("X5", "an X-5"), ("X5", "an X 5 van"), ("X 5", "the X5"), ("x-5", "X5"),
        ("Q7", "a Q-7"), ("cell 3B", "Cell 3-B"),
        ("PDK4471", "\u200ePDK\u200b-4471\u200e"), ("\u202a3447812\u202c", "call 344-7812"), ("X\u00ad5", "an X5"),
        ("violence", "vio\u00adlence"), ("child\u200dren", "a child"),
        ("12345678", "her paper V-12.345.678"), ("V12345678", "V 12 345 678"), ("V-12.345.678", "v12345678"),
        ("V 12 345 678", "V-12345678"),
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_written(asked: str, written: str) -> None:
    assert found(asked, written)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("PDK4471", "PDK 44 and 71"), ("PDK4471", "PDK4472"), ("PDK-4471", "PDK, later 4471"), ("X5", "box 5"),
        ("X5", "X 55"), ("X-5", "X or 5"), ("3447812", "344 then 7812"), ("3447812", "344\n7812"),
        ("V-12.345.678", "E-12.345.678"), ("12345678", "V-12.345.679"), ("5", "5"), ("a", "a"),
    ],
)  # fmt: skip
def test_another_number_is_not(asked: str, written: str) -> None:
    assert not found(asked, written)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("child", "children"), ("woman", "women"), ("mujer", "mujeres"), ("juez", "jueces"), ("violación", "violada"),
        ("violacion", "VIOLACIÓN"), ("man", "men"), ("wife", "wives"), ("sold", "selling"), ("beat", "beaten"),
        ("took", "taken"), ("celular", "celulares"), ("alquiler", "alquileres"), ("vez", "veces"), ("mes", "meses"),
        ("captación", "captada"), ("agresión", "agredida"), ("detención", "detenida"),
        ("año", "años"), ("niña", "niñas"),
        ("víctima", "victimas"),
    ],
)  # fmt: skip
def test_a_family_of_words_finds_each_other(one: str, other: str) -> None:
    assert found(one, f"(…) {other}, it says")
    assert found(other, f"it says {one}")


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("ano", "años"), ("anos", "veinte años"), ("año", "ano"), ("pena", "Peña"), ("cana", "caña"),
        ("child", "chilled"), ("mujer", "mugre"), ("juez", "juego"),
    ],
)  # fmt: skip
def test_words_that_only_look_alike_do_not(asked: str, written: str) -> None:
    assert not found(asked, written)


def test_on_the_page_it_stands_where_the_text_has_it(people: People, client: Client) -> None:
    case = make_case(people.investigator, narrative="Nothing here.")
    text = f"{'The road was long. ' * 30}A white PDK-4471 took two mujeres and an X 5 the jueces."
    add_note(case=case, text=text, by=people.investigator)
    client.force_login(people.investigator)
    for words in ("PDK4471", "X5", "mujer", "juez PDK 4471"):
        page = client.post(reverse("cases:find_text"), {"words": words}).text
        assert "A white PDK-4471 took two mujeres" in page, words
    for words in ("5", "an"):
        assert client.post(reverse("cases:find_text"), {"words": words}).status_code == 422


def test_a_number_is_logged_by_its_digest_like_a_word(people: People) -> None:
    make_case(people.investigator, narrative="A white PDK-4471.")
    for words, kept in (("X 5", ["X5"]), ("white PDK4471", ["white", "PDK4471"])):
        find_texts(people.investigator, words)
        line = lines(action="search")[-1]
        assert line.detail["digests"]["words"] == [blind.digest(word) for word in kept]
        assert "4471" not in str(line.detail)


def test_a_hidden_text_changes_nothing_that_is_shown_or_asked(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    address = reverse("cases:find_text")
    none, asked = queries_of(client, address, method="post", data={"words": "PDK4471 children"})
    make_case(people.outsider, narrative="A white PDK-4471 with a child.")
    hidden, asked_again = queries_of(client, address, method="post", data={"words": "PDK4471 children"})
    assert (len(none.text), len(asked)) == (len(hidden.text), len(asked_again))


def test_a_text_full_of_numbers_stays_bounded() -> None:
    """A pasted sheet: so many words are read, and each begins so many codes at most."""
    began = time.monotonic()
    count = len(stems.all_stems(" ".join(str(number) for number in range(10_000, 60_000))))
    assert count <= stems.MOST_WORDS * stems.MOST_PARTS
    assert time.monotonic() - began < 60
