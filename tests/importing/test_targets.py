"""The machinery knows no list of fields: a target of another trade brings its own, and reads its own mappings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from carisecure.datafiles import DataFileError
from carisecure.importing import layout, targets
from carisecure.importing.cells import Line
from carisecure.importing.fields import Field, Fields, Kind
from carisecure.importing.rows import RowReader
from carisecure.importing.survey import Names, find_head
from reports.importing.models import ImportBatch
from reports.importing.reference import PUBLISHED, Published

BOATS = Fields(
    Field("mark", "Mark", Kind.ID, also=("matricula",), taken="mark_taken"),
    Field("built", "Built", Kind.YEAR, is_required=True, also=("anodeconstruccion",)),
    Field("hull", "Hull", Kind.CODE, {"wood": "Wood", "steel": "Steel"}, ("casco",),
          flags={"wood": "is_wooden", "steel": "is_steel"}),
    Field("gear", "Gear", Kind.CODES, {"net": "Net", "line": "Line"}, ("artes",)),
    Field("gear.trap", "Trap", Kind.FLAG, flag_of=("gear", "trap")),
    prefixes=("bt_",),
)  # fmt: skip


@dataclass(frozen=True)
class BoatColumn(layout.ColumnMap):
    fields: ClassVar = BOATS


@dataclass(frozen=True)
class BoatLayout(layout.Layout):
    maps: ClassVar = BoatColumn

    columns: tuple[BoatColumn, ...]


HEAD = ["Matrícula", "Year", "Casco", "Artes", "Trap"]
WHOLE = BoatLayout("Boats", (
    BoatColumn("Matrícula", "mark"), BoatColumn("Year", "built"), BoatColumn("Casco", "hull", {"madera": "wood"}),
    BoatColumn("Artes", "gear"), BoatColumn("Trap", "gear.trap"),
))  # fmt: skip


def read(*cells: str, taken: frozenset[str] = frozenset()) -> tuple[dict[str, Any], list[str]]:
    record, faults = RowReader(WHOLE, HEAD, taken).read(2, list(cells))
    return record, [fault.code for fault in faults]


def test_a_row_is_read_into_the_fields_of_its_target() -> None:
    assert read("A 1", "1998", "madera", "net; line", "1") == (
        {"row_number": 2, "mark": "A 1", "built": 1998, "hull": "wood", "is_wooden": True,
         "gear": ["line", "net", "trap"]},
        [],
    )  # fmt: skip


def test_the_fault_of_a_number_that_is_in_already_is_the_targets() -> None:
    assert read("A 1", "1998", "", "", "", taken=frozenset({"A 1"}))[1] == ["mark_taken"]


def test_several_codes_are_several_flags_where_the_field_has_flags() -> None:
    both = BoatLayout("x", (BoatColumn("Year", "built"), BoatColumn("Casco", "hull", separator="/")))
    record, faults = RowReader(both, ["Year", "Casco"]).read(2, ["1998", "wood/steel"])
    assert (record["hull"], record["is_wooden"], record["is_steel"], faults) == ("", True, True, [])


@pytest.mark.parametrize(
    ("column", "code"), [("bt_Casco", "hull"), ("CASCO", "hull"), ("Año de construcción", ""), ("Exploitation", "")]
)
def test_names_are_known_by_the_target_alone(column: str, code: str) -> None:
    assert BOATS.suggest(column) == code


def test_the_head_is_the_row_that_says_most_to_the_target() -> None:
    lines = [Line(1, ["Year", "Gender", "Nationality"]), Line(2, ["Casco", "Artes", "x"])]
    assert find_head(lines, Names(BOATS, {})) == 2
    assert find_head(lines, Names(PUBLISHED.fields, {})) == 1


def test_a_mapping_keeps_to_the_fields_of_its_target(tmp_path: Path) -> None:
    assert BoatLayout.from_json(WHOLE.as_json()) == WHOLE
    with pytest.raises(ValueError, match="no field gender"):
        BoatColumn("Sex", "gender")
    with pytest.raises(ValueError, match="no column for: built"):
        BoatLayout("x", (BoatColumn("Casco", "hull"),))
    (tmp_path / "boats.yaml").write_text(
        "name: Boats\ncolumns:\n  - column: Year\n    field: built\n  - column: Sex\n    field: gender\n"
    )
    with pytest.raises(DataFileError) as fault:
        BoatLayout.ready(tmp_path)
    assert fault.value.line == 5


def test_each_kind_of_batch_has_one_target() -> None:
    assert targets.of(ImportBatch()) is PUBLISHED
    with pytest.raises(ValueError, match="two targets of ImportBatch"):
        targets.register(Published())
