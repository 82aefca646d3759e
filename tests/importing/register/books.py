"""Invented registers as two units keep them, written when a test runs: nobody in them is anybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[Any]]


def english(path: Path, *, more: Rows = (), reports: Rows | None = None, total: int = 5) -> Path:
    """Three sheets with titles, merged and ditto cells, a hidden column, a total at the foot. `more`: further victims
    before the total.
    """
    book = Workbook()
    _sheet(
        book,
        "TIP REGISTER",
        ["Case No.", "Reported", "Region", "Brief", "File to DPP", "Closed", "Remarks"],
        REPORTS if reports is None else reports,
        title="COUNTER TRAFFICKING UNIT - REGISTER (INVENTED)",
    )
    rows = [*VICTIMS, *more]
    victims = _sheet(
        book,
        "VICTIMS",
        [
            "S/N",
            "Case No.",
            "Date\nreported",
            "Name of victim",
            "Sex",
            "Age / D.O.B.",
            "Nationality",
            "Type of exploitation",
            "Where found",
            "Contact No.",
        ],
        rows,
        title="VICTIMS",
    )
    victims.append([None, "TOTAL", None, total + len(more)])
    victims.merge_cells("B5:B6")
    victims.column_dimensions["J"].hidden = True
    accused = _sheet(
        book,
        "ACCUSED",
        ["No.", "Case No.", "Name", "Sex", "Charge(s)", "Date charged", "Status / outcome"],
        ACCUSED,
        title="PERSONS CHARGED",
    )
    accused.append([None, None, "TOTAL 3"])
    del book["Sheet"]
    book.save(path)
    return path  # fmt: skip


REPORTS: Rows = [
    ["TIP 01/2013", "Sep 2013", "POS", "Bar raid", dt.date(2015, 2, 8), None, "see file"],
    ["TIP 02/2013", dt.date(2013, 9, 3), "S/F'do", "Bar raid", "N/A", "07/08/13", "NOT TIP"],
    ["TIP 01/2014", "19/06/2014", "Tobago", "Not paid", "2016", None, None],
]
VICTIMS: Rows = [
    [
        1,
        "TIP 01/2013",
        "Sep 2013",
        "MARCANO, Roxana",
        "F",
        dt.date(1989, 4, 21),
        "VEN",
        "Sexual",
        "POS",
        8683048503,
    ],
    [2, "TIP 01/2013", '"', "CHIN LEE, Curtis", "M", "abt 34", "Guyana", "Labour", "Couva", "305-8194 / 868 555 0146"],
    [3, None, '"', 'Yetzali Zambrano aka "Pappy"', "F", 15, "VEN", "Sexual", "POS", None],
    [4, "TIP 02/2013", "2013", "Unknown female #3", "F", "minor", "Colombia", "Sexual", "Arima", "542 3705 after 6 pm"],
    [5, "TIP 01/2014", "2014", "Ana Gil", "F", "39 yrs", "VEN", "Sexual", "Arima", None],
]
ACCUSED: Rows = [
    [1, "TIP 01/2013", "SALAZAR, Hollis", "M", "TIP s.16", "Jul 2014", "Committed"],
    [2, "TIP 01/2013", "SALAZAR, Hollis", "M", "TIP s.16", "10.10.2017", "PI pending"],
    [3, "TIP 01/2014", "Wei Gil", "M", "Trafficking x 3", "2018", "Committed 2022"],
]


def spanish(path: Path) -> Path:
    """Another unit's: surname and given name apart, years as headings, a parish, blanks that mean "as above", a head
    once more, and Spanish words.
    """
    book = Workbook()
    _sheet(book, "Denuncias", ["Expediente", "Fecha", "Parroquia", "Hechos", "Fiscalía"], [
        [2019], ["A-7", "5 de marzo de 2019", "Tobago", "Bar", None], ["A-8", "3/2019", "Tobago", "Bar", "2020"],
        [2020], ["Expediente", "Fecha", "Parroquia", "Hechos", "Fiscalía"],
        ["B-1", "14-feb-20", "Port of Spain", "Casa", "s/d"],
    ])  # fmt: skip
    head = ["Expediente", "Apellido", "Nombre", "Sexo", "Edad", "Nacionalidad", "Finalidad", "Teléfono"]
    _sheet(book, "Víctimas", head, [
        ["a 7", "GIL", "Ana", "Mujer", "12 años", "Venezuela", "Sexual", "620-1234"],
        [None, "GIL", "Luz", "Mujer", "aprox. 30", "Venezuela", "Sexual / Laboral", None],
        ["B 1", "Peña", "Juan", "Hombre", "1998", "Haití", "Laboral", None],
        ["Total general: 3"],
    ])  # fmt: skip
    del book["Sheet"]
    book.save(path)
    return path


def large(path: Path, victims: int) -> Path:
    """As `english`, with so many victims, five a case."""
    book = Workbook(write_only=True)
    reports = book.create_sheet("TIP REGISTER")
    reports.append(["Case No.", "Reported", "Region", "Brief"])
    for number in range(victims // 5):
        reports.append([f"TIP {number:05}/2014", "19/06/2014", "Tobago", f"Bar raid {number}"])
    sheet = book.create_sheet("VICTIMS")
    sheet.append(
        ["S/N", "Case No.", "Name of victim", "Sex", "Age", "Nationality", "Type of exploitation", "Contact No."]
    )
    for number in range(victims):
        sheet.append([
            number + 1, f"TIP {number // 5:05}/2014", f"GIL {number}, Ana", "F", f"{number % 60 + 10} yrs", "Colombia",
            "Sexual", f"868 {100 + number % 900} {number % 10_000:04}",
        ])  # fmt: skip
    book.save(path)
    return path


def _sheet(book: Workbook, name: str, head: Sequence[str], rows: Rows, *, title: str = "") -> Worksheet:
    made: Worksheet = book.create_sheet(name)
    if title:
        made.append([title])
        made.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(head))
        made.append([])
    made.append(list(head))
    for row in rows:
        made.append(list(row))
    return made
