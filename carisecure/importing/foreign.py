"""Files that are no sheet, or none that is read, by how they begin: each is called what it is.

What a case system of the nineties calls "Export to Excel" is often a web page with the ending .xls, and an old workbook
is often renamed to .xlsx: the name says nothing.
"""

from __future__ import annotations

from typing import Any

from carisecure.importing.opendocument import locked
from carisecure.importing.refused import FileRefused

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
        raise FileRefused("pdf")
    if head.startswith(_PICTURES[:-1]) or (head.startswith(_PICTURES[-1]) and b"\x00" in head[:14]):
        raise FileRefused("picture")
    if head.startswith(_PACKED):
        raise FileRefused("packed")
    if text.startswith(b"{\\rtf"):
        raise _word()
    if text.startswith(_PAGE) or (text.startswith(b"<?xml") and b"<html" in text):
        raise FileRefused("web_page")
    if text.startswith(b"<?xml"):
        raise FileRefused("xml")


def refusal_of_ole(path: Any, *, is_named_workbook: bool) -> FileRefused:
    """Why a file in the old container is not read, by what it holds and only then by its name."""
    found = _names_in(path, ("EncryptedPackage", "Workbook", "Book", "WordDocument"))
    if "EncryptedPackage" in found:
        return locked()
    if "WordDocument" in found:
        return _word()
    if is_named_workbook and not found:
        return locked()
    return FileRefused("old_excel")


def _word() -> FileRefused:
    return FileRefused("no_sheet.word")


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
