"""The file of a copy with names: pages to print, or a spreadsheet. Made in memory and sent; nothing touches a disk."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carisecure.sheets import XLSX, Book, Look
from cases.dossier.copy_content import CopyContent, CopyHead
from cases.dossier.models import CopyForm

WIDTHS = (34, 90, 40)


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
    stream = io.BytesIO()
    with Book(stream, title=f"{content.case.reference}, {_('Copy number')} {head.number}") as book:
        _fill(book, _("About"), head, content, [(_("Case"), content.case.reference), *head.lines()])
        if content.summary is not None:
            _fill(book, _("Summary"), head, content, content.summary)
        if content.people is not None:
            rows = [
                (f"{person.label}, {person.role}", name, text)
                for person in content.people
                for name, text in [*person.names, *person.facts]
            ]
            _fill(book, _("People"), head, content, rows)
        if content.events is not None:
            _fill(book, _("Timeline"), head, content, [(one.head, one.text) for one in content.events])
        for title, entries in content.sections:
            _fill(book, title, head, content, [(one.head, one.text, one.aside) for one in entries])
    return stream.getvalue()


def _fill(book: Book, title: str, head: CopyHead, content: CopyContent, rows: Sequence[tuple[str, ...]]) -> None:
    reference, number = content.case.reference, f"{_('Copy number')} {head.number}"
    sheet = book.sheet(title, WIDTHS, below=(reference, number))
    sheet.row([f"{_('Confidential')}: {reference}, {number}"])
    sheet.row([])
    for row in rows or [(_("Nothing recorded."),)]:
        sheet.row(row, Look.ENTRY)
