"""The second invented register is what it says of itself."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.cases.registers.second_register import TOTALS, VICTIM_HEADS, build


def test_its_totals_are_those_that_must_come_out(tmp_path: Path) -> None:
    assert build(tmp_path / "second.xlsx") == TOTALS
    assert sum(TOTALS.by_form.values()) == sum(TOTALS.victims.values()) == TOTALS.confirmed + TOTALS.presumed


def test_it_is_another_mess_than_the_first(tmp_path: Path) -> None:
    build(tmp_path / "second.xlsx")
    book = load_workbook(tmp_path / "second.xlsx")
    victims = book["Víctimas"]
    assert [cell.value for cell in victims[5]] == VICTIM_HEADS
    assert victims.column_dimensions["L"].hidden
    assert victims.row_dimensions[8].hidden
    assert len(victims.merged_cells.ranges) > 5
