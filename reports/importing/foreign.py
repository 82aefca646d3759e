"""Files that are no sheet, or none that is read, by how they begin: each is called what it is.

What a case system of the nineties calls "Export to Excel" is often a web page with the ending .xls, and an old workbook
is often renamed to .xlsx: the name says nothing.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from reports.importing.opendocument import locked
from reports.importing.refused import FileRefused

OLE = b"\xd0\xcf\x11\xe0"  # the container of old Office files, and of a new workbook behind a password
_BLOCK = 1 << 20
_LONGEST_NAME = 64
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_PAGE = (b"<!doctype html", b"<html", b"<head", b"<meta", b"<body", b"<style", b"<table", b"<!--")


def refuse_foreign(head: bytes) -> None:
    """Raises FileRefused where the first bytes are those of another kind of file."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(b"%PDF-"):
        raise FileRefused("pdf", _("This is a PDF and no sheet. Send the sheet as .xlsx, .ods or “CSV UTF-8”."))
    if head.startswith(_PICTURES[:-1]) or (head.startswith(_PICTURES[-1]) and b"\x00" in head[:14]):
        raise FileRefused("picture", _("This is a picture and no sheet. Send the sheet as .xlsx, .ods or “CSV UTF-8”."))
    if head.startswith(_PACKED):
        raise FileRefused("packed", _("This is a packed archive and no sheet. Unpack it and send the sheet in it."))
    if text.startswith(b"{\\rtf"):
        raise _word()
    if text.startswith(_PAGE) or (text.startswith(b"<?xml") and b"<html" in text):
        words = _("This is a web page and no workbook. Open it in Excel and save it as .xlsx, then send that file.")
        raise FileRefused("web_page", words)
    if text.startswith(b"<?xml"):
        words = _("This is an XML file and no workbook. Open it in Excel and save it as .xlsx, then send that file.")
        raise FileRefused("xml", words)


def refusal_of_ole(path: Any, *, is_named_workbook: bool) -> FileRefused:
    """Why a file in the old container is not read, by what it holds and only then by its name."""
    found = _names_in(path, ("EncryptedPackage", "Workbook", "Book", "WordDocument"))
    if "EncryptedPackage" in found:
        return locked()
    if "WordDocument" in found:
        return _word()
    if is_named_workbook and not found:
        return locked()
    return FileRefused(
        "old_excel",
        _("This is an old Excel file (.xls). Open it and save it as “CSV UTF-8” or as .xlsx, then send that file."),
    )


def _word() -> FileRefused:
    words = _("This is a Word document and no sheet. Send the sheet as .xlsx, .ods or “CSV UTF-8”.")
    return FileRefused("no_sheet", words)


def _names_in(path: Any, names: tuple[str, ...]) -> set[str]:
    """Which streams the container has: its directory, in which they are named, may stand anywhere in it."""
    wanted = {name: name.encode("utf-16-le") + b"\x00\x00" for name in names}
    found: set[str] = set()
    before = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            seen = before + block
            found |= {name for name, written in wanted.items() if written in seen}
            before = seen[-_LONGEST_NAME:]
    return found
