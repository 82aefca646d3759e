"""Names of countries and languages."""

import pytest

from carisecure.countries import names
from carisecure.words import Words


def test_there_are_249_countries_each_named_in_each_language() -> None:
    assert len(names.country_codes()) == 249
    for language in ("en", "es", "ht", "fr"):
        assert all(names.country_name(code, language) for code in names.country_codes())


def test_what_is_no_country_is_refused() -> None:
    for code in ("XK", "EU", "ZZ", "QM", "tt", "TTO", ""):
        with pytest.raises(KeyError):
            names.country_name(code, "en")


def test_names_and_codes() -> None:
    assert names.country_name("VE", "en") == "Venezuela"
    assert names.country_name("DO", "es") == "República Dominicana"
    assert names.alpha3("TT") == "TTO"
    assert (names.alpha3("DE"), names.alpha3("CD"), names.alpha3("YE")) == ("DEU", "COD", "YEM")
    assert names.language_name("ht", "es") == "criollo haitiano"
    assert names.country_name("VE", "no-such-language") == "Venezuela"


def test_choices_put_the_usual_ones_on_top() -> None:
    choices = names.country_choices("en", first=("VE", "TT"))
    assert [code for code, _ in choices[:2]] == ["VE", "TT"]
    assert len(choices) == len({code for code, _ in choices}) == 249
    assert [code for code, _ in names.language_choices(language="en")[:3]] == ["en", "es", "ht"]


def test_words_fall_back_to_english() -> None:
    words = Words(en="Hurt", es="Herida")
    assert words.in_language("es-ve") == "Herida"
    assert words.in_language("fr") == "Hurt"
    assert words.in_language("ht") == "Hurt"


# --- What is offered, and what is understood -------------------------------------------------------------------------
@pytest.mark.parametrize("dead_or_made_up", ["la", "vo", "eo", "ia", "ie", "io", "cu", "sa", "pi", "ae", "cop", "und"])
def test_a_language_that_nobody_grows_up_with_is_not_offered(dead_or_made_up: str) -> None:
    assert dead_or_made_up not in names.language_codes()
    assert names.find_language(dead_or_made_up) == ""
    assert names.language_name(dead_or_made_up, "en")  # what an older row says is still shown


@pytest.mark.parametrize("spoken", ["en", "es", "ht", "pt", "zh", "jam", "srn", "pap", "yue", "guc", "bho", "hi", "tl"])
def test_what_people_of_the_region_speak_is_offered(spoken: str) -> None:
    assert spoken in names.language_codes()
    assert names.language_name(spoken, "es")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Spanish", "es"), ("  spanish ", "es"), ("español", "es"), ("ESPANOL", "es"), ("es", "es"),
        ("Haitian  Creole", "ht"), ("kreyòl", "ht"), ("Mandarin", "zh"), ("ga", "gaa"), ("irlandés", "ga"),
        ("Latin", ""), ("Volapük", ""), ("Klingon", ""), ("Span", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_typed_language_is_understood_or_not(typed: str, code: str) -> None:
    assert names.find_language(typed) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Venezuela", "VE"), ("ven", "VE"), ("ve", "VE"), ("Trinidad and Tobago", "TT"), ("Trinidad y Tobago", "TT"),
        ("Saint Lucia", "LC"), ("St Lucia", "LC"), ("Haiti", "HT"), ("UK", "GB"), ("usa", "US"),
        ("Atlantis", ""), ("XX", ""), ("Soviet Union", ""),
    ],
)  # fmt: skip
def test_a_typed_country_is_understood_or_not(typed: str, code: str) -> None:
    assert names.find_country(typed) == code


def test_every_name_that_is_shown_is_understood_as_its_own_code() -> None:
    """Otherwise a form that is only opened and saved would change what it says."""
    for language in ("en", "es"):
        for code in names.language_codes():
            assert names.find_language(names.language_name(code, language)) == code
        for code in names.country_codes():
            assert names.find_country(names.country_name(code, language)) == code


def test_no_name_has_a_mark_that_parts_two_names() -> None:
    for language in ("en", "es"):
        every = [name for _code, name in names.country_choices(language) + names.language_choices(language=language)]
        assert not [name for name in every if "," in name or ";" in name]
