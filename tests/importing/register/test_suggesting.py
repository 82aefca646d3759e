"""What is proposed: the mapping that fits, what a value may mean, and nothing where two things are possible."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from carisecure.importing.register.guessing import guess
from carisecure.importing.register.looking import look
from carisecure.importing.register.mapping import ColumnRule, RegisterMapping, SheetRule, field_of
from carisecure.importing.register.suggesting import Names, fitting, suggest, with_values
from tests.importing.register import books
from tests.importing.register.test_plan import suggested

pytestmark = pytest.mark.usefixtures("unit")


@pytest.mark.parametrize(
    ("value", "country"),
    [("Venezuelan", "VE"), ("Guyanese", "GY"), ("Colombian", "CO"), ("Dominican Rep.", "DO"), ("Trinidadian", "TT"),
     ("Dominican", ""), ("venezolana", "VE"), ("XX", ""), ("", ""), ("Nation of", "")],
)  # fmt: skip
def test_a_country_is_proposed_where_one_fits_and_no_other(value: str, country: str) -> None:
    assert guess(value, field_of("unit.victim.citizenship")) == country


@pytest.mark.parametrize(
    ("value", "code"),
    [("POS", "r1"), ("P.O.S.", "r1"), ("Fernando", "r2"), ("S/F'do", ""), ("T", "r3"), ("Port", "r1")],
)
def test_a_code_is_proposed_by_its_beginning_its_initials_or_a_part(value: str, code: str) -> None:
    assert guess(value, field_of("unit.case.region")) == code


def test_values_of_earlier_mappings_are_proposed_unless_they_mean_two_things() -> None:
    column = ColumnRule("Area", "unit.case.region", values={"POS": "r1", "S/F'do": "r2"}, unknown=("none seen",))
    earlier = RegisterMapping((SheetRule("A", "unit.case", columns=(column,)),))
    other = RegisterMapping((SheetRule("B", "unit.case", columns=(replace(column, values={"S/F'do": "r3"}),)),))
    bare = ColumnRule("Region", "unit.case.region")
    found = with_values(bare, ["pos", "S/F'do", "None seen", "N/A"], [earlier])
    assert (found.values, found.unknown) == ({"pos": "r1", "S/F'do": "r2"}, ("None seen", "N/A"))
    assert with_values(bare, ["S/F'do"], [earlier, other]).values == {}


def test_a_mapping_fits_where_every_column_it_reads_is_there(tmp_path: Path) -> None:
    path = books.english(tmp_path / "book.xlsx")
    looked = [one.looked for one in look(path, "xlsx", Names(), lambda number: None)]
    _book, mapping = suggested(path)
    assert fitting(looked, [RegisterMapping(), mapping]) == mapping
    victims = replace(mapping.sheets[1], name="Sheet of another unit")
    single = RegisterMapping((victims,))
    found = fitting(looked, [single])
    assert found is not None
    assert [one.name for one in found.sheets] == ["VICTIMS"]
    more = replace(victims, columns=(*victims.columns, ColumnRule("Nowhere", "unit.done.place")))
    assert fitting(looked, [RegisterMapping((more,))]) is None


def test_a_sheet_that_says_nothing_known_is_left_out(tmp_path: Path) -> None:
    path = books.english(tmp_path / "book.xlsx", reports=[["x"]])
    looked = [one.looked for one in look(path, "xlsx", Names(), lambda number: None)]
    looked[0].surveyed.head = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta"]
    looked[0].surveyed.name = "Sums"
    assert suggest([replace(looked[0], titles=())], []).sheets[0].rows_are == ""
