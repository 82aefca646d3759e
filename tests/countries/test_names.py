"""Names of countries and languages."""

import pytest
from babel import Locale

from carisecure.countries import names
from carisecure.countries.other_languages import NEW_LANGUAGES, OTHER_LANGUAGE_NAMES
from carisecure.countries.other_names import OTHER_NAMES
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
        ("Warao", "wba"), ("guarao", "wba"), ("Haitian", "ht"), ("Sign language", "sgn"), ("lengua de señas", "sgn"),
        ("Garífuna", "cab"), ("lokono", "arw"), ("Sranan", "srn"), ("Castellano", "es"), ("Trini", "trf"),
        ("Latin", ""), ("Volapük", ""), ("Klingon", ""), ("Span", ""), ("", ""), ("Patois", ""), ("Creole", ""),
    ],
)  # fmt: skip
def test_a_typed_language_is_understood_or_not(typed: str, code: str) -> None:
    assert names.find_language(typed) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Venezuela", "VE"), ("ven", "VE"), ("ve", "VE"), ("Trinidad and Tobago", "TT"), ("Trinidad y Tobago", "TT"),
        ("Saint Lucia", "LC"), ("St Lucia", "LC"), ("Haiti", "HT"), ("UK", "GB"), ("usa", "US"),
        ("Trinidad", "TT"), ("U.S.A.", "US"), ("United States of America", "US"), ("America", "US"), ("EE.UU.", "US"),
        ("Great Britain", "GB"), ("Hong Kong", "HK"), ("St Vincent", "VC"), ("Antigua", "AG"), ("Saint Martin", "MF"),
        ("Atlantis", ""), ("XX", ""), ("Soviet Union", ""), ("Korea", ""), ("Columbia", ""),
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


def test_what_a_sheet_may_say_may_be_typed() -> None:
    for code, others in OTHER_NAMES.items():
        assert [(name, names.find_country(name)) for name in others if names.find_country(name) != code] == []


def test_a_language_is_typed_by_any_of_its_names_unless_another_has_it_too() -> None:
    every = [name for others in OTHER_LANGUAGE_NAMES.values() for name in others]
    for code, others in OTHER_LANGUAGE_NAMES.items():
        for name in others:
            assert names.find_language(name) == ("" if every.count(name) > 1 else code), name


@pytest.mark.parametrize("code", NEW_LANGUAGES)
def test_a_language_without_a_name_in_cldr_has_one_here_in_both_languages(code: str) -> None:
    assert code not in Locale.parse("en").languages, "CLDR names it now: leave it out here"
    assert (names.language_name(code, "en"), names.language_name(code, "es-ve")) == NEW_LANGUAGES[code]
    assert code in names.language_codes()


@pytest.mark.parametrize(
    ("kind", "typed", "name"),
    [
        ("countries", "UK", "United Kingdom"), ("countries", "USA", "United States"),
        ("countries", "Ivory Coast", "Côte d\u2019Ivoire"), ("languages", "Mandarin", "Chinese"),
        ("languages", "Patois", "Saint Lucian Creole"), ("languages", "Patois", "Jamaican Creole English"),
    ],
)  # fmt: skip
def test_a_field_offers_a_name_for_what_is_said_for_it(kind: str, typed: str, name: str) -> None:
    assert name in [one for one, *others in names.offered(kind, "en") if typed in others]
