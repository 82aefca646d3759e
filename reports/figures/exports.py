"""CSV and XLSX that leave the screen: internal, without formulas, small cells hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from carisecure.interface.words import moment
from carisecure.sheets import csv_bytes, safe_text
from reports.figures.models import ReportRun
from reports.figures.shown import FigureShown

__all__ = ["csv_bytes", "safe_text"]

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
    """One sheet a figure. Texts are written as texts whatever they begin with; only numbers become numbers."""
    from xlsxwriter import Workbook

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(stream, options)
    book.set_properties({"title": _("Figures: internal, not for release"), "subject": of})
    strong = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("About"))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    for number, (name, text) in enumerate(head_rows(run, of)):
        sheet.write_string(number, 0, name, strong)
        sheet.write_string(number, 1, text, wrapped)
    for place, figure in enumerate(figures, start=1):
        _write_sheet(book.add_worksheet(_sheet_name(place, figure)), figure, strong)
    book.close()


def _sheet_name(place: int, figure: FigureShown) -> str:
    """At most 31 signs, none of []:*?/\\, and unique by its number."""
    return f"{place} {figure.indicator.code.split('.')[-1]}"[:31]


def _write_sheet(sheet: Any, figure: FigureShown, strong: Any) -> None:
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, len(figure.columns), 12)
    sheet.set_header(_("&CInternal, not for release"))
    above = [[_("Internal, not for release")], *definition_rows(figure)]
    for number, row in enumerate([*above, *table_rows(figure)]):
        style = strong if len(row) == 1 or number == len(above) else None
        for column, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(number, column, cell, style)
            else:
                sheet.write_string(number, column, str(cell), style)
