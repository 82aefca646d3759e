"""Texts of cells: read where it is sure, doubted where two readings are possible, refused where there is none."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carisecure.importing.register.ages import read_age
from carisecure.importing.register.days import read_day
from carisecure.importing.register.names import joined, read_name
from carisecure.importing.register.nouns import AgeRead, DayRead, NameRead, TelephoneRead
from carisecure.importing.register.telephones import read_telephones
from carisecure.importing.rows import Unread

TODAY = dt.date(2026, 12, 1)


def day(iso: str, precision: str = "day") -> DayRead:
    return DayRead(dt.date.fromisoformat(iso), precision)


@pytest.mark.parametrize(
    ("text", "found", "doubt"),
    [
        ("2013-09-03", day("2013-09-03"), ""),
        ("2013-09-03 10:15:00", day("2013-09-03"), ""),
        ("Sep 2013", day("2013-09-01", "month"), ""),
        ("2013", day("2013-01-01", "year"), ""),
        ("15/12/2013", day("2013-12-15"), ""),
        ("01/01/2016", day("2016-01-01"), ""),
        ("7.2.2013", day("2013-02-07"), "day_or_month"),
        ("07/02/13", day("2013-02-07"), "both"),
        ("15/06/13", day("2013-06-15"), "short_year"),
        ("08-Jun-13", day("2013-06-08"), "short_year"),
        ("12-Mar-89", day("1989-03-12"), "short_year"),
        ("5 de marzo de 2014", day("2014-03-05"), ""),
        (" 12   set. 2014 ", day("2014-09-12"), ""),
    ],
)
def test_a_day_is_read_by_one_rule_and_a_doubtful_one_is_said(text: str, found: DayRead, doubt: str) -> None:
    assert read_day(text, day_first=True, today=TODAY) == (found, doubt)


def test_another_rule_reads_the_same_figures_the_other_way_round() -> None:
    assert read_day("02/07/2013", day_first=False, today=TODAY)[0] == day("2013-02-07")
    assert read_day("2013-02-07", day_first=False, today=TODAY)[0] == day("2013-02-07")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/11/2015", "no_such_day"),
        ("12/13/2014", "no_such_day"),
        ("30 Feb 2014", "no_such_day"),
        ("2 February 1899", "day_too_old"),
        ("2/12/2026", "day_in_future"),
        ("2027", "day_in_future"),
        ("N/A", "not_a_day"),
        ("1/1", "not_a_day"),
        ("see file", "not_a_day"),
    ],
)
def test_what_is_no_day_is_refused_by_name(text: str, code: str) -> None:
    with pytest.raises(Unread, match=code):
        read_day(text, day_first=True, today=TODAY)


@given(st.dates(dt.date(1900, 1, 1), TODAY))
def test_every_day_written_in_figures_is_that_day(when: dt.date) -> None:
    found, doubt = read_day(f"{when.day}/{when.month}/{when.year}", day_first=True, today=TODAY)
    assert found.day == when
    assert (doubt == "day_or_month") == (when.day <= 12 and when.day != when.month)


@pytest.mark.parametrize(
    ("text", "found", "doubt"),
    [
        ("15", AgeRead(15, 15), ""),
        ("39 yrs", AgeRead(39, 39), ""),
        ("17 years old", AgeRead(17, 17), ""),
        ("12 años", AgeRead(12, 12), ""),
        ("abt 34", AgeRead(34, 34, is_about=True), ""),
        ("aprox. 34", AgeRead(34, 34, is_about=True), ""),
        ("30-35", AgeRead(30, 35, is_about=True), ""),
        ("20s", AgeRead(20, 29, is_about=True), ""),
        ("18+", AgeRead(18, None, is_about=True), ""),
        ("under 18", AgeRead(None, 17, is_about=True), ""),
        ("6 months", AgeRead(0, 0), ""),
        ("seventeen", AgeRead(17, 17), ""),
        ("treinta y cuatro", AgeRead(34, 34), ""),
        ("minor", AgeRead(text="minor"), "age_in_words"),
        ("1989-04-21", AgeRead(born=day("1989-04-21")), ""),
        ("1998", AgeRead(born=day("1998-01-01", "year")), ""),
        ("DOB: 13/3/1998", AgeRead(born=day("1998-03-13")), ""),
        ("17 (DOB 23/4/1999)", AgeRead(17, 17, born=day("1999-04-23")), ""),
    ],
)
def test_an_age_is_a_number_a_span_a_birth_or_words(text: str, found: AgeRead, doubt: str) -> None:
    assert read_age(text, day_first=True, today=TODAY) == (found, doubt)


@pytest.mark.parametrize(
    ("text", "code"),
    [("130", "age_impossible"), ("?", "not_an_age"), ("12b", "not_an_age"), ("1900-01-15", "number_as_date")],
)
def test_no_age_is_made_of_what_is_none(text: str, code: str) -> None:
    with pytest.raises(Unread, match=code):
        read_age(text, day_first=True, today=TODAY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MARCANO, Roxana", NameRead("MARCANO, Roxana", "Marcano", "Roxana")),
        ("PÉREZ-RODRÍGUEZ, Luz", NameRead("PÉREZ-RODRÍGUEZ, Luz", "Pérez-Rodríguez", "Luz")),
        ("Jesús D'Abreu", NameRead("Jesús D'Abreu")),
        ('Wilmary Núñez aka "Nena"', NameRead("Wilmary Núñez", also=("Nena",))),
        ("Ana Gil a.k.a. Nena / Flaca", NameRead("Ana Gil", also=("Nena", "Flaca"))),
        ('María "Luz" Pérez', NameRead("María Pérez", also=("Luz",))),
        ("Unknown female #3", NameRead("Unknown female #3", is_unknown=True)),
        ("Mujer desconocida", NameRead("Mujer desconocida")),
        ("Desconocida", NameRead("Desconocida", is_unknown=True)),
        ("A. K. Alias", NameRead("A. K. Alias")),
        ("John Akashi", NameRead("John Akashi")),
        ("Smith, John, Jr", NameRead("Smith, John, Jr")),
    ],
)
def test_a_name_is_taken_apart_as_far_as_that_is_sure(text: str, found: NameRead) -> None:
    assert read_name(text) == (found, "")


def test_brackets_beside_a_name_stay_and_are_said() -> None:
    assert read_name("Ana (Luz) Gómez") == (NameRead("Ana (Luz) Gómez"), "name_in_brackets")


def test_names_of_columns_of_their_own_are_one() -> None:
    assert joined("GÓMEZ", "Ana", "Luz; Nena") == NameRead("Ana GÓMEZ", "Gómez", "Ana", ("Luz", "Nena"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8683048503", [("8683048503", "")]),
        ("8683048503.0", [("8683048503", "")]),
        ("305-8194 / 868 555 0146", [("305-8194", ""), ("868 555 0146", "")]),
        ("(868) 542 3705 after 6 pm", [("(868) 542 3705", "after 6 pm")]),
        ("620-1234 (mother), 345 6789", [("620-1234", "mother"), ("345 6789", "")]),
        ("tel. 620-1234 después de las 6", [("620-1234", "después de las 6")]),
        ("800-4CTU", [("800-4CTU", "")]),
        ("+58 414-223-4567", [("+58 414-223-4567", "")]),
        ("620-1234\nafter 6", [("620-1234", "after 6")]),
    ],
)
def test_several_telephones_of_a_cell_each_with_what_stands_beside_it(text: str, found: list[tuple[str, str]]) -> None:
    assert read_telephones(text) == tuple(TelephoneRead(*one) for one in found)


@pytest.mark.parametrize(
    ("text", "code"),
    [("none", "not_a_telephone"), ("868-555-0146/47123", "telephone_unclear"), ("12", "telephone_unclear")],
)
def test_half_a_number_is_no_number(text: str, code: str) -> None:
    with pytest.raises(Unread, match=code):
        read_telephones(text)


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in (
        lambda: read_day(text, day_first=True, today=TODAY),
        lambda: read_age(text, day_first=True, today=TODAY),
        lambda: read_name(text),
        lambda: read_telephones(text),
    ):
        with suppress(Unread):
            assert read()
