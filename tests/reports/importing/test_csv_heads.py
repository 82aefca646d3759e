"""The head of a CSV: what divides its cells is seen over the first record, whatever stands in quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from carisecure.importing import delimited, sheet
from carisecure.importing.survey import Names, survey
from reports.importing.fields import FIELDS
from reports.importing.reference import ready_layouts

HEADS = {
    "a_line_break": ('"Year of\nregistration";"Sex"\n2020;F\n', ["Year of registration", "Sex"]),
    "a_delimiter": ('"Year; or date";Sex,or gender\n2020;F\n', ["Year; or date", "Sex,or gender"]),
    "windows_line_ends": ('"Year of\r\nregistration"\t"Sex, if known"\r\n2020\tF\r\n', None),
    "doubled_quotes": ('"The ""year""\n(of, registration)",Sex\n2020,F\n', ['The "year" (of, registration)', "Sex"]),
    "declared": ("sep=;\nYear;Sex, or gender, or other\n2020;F\n", ["Year", "Sex, or gender, or other"]),
    "declared_in_capitals": ("SEP=|\r\nYear|Sex;;;\r\n2020|F\r\n", ["Year", "Sex;;;"]),
    "declared_in_quotes": ('"sep=\t"\nYear\tSex\n2020\tF\n', ["Year", "Sex"]),
    "declared_and_unusual": ("sep=^\nYear^Sex\n2020^F\n", ["Year", "Sex"]),
    "a_mark_that_is_an_inch": ('Year;Height in 5" steps\n2020;F\n', None),
    "empty_lines_above": ("\n\nYear;Sex\n2020;F\n", None),
    "one_column": ("Year\n2020\n", ["Year"]),
}


@pytest.mark.parametrize(("content", "names"), HEADS.values(), ids=HEADS)
def test_the_head_is_read(tmp_path: Path, content: str, names: list[str] | None) -> None:
    path = tmp_path / "file"
    path.write_bytes(content.encode())
    (leaf,) = sheet.leaves(path, "utf-8")
    if '5"' in content:
        assert delimited.delimiter_of(content) == (";", 0)
        return
    found = survey(path, "utf-8", leaf, Names(FIELDS, ready_layouts()), lambda _n: None)
    header, samples = sheet.look_into(path, "utf-8", sheet.Reading(head_row=found.head_row), frozenset(found.full))
    assert header == (names or header)
    assert "Sex" in header[-1] or names == ["Year"]
    assert next(iter(samples.values())) == ["2020"]


def test_a_declaration_is_no_row_of_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes("\ufeffsep=;\r\nYear;Sex\r\n2020;F\r\n".encode())
    assert list(sheet.numbered(path, "utf-8-sig")) == [(1, ["Year", "Sex"]), (2, ["2020", "F"])]


def test_a_line_without_an_end_is_not_kept_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"Year,Sex\n" + b"2020," * (1 << 20))
    with pytest.raises(sheet.FileRefused) as refused:
        list(sheet.rows(path, "utf-8"))
    assert refused.value.code == "long_cell"
