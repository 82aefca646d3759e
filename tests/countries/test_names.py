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
