"""One row to one record: unknown is never no, and every fault is named."""

from __future__ import annotations

import pytest

from carisecure.importing.layout import fitting, suggested_columns
from carisecure.importing.rows import RowReader
from reports.importing.fields import FIELDS
from reports.importing.reference import ColumnMap, Layout, ready_layouts
from tests.reports.sheets import CTDC_HEAD, SMALL

HEAD = CTDC_HEAD.split(",")
CTDC = "ctdc_2012_2016"


def read(row: str) -> tuple[dict[str, object], list[tuple[str, str, str]]]:
    record, faults = RowReader(ready_layouts()[CTDC], HEAD).read(2, row.split(","))
    return record, [(f.column, f.value, f.code) for f in faults]


def test_a_zero_is_not_recorded_and_never_no() -> None:
    record, faults = read("2012,Hotline,Female,0,0,Threats,Not Specified,Sexual Exploitation,Unknown,Age 9-17")
    assert not faults
    assert record["citizenship"] == ""
    assert record["recruiter"] == ""
    assert record["labour_type"] == ""
    assert record.get("is_forced_labour") is None
    assert record["is_sexual_exploitation"] is True
    assert record["means"] == ["threats"]
    assert record["age_band"] == "9-17"


def test_case_blanks_and_dashes_do_not_matter() -> None:
    record, faults = read("2012,HOTLINE, female ,us,-99,threats,other,forced labor,domestic  work,age 9--17")
    assert not faults
    assert (record["gender"], record["citizenship"], record["age_band"]) == ("woman", "US", "9-17")
    assert record["is_forced_labour"] is True


def test_signs_that_nobody_sees_do_not_matter() -> None:
    record, faults = read(
        "2012,HOTLINE,\u200efemale\u200e,us,-99,threats,other,forced\u200b labor,domestic work,age 9--17"
    )
    assert not faults
    assert (record["gender"], record["is_forced_labour"]) == ("woman", True)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("2012,Hotline,Femal,US,0,Threats,Other,Other,Other,Age 9-17", ("gender", "Femal", "unknown_code")),
        ("2012,Hotline,Female,XQ,0,Threats,Other,Other,Other,Age 9-17", ("citizenship", "XQ", "not_a_country")),
        ("12,Hotline,Female,US,0,Threats,Other,Other,Other,Age 9-17", ("yearOfRegistration", "12", "not_a_year")),
        ("2999,Hotline,Female,US,0,Threats,Other,Other,Other,", ("yearOfRegistration", "2999", "not_a_year")),
        (",Hotline,Female,US,0,Threats,Other,Other,Other,Age 9-17", ("yearOfRegistration", "", "no_year")),
        ("2012,Hotline,Female,US,2,Threats,Other,Other,Other,Age 9-17", ("isForcedLabour", "2", "not_a_flag")),
        ("2012,Hotline", ("", "2", "cell_count")),
    ],
)
def test_a_fault_has_column_value_and_reason(row: str, fault: tuple[str, str, str]) -> None:
    assert read(row)[1] == [fault]


def test_every_code_of_the_codebook_is_a_country_or_a_fault() -> None:
    record, faults = read("2012,Hotline,Female,TTO,0,Threats,Other,Other,Other,Age 9-17")
    assert (record["citizenship"], faults) == ("TT", [])


def test_a_number_of_the_person_stands_once() -> None:
    layout = Layout("x", (ColumnMap("No.", "source_id"), ColumnMap("Year", "year")))
    reader = RowReader(layout, ["No.", "Year"], taken=frozenset({"C"}))
    codes = [
        [f.code for f in reader.read(n, row)[1]]
        for n, row in enumerate((["A", "2020"], ["A", "2020"], ["", "2020"], ["C", "2020"]), 2)
    ]
    assert codes == [[], ["id_twice"], ["no_id"], ["id_in_collection"]]


def test_a_number_that_stands_twice_is_told_together_with_what_else_is_wrong() -> None:
    layout = Layout("x", (ColumnMap("No.", "source_id"), ColumnMap("Year", "year")))
    reader = RowReader(layout, ["No.", "Year"])
    rows = (["A", "20"], ["A", "2020"], ["A", ""], ["B" * 81, "2020"])
    codes = [[f.code for f in reader.read(n, row)[1]] for n, row in enumerate(rows, 2)]
    assert codes == [["not_a_year"], ["id_twice"], ["no_year", "id_twice"], ["too_long"]]


def test_several_means_in_one_cell_and_as_flags() -> None:
    columns = (ColumnMap("y", "year"), ColumnMap("m", "means"), ColumnMap("t", "means.drugs_alcohol"))
    record, faults = RowReader(Layout("x", columns), ["y", "m", "t"]).read(2, ["2020", "threats; abuse;threats", "1"])
    assert not faults
    assert record["means"] == ["abuse", "drugs_alcohol", "threats"]


def test_the_ready_mappings_fit_their_sheets_and_survive_a_round_trip() -> None:
    layouts = ready_layouts()
    assert set(layouts) == {CTDC, "htcds_2_0", "small_sheet"}
    small_head = SMALL.read_text().splitlines()[0].split(",")
    assert fitting(HEAD, layouts) == CTDC
    assert fitting(small_head, layouts) == "small_sheet"
    assert fitting(["Year", "Something"], layouts) == ""
    for layout in layouts.values():
        assert Layout.from_json(layout.as_json()) == layout


def test_columns_are_suggested_by_their_names() -> None:
    assert suggested_columns(FIELDS, ["Year of registration", "SEX", "meansThreats", "note", "Gender"]) == {
        "Year of registration": "year", "SEX": "gender", "meansThreats": "means.threats",
    }  # fmt: skip


def test_a_layout_with_two_columns_for_one_field_or_no_year_is_refused() -> None:
    with pytest.raises(ValueError, match="gender"):
        Layout("x", (ColumnMap("a", "gender"), ColumnMap("b", "gender"), ColumnMap("y", "year")))
    with pytest.raises(ValueError, match="year"):
        Layout("x", (ColumnMap("a", "gender"),))
    with pytest.raises(ValueError, match="unknown codes"):
        ColumnMap("a", "gender", {"F": "femle"})
