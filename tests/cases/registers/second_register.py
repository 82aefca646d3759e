"""A second invented register: another unit's book, in Spanish, kept by another hand, with mess of its own.

Heads in Spanish on the fifth row, a band for each year between the rows, surname and given name apart, a parish,
"Confirmada" and "Confirmed", months as words, *ídem* and ditto marks, merged case numbers, written with and without
blanks, a hidden column and a hidden row, a sheet of sums that is no register, an empty one. No name is anybody's.

`python -m tests.cases.registers.second_register FILE` writes it; `TOTALS` is what must come out.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

YEARS = {2016: 4, 2017: 6, 2018: 5, 2019: 5}
MONTHS = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
FAMILIES = ["DE LA CRUZ", "Zambrano Rey", "D'ABREU", "Ñáñez", "St. Rose", "Balbuena", "Ramdeen", "Oquendo"]
GIVEN = ["Yulimar", "Dayana", "Marisol", "Keila", "Anyelis", "Roshni", "Wilfredo", "Camila", "Nohemí", "Jairo"]
PARISHES = ["San Andrés", "San Juan", "San David", "Carriacou"]
FORMS = ["Explotación sexual", "Explotación sexual", "Trabajo forzoso", "Servidumbre doméstica"]
NATIONS = ["venezolana", "VZLA", "Colombiana", "dominicana", "guyanesa", "Venezuela"]
STATES = ["Confirmada", "Confirmed", "Presunta", "confirmada"]
OUTCOMES = ["En trámite", "Absuelto", "Condenado", "Sobreseído", "En trámite", "Condenada"]
CHARGES = ["Trata de personas", "Trata (menor)", "Proxenetismo"]
REPORT_HEADS = [
    "Nº de expediente", "Fecha de\nla denuncia", "Vía", "Parroquia", "Funcionario", "Hechos", "Remitido a la Fiscalía",
]  # fmt: skip
VICTIM_HEADS = [
    "Expediente", "Nº", "Apellidos", "Nombres", "Sexo", "Edad", "Nacionalidad", "Modalidad", "Parroquia", "Teléfonos",
    "Condición", "Nota interna", "Fecha de la decisión",
]  # fmt: skip
ACCUSED_HEADS = ["Expediente", "Imputado", "Sexo", "Delito", "Imputado el", "Juzgado", "Resultado"]


@dataclass
class Totals:
    """What a person who reads the book counts: `victims` by year of the report, `children` were under 18."""

    reports: dict[int, int] = field(default_factory=dict)
    victims: dict[int, int] = field(default_factory=dict)
    by_form: dict[str, int] = field(default_factory=dict)
    confirmed: int = 0
    presumed: int = 0
    children: int = 0
    age_unknown: int = 0
    accused: int = 0
    convicted: int = 0
    files: int = 0


def add(found: dict[Any, int], key: Any) -> None:
    found[key] = found.get(key, 0) + 1


def number(year: int, place: int, way: int = 0) -> str:
    """The same number as three hands write it."""
    return (f"UT-{place:02}/{year}", f"ut {place:02}/{year}", f"UT{place:02} / {year}")[way % 3]


def day_as_written(on: date, way: int) -> Any:
    """Six ways; the last two are known to the month and to the year."""
    return (
        on, f"{on:%d.%m.%y}", f"{on.day} de {MONTHS[on.month - 1]} de {on.year}", f"{on.day}/{on.month}/{on.year}",
        f"{MONTHS[on.month - 1]} {on.year}", str(on.year),
    )[way % 6]  # fmt: skip


def age_as_written(index: int, totals: Totals) -> Any:
    if index % 9 == 8:
        totals.age_unknown += 1
        return "no consta"
    years = 15 + index % 3 if index % 4 == 0 else 19 + index % 20
    totals.children += years < 18
    return (years, f"{years} años", str(years))[index % 3]


def build(path: Path) -> Totals:
    totals, book = Totals(), Workbook()
    reports = book.active
    assert isinstance(reports, Worksheet)
    reports.title = "Denuncias"
    _heads(reports, REPORT_HEADS, "UNIDAD CONTRA LA TRATA - LIBRO DE DENUNCIAS (INVENTADO)")
    victims = book.create_sheet("Víctimas")
    _heads(victims, VICTIM_HEADS, "PERSONAS ATENDIDAS")
    accused = book.create_sheet("Imputados")
    _heads(accused, ACCUSED_HEADS, "PERSONAS IMPUTADAS")
    for year, count in YEARS.items():
        reports.append([f"AÑO {year}"])
        for place in range(1, count + 1):
            _report(reports, totals, year, place)
            _victims(victims, totals, year, place)
            if place % 2:
                _accused(accused, totals, year, place)
    _feet(book, totals)
    book.save(path)
    return totals


def _heads(sheet: Worksheet, heads: list[str], title: str) -> None:
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(heads))
    sheet["A1"].font = Font(bold=True)
    sheet.append([])
    sheet.append(["Actualizado por la secretaría"])
    sheet.append([])
    sheet.append(heads)


def _report(sheet: Worksheet, totals: Totals, year: int, place: int) -> None:
    index, on = len(totals.reports) + year + place, date(year, (place * 2) % 12 + 1, 9 + place)
    sent = date(year + 1, 3, 10 + place) if place in (1, 3) else None
    totals.files += sent is not None
    add(totals.reports, year)
    via = ("Llamada", "Policía", "ONG", "ídem", "Inmigración", "Carta")[(place - 1) % 6]
    sheet.append([
        number(year, place), day_as_written(on, place - 1), via, PARISHES[index % 4], "Insp. R", "Local nocturno",
        day_as_written(sent, place) if sent else None,
    ])  # fmt: skip


def _victims(sheet: Worksheet, totals: Totals, year: int, place: int) -> None:
    first = sheet.max_row + 1
    for one in range(1 + place % 2):
        index = sum(totals.victims.values())
        form, state = FORMS[index % 4], STATES[(index // 2) % 4]
        add(totals.victims, year)
        add(totals.by_form, form)
        totals.confirmed += state.lower().startswith("confirm")
        totals.presumed += state == "Presunta"
        given = GIVEN[index % 10] + (' alias "La Nena"' if index == 5 else "")
        sheet.append([
            number(year, place, index) if one == 0 else None, index + 1,
            "NN" if index == 12 else FAMILIES[index % 8], None if index == 12 else given,
            "M" if index % 10 in (6, 9) else "F", age_as_written(index, totals), NATIONS[index % 6],
            "ídem" if one and form == FORMS[(index - 1) % 4] else form, '"' if one else PARISHES[place % 4],
            (None, f"868 555 01{index:02}", f"868-555-01{index:02} (madre)")[index % 3], state,
            "no escribir a su casa" if index == 3 else None, day_as_written(date(year, 12, 1 + place), 0),
        ])  # fmt: skip
    if sheet.max_row > first:
        sheet.merge_cells(start_row=first, start_column=1, end_row=sheet.max_row, end_column=1)


def _accused(sheet: Worksheet, totals: Totals, year: int, place: int) -> None:
    index = totals.accused
    outcome = OUTCOMES[index % 6]
    totals.accused += 1
    totals.convicted += outcome.startswith("Condenad")
    sheet.append([
        number(year, place, 1), f"{GIVEN[(index * 3) % 10]} {FAMILIES[(index + 3) % 8].title()}",
        ("M", "F")[index % 4 == 3], CHARGES[index % 3], day_as_written(date(year + 1, 5, 2 + place), (0, 2)[index % 2]),
        "Juzgado 2º", outcome,
    ])  # fmt: skip


def _feet(book: Workbook, totals: Totals) -> None:
    book["Víctimas"].append([])
    book["Víctimas"].append(["TOTAL", sum(totals.victims.values())])
    book["Víctimas"].column_dimensions["L"].hidden = True
    book["Víctimas"].row_dimensions[8].hidden = True
    book["Imputados"].append(["TOTAL", totals.accused])
    sums = book.create_sheet("Resumen")
    for year, count in totals.victims.items():
        sums.append([year, count])
    book.create_sheet("Hoja5")


TOTALS = Totals(
    reports=YEARS,
    victims={2016: 6, 2017: 9, 2018: 8, 2019: 8},
    by_form={"Explotación sexual": 16, "Trabajo forzoso": 8, "Servidumbre doméstica": 7},
    confirmed=23, presumed=8, children=7, age_unknown=3, accused=11, convicted=3, files=8,
)  # fmt: skip


if __name__ == "__main__":
    print(build(Path(sys.argv[1])))  # noqa: T201
