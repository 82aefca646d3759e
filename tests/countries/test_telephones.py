"""Telephone fields as people fill them in, read in the country's region."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from carisecure.countries import telephones
from carisecure.countries.packs import pack


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("868-620-1234 after 6 pm", ["+18686201234"]), ("868-620-1234 (mother)", ["+18686201234"]),
        ("620-1234 / 721-9876", ["+18686201234", "+18687219876"]), ("620-1234 x5", ["+18686201234"]),
        ("620-1234 (ext. 5)", ["+18686201234"]), ("620-1234 or 721-9876", ["+18686201234", "+18687219876"]),
        ("620-1234 721-9876", ["+18686201234", "+18687219876"]), ("800-4CTU", ["+18688004288"]),
        ("1-868-800-4ctu", ["+18688004288"]), ("(868) 620 1234 y 0424 123 4567", ["+18686201234", "+584241234567"]),
        ("+1(868)620-1234(mother)", ["+18686201234"]), ("Tel.620-1234", ["+18686201234"]),
        ("620-1234mother", ["+18686201234"]), ("620-1234 between 9 and 12", ["+18686201234"]),
        ("868 \u2013 620 \u2013 1234", ["+18686201234"]), ("\uff16\uff12\uff10-1234", ["+18686201234"]),
        ("58 414-223-4567", ["+584142234567"]), ("0058 414 223 4567", ["+584142234567"]),
        ("011 58 414 223 4567", ["+584142234567"]), ("592 620 1234", ["+5926201234"]),
        ("\u202a+1 868 620 1234\u202c", ["+18686201234"]), ("\u200e620-1234\u200e", ["+18686201234"]),
        ("\ufeff620\u20111234\u200b, 721\u00ad9876", ["+18686201234", "+18687219876"]),
        ("868 -620-1234", ["+18686201234"]), ("868 -620 -1234", ["+18686201234"]), ("620- 1234", ["+18686201234"]),
        ("620-1234 -721-9876", ["+18686201234", "+18687219876"]),
        ("868-555-0101", ["+18685550101"]), ("555-0101", ["+18685550101"]),
        ("620-1234, and 620-1234", ["+18686201234"]),
        ("Unknown", []), ("", []), ("her mother's", []), ("999", []), ("990", []), ("5" * 40, []), ("V-12.345.678", []),
        ("12345678", []), ("1-620-1234", []),
    ],
)  # fmt: skip
def test_each_number_is_read_and_nothing_else(text: str, numbers: list[str]) -> None:
    assert [one.e164 for one in telephones.read(text)] == numbers


def test_the_hotline_of_the_pack_is_a_number() -> None:
    number = pack().duty_number("hotline").number
    assert number == "800-4CTU"
    assert telephones.read(number) == telephones.read("800-4288")


@pytest.mark.parametrize(
    ("text", "has_area", "understood"),
    [
        ("868-620-1234", True, ""), ("+58 414 620 1234", True, ""), ("620-1234", False, "+1 868-620-1234"),
        ("0414-620-1234", True, "+58 414-6201234"), ("868-800-4CTU", True, "+1 868-800-4288"),
        ("868-620-1234, 868-721-9876", True, "+1 868-620-1234, +1 868-721-9876"),
    ],
)  # fmt: skip
def test_what_was_added_is_said(text: str, has_area: bool, understood: str) -> None:
    assert telephones.read(text)[0].has_area is has_area
    assert telephones.understood(text) == understood


@pytest.mark.parametrize(
    "text", ["868-620-1234 (mother)", " 620-1234 x5 ", "620-1234, house 12", "721-9876 after 1800"]
)
def test_it_is_kept_as_it_was_written(text: str) -> None:
    assert telephones.checked(text) == text.strip()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Unknown", "leave the field empty"), ("after 6 pm", "leave the field empty"),
        ("868-620-1234 / 5", "“5” is not a"),
        ("868-620-1234 and 62-01", "“62-01” is not a"), ("mother 868 620", "“868 620” is not a"),
        ("999", "“999” is not a"),
    ],
)  # fmt: skip
def test_words_and_half_numbers_are_refused(text: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        telephones.checked(text)
    assert said in refused.value.messages[0]


def test_a_long_text_of_figures_is_read_in_no_time() -> None:
    """What an older version stored may be anything."""
    assert telephones.reading("1 " * 100_000).numbers == ()
