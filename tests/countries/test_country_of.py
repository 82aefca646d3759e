"""Names of countries as sheets write them."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from carisecure.countries.names import country_codes, country_name, country_of
from carisecure.countries.other_names import OTHER_NAMES
from tests.reports.workbooks import DATA

HTCDS = DATA / "htcds" / "htcds_xlsform.xlsx"


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_country_is_found_by_its_name(language: str) -> None:
    for code in country_codes():
        name = country_name(code, language)
        assert country_of(name) == country_of(name.upper()) == code, name


def test_every_other_name_means_one_country() -> None:
    assert [(code, name) for code, names in OTHER_NAMES.items() for name in names if country_of(name) != code] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TT", "TT"), ("tto", "TT"), ("Trinidad & Tobago", "TT"), ("TRINIDAD Y TOBAGO", "TT"),
        ("St. Vincent and the Grenadines", "VC"), ("San Vicente y las Granadinas", "VC"), ("St Lucia", "LC"),
        ("República Dominicana", "DO"), ("republica dominicana", "DO"), ("Rep. Dom.", "DO"), ("Dominica", "DM"),
        ("Haití", "HT"), ("EE. UU.", "US"), ("U.S.A.", "US"), ("Perú", "PE"),
        ("Venezuela (Bolivarian Republic of)", "VE"),
        ("Cote d\u2019Ivoire", "CI"), (" Guyana ", "GY"),
    ],
)  # fmt: skip
def test_as_sheets_write_it(text: str, code: str) -> None:
    assert country_of(text) == code


@pytest.mark.parametrize(
    "text", ["", "Venezuelan", "venezolana", "Korea", "Virgin Islands", "T", "XQ", "not known", "DR", "0"]
)
def test_what_is_no_country_or_several_is_none(text: str) -> None:
    assert country_of(text) is None


@pytest.mark.skipif(not HTCDS.exists(), reason="the published form is not kept in the project")
def test_every_choice_of_htcds_is_read() -> None:
    rows = load_workbook(HTCDS, read_only=True)["choices"].iter_rows(values_only=True)
    choices = [(str(row[1]), str(row[2])) for row in rows if row[0] == "citizenship"]
    assert len(choices) == 249
    assert [(code, label) for code, label in choices if country_of(label) != code or country_of(code) != code] == []
