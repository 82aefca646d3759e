"""CSV and XLSX that leave the screen: internal, without formulas, small cells hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from carisecure.interface.words import moment
from carisecure.sheets import Book, Look, csv_bytes
from reports.figures.models import ReportRun
from reports.figures.shown import FigureShown

INTERNAL = "internal-not-for-release"


def file_name(run: ReportRun, ending: str) -> str:
    """Which figures of which period; nothing that was counted, nobody's name."""
    period = f"{run.period_from:%Y-%m}-to-{run.period_to:%Y-%m}"
    return f"figures-{run.subject}-{period}-{run.standing}-{INTERNAL}.{ending}"


def head_rows(run: ReportRun, of: str) -> list[tuple[str, str]]:
    """What stands above the tables of every file; the moment as on the page, in the country's zone."""
    period = {"first": run.period_from.isoformat(), "last": run.period_to.isoformat()}
    return [
        (
            _("Internal, not for release"),
            _("Cells of 1 to 4 show <5; more are hidden so that these cannot be worked out"),
        ),
        (_("Figures of"), of),
        (_("Period"), _("%(first)s to %(last)s") % period),
        (_("Data as at"), moment(run.as_known_on)),
        (_("Status"), run.get_standing_display()),
        (_("SHA-256 of the numbers"), run.sha256),
    ]


def definition_rows(figure: FigureShown) -> list[list[Any]]:
    """What stands above one table: title, unit, date, definition, what is left out, what "All" is."""
    indicator = figure.indicator
    return [
        [str(indicator.title)],
        [_("Unit"), str(indicator.unit)],
        [_("Date"), str(indicator.date_basis)],
        [_("Definition"), str(indicator.definition)],
        [_("Not counted"), str(indicator.not_counted)],
        [_("Source of the rule"), str(indicator.source)],
        *([[_("All") if len(figure.columns) > figure.counted else _("Note"), figure.note]] if figure.note else []),
    ]


def table_rows(figure: FigureShown) -> list[list[Any]]:
    """The table itself: its head, then its lines, a number where there is one and else what is written there."""
    rows: list[list[Any]] = [
        [str(figure.indicator.row_heading), *figure.columns, *([_("Share")] if figure.has_shares else [])],
    ]
    for line in figure.lines:
        cells = [text if value is None else value for value, text in zip(line.values, line.texts, strict=True)]
        rows.append([line.label, *cells, *([line.share] if figure.has_shares else [])])
    return rows


def write_csv(stream: BinaryIO, run: ReportRun, of: str, figures: list[FigureShown]) -> None:
    rows: list[Sequence[object]] = [*head_rows(run, of)]
    for figure in figures:
        rows += [[], *definition_rows(figure), *table_rows(figure)]
    stream.write(csv_bytes(rows))


def write_xlsx(stream: BinaryIO, run: ReportRun, of: str, figures: list[FigureShown]) -> None:
    """One sheet a figure."""
    with Book(stream, title=_("Figures: internal, not for release"), subject=of) as book:
        about = book.sheet(_("About"), (30, 90))
        for row in head_rows(run, of):
            about.row(row, Look.ENTRY)
        for place, figure in enumerate(figures, start=1):
            _write_sheet(book, _sheet_name(place, figure), figure)


def _sheet_name(place: int, figure: FigureShown) -> str:
    """None of []:*?/\\, and unique by its number."""
    return f"{place} {figure.indicator.code.split('.')[-1]}"


def _write_sheet(book: Book, name: str, figure: FigureShown) -> None:
    internal = _("Internal, not for release")
    sheet = book.sheet(name, (44, *[12] * len(figure.columns)), above=internal)
    above = [[internal], *definition_rows(figure)]
    for number, row in enumerate([*above, *table_rows(figure)]):
        sheet.row(row, Look.HEAD if len(row) == 1 or number == len(above) else Look.PLAIN)
