"""What leaves the screen carries no formula and no small cell."""

from __future__ import annotations

import csv
import io

import pytest

from reports.exports import csv_bytes, safe_text

DANGEROUS = [
    "=1+1", "+1868", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\ufeff=1", " \u00a0 =1", "|calc",
    "%0A", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201", "  \t@x",
]  # fmt: skip
HARMLESS = ["Persons", "9 to 17", "<5", "", "a=b", "2012-01", "hidden"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_could_begin_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_stay(text: str) -> None:
    assert safe_text(text) == text


def test_numbers_stay_numbers() -> None:
    written = csv_bytes([[-5, 1.5, "-5", None, 0]])
    assert written.startswith(b"\xef\xbb\xbf")
    assert next(csv.reader(io.StringIO(written.decode("utf-8-sig")))) == ["-5", "1.5", "'-5", "", "0"]
