"""The file of a copy with names: pages to print, or a spreadsheet. Made in memory and sent; nothing touches a disk."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.dossier.content import CopyContent, CopyHead
from cases.dossier.models import CopyForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell holds 32,767 signs; a longer text goes on in the row below.
LONGEST_CELL = 32_000


@dataclass(frozen=True)
class CopyFile:
    name: str
    content_type: str
    content: bytes


def write(content: CopyContent, head: CopyHead, form: str) -> CopyFile:
    """The name of the file says which copy of which reference, and nobody's name."""
    name = f"{content.case.reference}-copy-{head.number}"
    if form == CopyForm.SHEET:
        return CopyFile(f"{name}.xlsx", XLSX, _sheet(content, head))
    return CopyFile(f"{name}.html", "text/html; charset=utf-8", _pages(content, head))


def _pages(content: CopyContent, head: CopyHead) -> bytes:
    """One file with its own style and no script: it opens, and prints, on a machine without a line."""
    context = {"content": content, "case": content.case, "head": head, "language": get_language()}
    return render_to_string("cases/dossier/copy_file.html", context).encode()


def _sheet(content: CopyContent, head: CopyHead) -> bytes:
    """Every cell is written as text, whatever it begins with: none is a formula, a link or a number."""
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    book = Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": f"{content.case.reference}, {_('Copy number')} {head.number}"})
    styles = {"strong": book.add_format({"bold": True}), "wrap": book.add_format({"text_wrap": True, "valign": "top"})}
    _fill(book, styles, _("About"), head, content, [(_("Case"), content.case.reference), *head.lines()])
    if content.summary is not None:
        _fill(book, styles, _("Summary"), head, content, content.summary)
    if content.people is not None:
        rows = [
            (f"{person.label}, {person.role}", name, text)
            for person in content.people
            for name, text in [*person.names, *person.facts]
        ]
        _fill(book, styles, _("People"), head, content, rows)
    if content.events is not None:
        events = [(one.head, one.text) for one in content.events]
        _fill(book, styles, _("Timeline"), head, content, events)
    for title, entries in content.sections:
        _fill(book, styles, title, head, content, [(one.head, one.text, one.aside) for one in entries])
    book.close()
    return stream.getvalue()


def _fill(
    book: Any, styles: dict[str, Any], title: str, head: CopyHead, content: CopyContent, rows: Sequence[tuple[str, ...]]
) -> None:
    sheet = book.add_worksheet(title[:31])
    # In a header "&" begins a code; a reference and a number hold none.
    sheet.set_footer(f"&L{content.case.reference}&C{_('Copy number')} {head.number}&R&P / &N")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.set_column(2, 2, 40)
    sheet.write_string(0, 0, f"{_('Confidential')}: {content.case.reference}, {_('Copy number')} {head.number}")
    number = 2
    for row in rows or [(_("Nothing recorded."),)]:
        lines = max(len(_pieces(text)) for text in row)
        for column, text in enumerate(row):
            for below, piece in enumerate(_pieces(text)):
                sheet.write_string(number + below, column, piece, styles["strong" if column == 0 else "wrap"])
        number += lines


def _pieces(text: str) -> list[str]:
    return [text[at : at + LONGEST_CELL] for at in range(0, len(text), LONGEST_CELL)] or [""]
