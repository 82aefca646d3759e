"""What leaves about exhibits: the certificate of one (PDF), the list of a case (CSV, XLSX)."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carisecure.accounts.models import User
from carisecure.audit import ledger
from carisecure.corrections.chains import Entry
from carisecure.interface import paper
from carisecure.interface.words import day, moment
from carisecure.sheets import Book, Look, csv_bytes
from cases.exhibits.models import CustodyEvent
from cases.exhibits.queries import ExhibitLine, FileLine, when
from cases.record.models import Case

SOURCE = Path(__file__).with_name("certificate.typ")
WIDTHS = (8, 12, 24, 60, 18, 30, 24, 24, 24, 24, 30, 8)


@dataclass(frozen=True)
class Exhibited:
    """One exhibit with all that its certificate says."""

    case: Case
    line: ExhibitLine
    events: list[Entry[CustodyEvent]]
    files: list[FileLine]


def certificate(shown: Exhibited, by: User) -> bytes:
    """The PDF: what it is, through whose hands it went, its files with their digests, and the newest seal of the log.

    What letters the fonts lack is spelt (`interface.paper`).
    """
    exhibit = shown.line.exhibit
    number = _("Exhibit %(n)s") % {"n": exhibit.number}
    title = _("Certificate of continuity")
    data = {
        "lang": get_language(),
        "title": f"{title}: {number}",
        "head": f"{shown.case.reference} · {_('Confidential')}",
        "about": _about(shown),
        "continuity": _("Continuity"),
        "columns": [_("No."), _("What happened"), _("When"), _("From and to"), _("Where"), _("Entered by")],
        "events": [_seized(shown.line), *map(_event, shown.events)],
        "files": _("Files"),
        "digests": [_file(exhibit.number, one) for one in shown.files],
        "no_files": _("No files."),
        "seal": _seal(),
        "made": _("Made by %(who)s, %(when)s") % {"who": by.full_name, "when": moment(timezone.now())},
        "sign": [_("Name"), _("Rank and unit"), _("Signature"), _("Day")],
    }
    return paper.document(SOURCE, _spelt(data))


def list_csv(lines: Iterable[ExhibitLine], files: dict[Any, int]) -> bytes:
    return csv_bytes(_rows(lines, files))


def list_xlsx(case: Case, lines: Iterable[ExhibitLine], files: dict[Any, int]) -> bytes:
    stream = io.BytesIO()
    title = f"{case.reference}, {_('Exhibits')}"
    with Book(stream, title=title) as book:
        sheet = book.sheet(_("Exhibits"), WIDTHS, below=(case.reference, _("Confidential")))
        head, *rows = _rows(lines, files)
        sheet.row(head, Look.HEAD)
        for row in rows:
            sheet.row(row, Look.ENTRY)
    return stream.getvalue()


def _rows(lines: Iterable[ExhibitLine], files: dict[Any, int]) -> list[list[str | int]]:
    head: list[str | int] = [
        _("No."), _("Mark"), _("Kind"), _("What it is"), _("Found or seized on"), _("Where"), _("By whom"),
        _("From whom"), _("Under which warrant"), _("Held by"), _("Where it is now"), _("Files"),
    ]  # fmt: skip
    return [head, *(_row(line, files) for line in lines)]


def _row(line: ExhibitLine, files: dict[Any, int]) -> list[str | int]:
    one = line.exhibit
    if not line.entry.is_standing:
        return [one.number, one.mark, _("Struck out"), *[""] * 9]
    held = _("Disposed of") if line.standing.is_disposed else line.standing.holder
    return [
        one.number, one.mark, one.get_kind_display(), one.description, _found(line), one.found_at, one.seized_by,
        one.seized_from, one.warrant, held, line.place or one.held_at, files.get(one.entry_key, 0),
    ]  # fmt: skip


def _found(line: ExhibitLine) -> str:
    one = line.exhibit
    return day(one.found_on, one.found_precision) if one.found_on else ""


def _about(shown: Exhibited) -> list[list[str]]:
    one, line = shown.line.exhibit, shown.line
    facts = [
        (_("Case"), shown.case.reference), (_("Mark"), one.mark), (_("Kind"), one.get_kind_display()),
        (_("What it is"), one.description), (_("Under which warrant"), one.warrant),
        (_("Held by"), _("Disposed of") if line.standing.is_disposed else line.standing.holder),
        (_("Where it is now"), line.place),
    ]  # fmt: skip
    return [[name, text] for name, text in facts if text]


def _seized(line: ExhibitLine) -> list[str]:
    one = line.exhibit
    hands = f"{one.seized_from or '?'} → {one.seized_by or '?'}"
    entered = f"{line.entry.first.recorded_by.full_name}, {moment(line.entry.first.recorded_at)}"
    return ["1", _("Found or seized"), _found(line), hands, one.found_at, entered]


def _event(entry: Entry[CustodyEvent]) -> list[str]:
    one = entry.now
    entered = f"{one.recorded_by.full_name}, {moment(one.recorded_at)}"
    if not entry.is_standing:
        return [str(one.number), _("Struck out"), "", "", one.correction_reason, entered]
    where = " · ".join(
        filter(None, [one.place, f"{_('Number of the seal')}: {one.seal}" if one.seal else "", one.note])
    )
    hands = f"{one.handed_by} → {one.handed_to}" if one.handed_to else one.handed_by
    return [str(one.number), one.get_kind_display(), when(one), hands, where, entered]


def _file(number: int, one: FileLine) -> list[str]:
    """A digest in pieces of eight: on paper a long word runs off the page."""
    sha = one.file.sha256
    pieces = " ".join(sha[at : at + 8] for at in range(0, len(sha), 8))
    received = f"{one.file.sent_by.full_name}, {moment(one.file.sent_at)}"
    return [f"{number}.{one.file.number}", one.file.name, one.size, pieces, received, one.file.get_scan_display()]


def _seal() -> str:
    found = ledger.last_seals(1)
    if not found:
        return _("The access log is not sealed yet.")
    root = str(found[0].root)
    pieces = " ".join(root[at : at + 8] for at in range(0, len(root), 8))
    return _("Newest seal of the access log: no. %(n)s, %(root)s") % {"n": found[0].number, "root": pieces}


def _spelt(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _spelt(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_spelt(one) for one in value]
    return paper.spelt(value)[0] if isinstance(value, str) else value
