"""What two letters are taken for is shown; the layouts of CTDC are suggested as far as their names tell."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from carisecure.countries.names import country_codes
from carisecure.importing.doubtful import OTHERS
from carisecure.importing.layout import suggested_maps
from carisecure.importing.operations import imports
from carisecure.importing.rows import RowReader
from reports.importing.fields import FIELDS
from reports.importing.reference import ColumnMap, Layout, ready_layouts
from reports.record.models import ReferenceRecord
from tests.people import People, enter
from tests.reports.conftest import RunJob
from tests.reports.importing.test_import_story import post
from tests.reports.made import make_batch
from tests.reports.sheets import CTDC_HEAD, ctdc

# The sample of 17 columns, with flags for what the codebook v2 puts together.
SEVENTEEN = (
    "yearOfRegistration", "Datasource", "gender", "ageBroad", "majorityStatus", "citizenship", "CountryOfExploitation",
    "meansOfControlPsychologicalAbuse", "meansOfControlPhysicalAbuse", "meansOfControlThreats", "isForcedLabour",
    "isSexualExploit", "isOtherExploit", "isForcedMarriage", "typeOfExploitConcatenated", "typeOfLabourConcatenated",
    "recruiterRelationship",
)  # fmt: skip


def sheet_with(*countries: str) -> bytes:
    return "\n".join(["Year,Nationality", *(f"2020,{country}" for country in countries)]).encode() + b"\n"


def test_the_mapping_shows_what_each_country_was_taken_for(analyst: Client, people: People) -> None:
    batch = make_batch(people.analyst, sheet_with("SV", "SL", "CH", "Haití", "VEN", "Bajan"))
    page = analyst.get(reverse("reports:import", args=[batch.pk])).text
    for value, name in (("SV", "El Salvador"), ("SL", "Sierra Leone"), ("CH", "Switzerland"), ("Haití", "Haiti"),
                        ("VEN", "Venezuela")):  # fmt: skip
        assert f"<code>{value}</code> → {name}" in page
    assert "<code>Bajan</code>" not in page
    values = analyst.get(reverse("reports:import_values", args=[batch.pk])).text
    assert "Read as El Salvador (ISO 3166). Some sheets mean St. Vincent &amp; Grenadines." in values
    assert "Nationality: Bajan" in values
    assert "Nationality: Haití" not in values


def test_what_two_letters_mean_here_can_be_said(analyst: Client, people: People, work: RunJob) -> None:
    batch = make_batch(people.analyst, sheet_with("SV", "SL", "TT"))
    post(analyst, "import_values", batch, value_1_1="VC", value_1_2="SL")
    enter(people.analyst)
    batch.refresh_from_db()
    assert batch.mapping["columns"][1]["values"] == {"SV": "VC", "SL": "SL"}
    work(imports.ask_check(batch=batch, by=people.analyst))
    batch.refresh_from_db()
    work(imports.ask_commit(batch=batch, by=people.analyst))
    assert sorted(ReferenceRecord.objects.values_list("citizenship", flat=True)) == ["SL", "TT", "VC"]
    assert "<code>SV</code> → St. Vincent" in analyst.get(reverse("reports:import", args=[batch.pk])).text


def test_the_list_of_doubtful_letters_holds_countries() -> None:
    assert {*OTHERS} | {code for codes in OTHERS.values() for code in codes} <= country_codes()


@pytest.mark.parametrize("form", ["Forced Marriage", "forced marriage", "Organ Removal", "Forced Begging"])
def test_forms_that_the_codebook_calls_other_have_their_place(form: str) -> None:
    row = f"2012,Hotline,Female,US,0,Threats,Other,{form},Other,Age 9-17"
    record, faults = RowReader(ready_layouts()["ctdc_2012_2016"], CTDC_HEAD.split(",")).read(2, row.split(","))
    assert (record["exploitation"], record["is_other_exploitation"], faults) == ("other", True, [])


def test_the_sample_of_seventeen_columns_is_suggested_as_far_as_its_names_tell() -> None:
    assert len(SEVENTEEN) == 17
    found = {one.column: one.field for one in suggested_maps(ColumnMap, list(SEVENTEEN), ready_layouts(), {})}
    assert found == {
        "yearOfRegistration": "year", "Datasource": "data_source", "gender": "gender", "ageBroad": "age_band",
        "citizenship": "citizenship", "meansOfControlPsychologicalAbuse": "means.abuse",
        "meansOfControlPhysicalAbuse": "means.abuse", "meansOfControlThreats": "means.threats",
        "isForcedLabour": "is_forced_labour", "isSexualExploit": "is_sexual_exploitation",
        "isOtherExploit": "is_other_exploitation", "isForcedMarriage": "is_other_exploitation",
        "typeOfExploitConcatenated": "exploitation", "typeOfLabourConcatenated": "labour_type",
        "recruiterRelationship": "recruiter",
    }  # fmt: skip


@pytest.mark.parametrize("column", ["majorityStatus", "CountryOfExploitation", "meansOfControlNotSpecified", ""])
def test_a_column_that_we_have_no_place_for_is_not_suggested(column: str) -> None:
    assert FIELDS.suggest(column) == ""


def test_what_values_mean_is_taken_from_a_mapping_with_the_same_column(people: People, work: RunJob) -> None:
    head = CTDC_HEAD.replace("RecruiterCategory,", "")
    rows = ["2012,Hotline,Female,US,0,Threats,Forced Marriage,Unknown,Age 9-17"]
    batch = make_batch(people.analyst, ctdc(*rows, head=head))
    assert batch.mapping_name == ""
    assert work(imports.ask_check(batch=batch, by=people.analyst)) == {"rows": 1, "faults": 0}


def test_two_columns_for_one_flag_are_both_read(people: People, work: RunJob) -> None:
    content = b"Year,isOtherExploit,isForcedMarriage,meansThreats\n2020,,1,1\n2021,1,,\n2022,,,\n"
    batch = make_batch(people.analyst, content)
    columns = {"Year": "year", "isOtherExploit": "is_other_exploitation", "isForcedMarriage": "is_other_exploitation"}
    imports.choose_columns(batch=batch, columns=columns, by=people.analyst)
    batch.refresh_from_db()
    work(imports.ask_check(batch=batch, by=people.analyst))
    batch.refresh_from_db()
    work(imports.ask_commit(batch=batch, by=people.analyst))
    found = ReferenceRecord.objects.order_by("row_number").values_list("is_other_exploitation", flat=True)
    assert list(found) == [True, True, None]


FAR_DOWN = [*["TT"] * 2_100, "SV", " Haití ", "SL"]


def test_a_country_far_down_is_shown_and_asked_about_once_the_file_is_checked(
    analyst: Client, people: People, work: RunJob
) -> None:
    batch = make_batch(people.analyst, sheet_with(*FAR_DOWN))
    work(imports.ask_check(batch=batch, by=people.analyst))
    page = analyst.get(reverse("reports:import", args=[batch.pk])).text
    for value, name in (("SV", "El Salvador"), ("SL", "Sierra Leone"), ("Haití", "Haiti")):
        assert f"<code>{value}</code> → {name}" in page
    values = analyst.get(reverse("reports:import_values", args=[batch.pk])).text
    assert "Nationality: SV" in values
    assert "Nationality: SL" in values


def test_what_countries_were_taken_for_is_shown_after_the_rows_went_in(
    analyst: Client, people: People, work: RunJob
) -> None:
    batch = make_batch(people.analyst, sheet_with("SV", "Ve", "VE", "Trinidad & Tobago"))
    work(imports.ask_check(batch=batch, by=people.analyst))
    batch.refresh_from_db()
    work(imports.ask_commit(batch=batch, by=people.analyst))
    page = analyst.get(reverse("reports:import", args=[batch.pk])).text
    assert "<code>SV</code> → El Salvador" in page
    assert "<code>Ve</code> → Venezuela" in page
    enter(people.analyst)
    batch.refresh_from_db()
    assert batch.samples == {"Nationality": ["SV", "Ve", "Trinidad & Tobago"]}  # nothing else of the rows is kept


def test_what_somebody_has_explained_is_not_told_twice() -> None:
    layout = Layout.from_json({"name": "Mine", "columns": [
        {"column": "Year", "field": "year"}, {"column": "Nationality", "field": "citizenship", "values": {"SV": "VC"}},
    ]})  # fmt: skip
    reader = RowReader(layout, ["Year", "Nationality"])
    for number, country in enumerate(("SV", "GY", "gy", "-"), start=2):
        reader.read(number, ["2020", country])
    assert reader.countries == {"Nationality": ["GY"]}
