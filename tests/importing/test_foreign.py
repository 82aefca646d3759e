"""Files that are no sheet are called what they are, whatever their names say."""

from __future__ import annotations

from pathlib import Path

import pytest

from carisecure.importing.kinds import encoding_of
from carisecure.importing.refused import FileRefused


def ole(*streams: str, before: int = 600) -> bytes:
    """The old container of Office, as far as anybody looks: its mark, and somewhere its directory."""
    entries = b"".join(name.encode("utf-16-le").ljust(64, b"\x00") + b"\x01" * 64 for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * before + entries + b"x" * 600


LOCKED, OLD, WORD, PAGE = "with a password only", "old Excel file", "a Word document", "a web page"
FOREIGN = {
    "old_named_new": (ole("Root Entry", "Workbook"), "register.xlsx", OLD),
    "older_named_new": (ole("Root Entry", "Book"), "register.xlsx", OLD),
    "old_named_csv": (ole("Root Entry", "Workbook"), "register.csv", OLD),
    "locked": (ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), "register.xlsx", LOCKED),
    "locked_named_old": (ole("Root Entry", "EncryptedPackage"), "register.xls", LOCKED),
    "locked_and_large": (ole("EncryptedPackage", before=(1 << 20) - 40), "register.xlsx", LOCKED),
    "old_word": (ole("Root Entry", "WordDocument"), "register.xls", WORD),
    "rich_text": (rb"{\rtf1\ansi Register}", "register.csv", WORD),
    "page_named_xls": (b"<html><table><tr><td>Year</td></tr></table></html>", "register.xls", PAGE),
    "page_without_a_head": (b"\xef\xbb\xbf\r\n <TABLE border=1><TR><TD>Year", "register.csv", PAGE),
    "page_as_xml": (b'<?xml version="1.0"?>\n<!DOCTYPE html>\n<html xmlns="x">', "register.xlsx", PAGE),
    "xml_sheet": (
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook>',
        "a.xls",
        "an XML file",
    ),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"\x00" * 900, "register.csv", "a PDF"),
    "png": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "register.xlsx", "a picture"),
    "jpeg": (b"\xff\xd8\xff\xe0" + b"\x00\x10JFIF\x00" * 20, "register.csv", "a picture"),
    "bitmap": (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00\x36\x00" + b"\x00" * 99, "register.csv", "a picture"),
    "gzip": (b"\x1f\x8b\x08\x00" + b"\x01" * 90, "register.csv", "a packed archive"),
    "database": (
        b"SQLite format 3\x00" + b"\x10\x00\x00\x01\x00\x00\x40" * 90,
        "register.csv",
        "bytes that no sheet has",
    ),
}


@pytest.mark.parametrize(("content", "name", "words"), FOREIGN.values(), ids=FOREIGN)
def test_it_is_called_what_it_is(tmp_path: Path, content: bytes, name: str, words: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        encoding_of(path, name)
    assert words in refused.value.message


@pytest.mark.parametrize(
    "content",
    [b"BMI;Sex\n20;F\n", b"<18;18-20\n1;2\n", b"{1};Sex\n2020;F\n", b"%;Year\n5;2020\n", b"<unknown>,Sex\n1,F\n"],
)
def test_a_sheet_that_begins_alike_is_a_sheet(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert encoding_of(path, "register.csv") == "utf-8"
