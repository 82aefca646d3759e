"""What leaves the screen carries no formula and no small cell."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.utils import translation

from reports.figures.exports import csv_bytes, head_rows, safe_text
from reports.figures.models import ReportRun

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


def test_the_head_of_a_file_speaks_the_readers_language_and_keeps_the_countrys_clock() -> None:
    """Two in the morning in Greenwich is ten in the evening of the day before in Port of Spain."""
    run = ReportRun(
        subject="unit", period_from=dt.date(2026, 10, 1), period_to=dt.date(2026, 10, 31), standing="provisional",
        as_known_on=dt.datetime(2026, 11, 1, 2, 0, 30, tzinfo=dt.UTC),
    )  # fmt: skip
    head = dict(head_rows(run, "The unit"))
    assert head["Period"] == "2026-10-01 to 2026-10-31"
    assert head["Data as at"] == "31 Oct 2026, 22:00 AST"
    with translation.override("es"):
        assert "2026-10-01 a 2026-10-31" in dict(head_rows(run, "The unit")).values()
