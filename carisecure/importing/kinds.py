"""What kind of file was sent, by its bytes and not by its name: asked while it is received, so it reads no row.

Of a zip only the directory is read, of a text every byte passes by once (50 MB: about 0.1 s); neither is kept.
"""

from __future__ import annotations

import codecs
import zipfile
from typing import Any

from carisecure.importing import archive
from carisecure.importing.foreign import OLE, refusal_of_ole, refuse_foreign
from carisecure.importing.opendocument import refuse_locked
from carisecure.importing.refused import FileRefused, damaged, too_packed

BLOCK = 1 << 20
XLSX, XLSM, ODS = "xlsx", "xlsm", "ods"
_ZIP = b"PK\x03\x04"
_SIXTEEN = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ODS_KIND = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_BOOK_NAMES = (".xlsx", ".xlsm", ".xltx", ".xltm")


def encoding_of(path: Any, file_name: str) -> str:
    """ "utf-8", "utf-8-sig", "xlsx", "xlsm" or "ods". Raises FileRefused."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b" \t\r\n\x00"):
        raise FileRefused("empty")
    if head.startswith(_ZIP):
        return _zipped(path, file_name.lower(), head)
    if head.startswith(OLE):
        raise refusal_of_ole(path, is_named_workbook=file_name.lower().endswith(_BOOK_NAMES))
    refuse_foreign(head)
    if head.startswith(_SIXTEEN) or _is_sixteen(head):
        raise FileRefused("utf_16")
    _check_utf8(path)
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"


def _is_sixteen(head: bytes) -> bool:
    """Text of two bytes a sign has its noughts in every second place; whatever else has so many is no text."""
    noughts = head.count(0)
    return noughts > len(head) // 8 and max(head[::2].count(0), head[1::2].count(0)) > 0.95 * noughts


def _zipped(path: Any, file_name: str, head: bytes) -> str:
    try:
        with archive.opened(path) as found:
            kind = _kind(found, head)
            if found.is_too_packed:
                raise too_packed()
            if kind == ODS:
                _check_ods(found, file_name)
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise damaged() from None
    if kind in (XLSX, XLSM) and not file_name.endswith(_BOOK_NAMES):
        raise FileRefused("excel_named_csv")
    return kind


def _check_ods(found: archive.Archive, file_name: str) -> None:
    if not file_name.endswith((".ods", ".ots")):
        raise FileRefused("ods_named_csv")
    if "META-INF/manifest.xml" in found.names:
        refuse_locked(found)


def _kind(found: archive.Archive, head: bytes) -> str:
    """Raises FileRefused for a zip that is something else, and says what."""
    if head[30:].startswith(_ODS_KIND):
        return ODS
    if "xl/vbaProject.bin" in found.names:
        return XLSM
    if any(name.endswith("workbook.xml") for name in found.names):
        return XLSX
    raise FileRefused(_what_it_is(found, head))


def _what_it_is(found: archive.Archive, head: bytes) -> str:
    if "xl/workbook.bin" in found.names:
        return "no_sheet.xlsb"
    if "word/document.xml" in found.names:
        return "no_sheet.word"
    if b"opendocument" in head[30:100]:
        return "no_sheet.document"
    if any(name.endswith(".iwa") for name in found.names):
        return "no_sheet.numbers"
    return "no_sheet"


def _check_utf8(path: Any) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = 1
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                lines += error.object[: error.start].count(b"\n")
                raise FileRefused("not_utf_8", line=lines) from None
            if "\x00" in text:
                raise FileRefused("nul")
            if not block:
                return
            lines += text.count("\n")
