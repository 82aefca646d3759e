"""The sheet of a share: one page, its words, how it is kept and used, in both languages."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import typst

from carisecure.backup import registry, shares, sheets

SECRET, MADE = shares.make()
ON = dt.date(2026, 12, 1)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_sheet_is_one_page_with_everything_on_it(number: int) -> None:
    data = sheets._data(MADE[number - 1], shares.recipient(SECRET), ON)
    assert data["words"] == MADE[number - 1].split()
    assert data["number"] == number
    assert data["recipient"] == shares.recipient(SECRET)
    assert dict(data["fingerprints"]) == registry.fingerprints()
    assert [letter["lang"] for letter in data["letters"]] == ["en", "es"]
    pages = typst.compile(
        sheets._SOURCE, sys_inputs={"data": json.dumps(data)}, format="png", ppi=20, ignore_system_fonts=True
    )
    assert isinstance(pages, bytes)  # a list where it takes more than one page
    assert sheets.pdf(MADE[number - 1], shares.recipient(SECRET), ON).startswith(b"%PDF")


def test_a_sheet_of_a_share_shows_nothing_of_the_others() -> None:
    said = json.dumps(sheets._data(MADE[0], shares.recipient(SECRET), ON))
    for other in MADE[1:]:
        assert " ".join(other.split()[4:8]) not in said
    assert shares.identity_text(SECRET) not in said


def test_the_terminal_shows_the_words_in_their_order() -> None:
    typed = shares.read("\n".join(sheets.lines(MADE[0])))
    assert " ".join(typed.words) == MADE[0]
