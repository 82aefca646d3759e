"""What people type to open something: whole references, parts, blanks for hyphens, the words around them."""

from __future__ import annotations

import re

import pytest

from carisecure.interface.references import readings, whole

WHOLE = "TT-7K4M-2QXD"


def answers(typed: str, reference: str) -> bool:
    """Whether one of the readings finds this reference."""
    return any(
        re.search(pattern, reference) if pattern.startswith("^") else reference in pattern.split("|")
        for pattern in readings(typed)
    )


@pytest.mark.parametrize(
    "typed",
    [
        WHOLE, "tt-7k4m-2qxd", "TT 7K4M 2QXD", "tt7k4m2qxd", " TT-7K4M-2QXD ", "ref TT-7K4M-2QXD",
        "Re: case tt 7k4m 2qxd, call me",
        "TT\u20117K4M\u20132QXD", "(TT-7K4M-2QXD)", "7K4M-2QXD", "7k4m 2qxd", "7K4M2QXD", "7K4M", "2qxd", "QXD",
        "4M-2Q", "4m2q", "\u2068TT-7K4M-2QXD\u2069", "TT-7K4M-\u200b2QXD",
        "TT-7K4M", "tt 7k4", "ref TT-7K4M", "the one with 2QXD please", "case 7K4M 2QXD of today", "\x00TT-7K4M-2QXD",
    ],
)  # fmt: skip
def test_it_is_found_however_it_is_typed(typed: str) -> None:
    assert answers(typed, WHOLE)


@pytest.mark.parametrize("reference", ["R-7K4M-2QXD", "DPP-7K4M-2QXD"])
@pytest.mark.parametrize("typed", ["7k4m", "2QXD", "{}", "ref {}", "7K4M 2QXD"])
def test_referrals_and_matters_too(typed: str, reference: str) -> None:
    assert answers(typed.format(reference), reference)
    assert answers(typed.format(reference.lower().replace("-", " ")), reference)


@pytest.mark.parametrize(
    "typed", ["", " ", "T", "7K", "--", "%", "...", "[A-Z]+", "7K4N", "TT-7K4M-2QXE", "x" * 500, "é" * 4]
)
def test_too_little_and_something_else_find_nothing(typed: str) -> None:
    assert not answers(typed, WHOLE)


def test_the_surest_reading_comes_first() -> None:
    first, *_rest = readings("ref TT-7K4M-2QXD, not TT-9999-9999")
    assert first == "TT-7K4M-2QXD|TT-9999-9999"


def test_a_field_that_asks_for_a_reference_reads_it_as_it_is_said() -> None:
    for typed in ("tt-7k4m-2qxd", "TT 7K4M 2QXD", "tt7k4m2qxd", " case TT-7K4M-2QXD, Couva"):
        assert whole(typed) == WHOLE
    assert [whole(typed) for typed in ("", " ", "2qxd", "zzz ")] == ["", "", "2QXD", "ZZZ"]
