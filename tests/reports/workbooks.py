"""Workbooks made while a test runs, as ugly as those that people send. None is kept in the project."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from openpyxl import Workbook

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
HTCDS_LABELS = (
    "", "Case Owner", "First Name", "Birthdate", "Gender", "Citizenship", "Methods of Control", "Type of Exploitation",
    "Forced Labour Industry", "Incoming Referral Date", "Reason for Outgoing Referral", "Reason for Case Closure",
)  # fmt: skip
HTCDS_NAMES = (
    None, "cas_CaseOwner", "prs_FirstName", "prs_Birthdate", "prs_Gender", "prs_Citizenship", "vic_MethodsOfControl",
    "vic_TypeOfExploitation", "vic_ForcedLabourIndustry", "cas_IncomingReferralDate", None, "cas_ReasonForCaseClosure",
)  # fmt: skip


def book(*sheets: Sequence[Sequence[object]], change: Callable[[Workbook], None] | None = None) -> bytes:
    """An Excel workbook with these rows; `change` makes it ugly."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for number, rows in enumerate(sheets, start=1):
        page = made.create_sheet(f"Page {number}")
        for row in rows:
            page.append(list(row))
    if change is not None:
        change(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one part changed, or added where there is none."""
    whole, stream = io.BytesIO(content), io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, change(old.read(one)) if one == name else old.read(one))
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return stream.getvalue()


def with_shared(content: bytes, strings: bytes) -> bytes:
    """The same workbook with texts that its cells share: openpyxl writes each text into its cell."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="rShared" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'.encode()
    linked = with_part(content, "xl/_rels/workbook.xml.rels", lambda old: old.replace(b"</Relationships>", link))
    return with_part(linked, "xl/sharedStrings.xml", lambda _old: strings)


def htcds(*rows: dict[str, Any], empty: int = 5) -> bytes:
    """The published case sheet in small: names hidden in row 1, labels in row 2, a counter below the empty A1."""
    lines: list[list[object]] = [list(HTCDS_NAMES), [label or None for label in HTCDS_LABELS]]
    for number in range(1, len(rows) + empty + 1):
        values = rows[number - 1] if number <= len(rows) else {}
        lines.append([number, *(values.get(label) for label in HTCDS_LABELS[1:])])

    def hide(made: Workbook) -> None:
        made.worksheets[0].row_dimensions[1].hidden = True

    return book(lines, change=hide)


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.3">'
    '<office:automatic-styles><style:style style:name="hid" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>"
)
_ODS_FOOT = "</office:spreadsheet></office:body></office:document-content>"


def ods(*tables: str, manifest: str = "") -> bytes:
    """An OpenDocument sheet of these tables (`ods_table`)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        made.writestr("content.xml", _ODS_HEAD + "".join(tables) + _ODS_FOOT)
        if manifest:
            made.writestr("META-INF/manifest.xml", manifest)
    return stream.getvalue()


def ods_table(rows: Sequence[Sequence[object]], *, name: str = "Hoja 1", hidden: bool = False, more: str = "") -> str:
    """Rows of numbers, texts and None; a text that begins with < is a cell as it stands. `more`: further rows."""
    style = ' table:style-name="hid"' if hidden else ""
    lines = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}"{style}>{lines}{more}</table:table>'


def _cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
            "</table:table-cell>"
        )
    text = str(value)
    if text.startswith("<"):
        return text
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
