"""The country pack of Trinidad and Tobago, and what a pack refuses."""

import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.checks import run_checks

from carisecure.accounts.roles import AgencyKind
from carisecure.countries import packs
from carisecure.countries.packs import PACKS, available_packs, load_pack
from carisecure.datafiles import DataFileError
from carisecure.words import Trust


def test_every_pack_in_the_house_loads() -> None:
    assert "TT" in available_packs()
    for code in available_packs():
        assert load_pack(code).code == code


def test_the_active_pack_is_that_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "settings", SimpleNamespace(COUNTRY="TT"))
    assert packs.pack() is load_pack("TT")
    assert packs.pack().time_zone.key == "America/Port_of_Spain"


def test_the_country_has_its_fifteen_regions_and_an_agency_of_each_kind() -> None:
    pack = load_pack("TT")
    assert len(pack.country.regions) == 15
    assert pack.region("TOB").name == "Tobago"
    assert {agency.kind for agency in pack.agencies} == set(AgencyKind)
    assert pack.agency("children_authority").kind is AgencyKind.NGO


def test_only_confirmed_numbers_are_given() -> None:
    pack = load_pack("TT")
    assert (pack.duty_number("hotline").number, pack.duty_number("hotline").trust) == ("800-4CTU", Trust.SECONDARY)
    assert pack.duty_number("police").number == "999"
    unconfirmed = [number for number in pack.country.duty_numbers if number.trust is Trust.UNVERIFIED]
    assert unconfirmed
    assert all(number.number is None for number in unconfirmed)


def test_invented_agencies_say_so() -> None:
    for agency in load_pack("TT").agencies:
        assert ("(demonstration)" in agency.name.en) is (agency.trust is Trust.DEMONSTRATION)


def test_a_month_closes_on_the_closing_day_of_the_next_one() -> None:
    pack = load_pack("TT")
    assert pack.month_closes_on(date(2026, 11, 3)) == date(2026, 12, 15)
    assert pack.month_closes_on(date(2026, 12, 31)) == date(2027, 1, 15)


def test_a_domain_file_is_handed_out_and_nothing_outside_the_folder() -> None:
    pack = load_pack("TT")
    assert pack.file("country.yaml").name == "country.yaml"
    for name in ("nothing.yaml", "../TT/country.yaml", "../../packs.py"):
        with pytest.raises(DataFileError, match="no such file"):
            pack.file(name)


def copy_of_tt(tmp_path: Path, file: str, old: str, new: str) -> Path:
    shutil.copytree(PACKS / "TT", tmp_path / "TT")
    path = tmp_path / "TT" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("country.yaml", "code: TT", "code: BB", "the folder is 'TT'"),
        ("country.yaml", "America/Port_of_Spain", "America/Port_of_Spian", "is not a time zone"),
        ("country.yaml", "closing_day: 15", "closing_day: 31", "1 to 28"),
        ("country.yaml", "code: SFO", "code: POS", "regions standing twice: POS"),
        ("country.yaml", "number: 800-4CTU", "number: call us", "not a telephone number"),
        ("country.yaml", "currency:", "curency:", "unknown key"),
        ("agencies.yaml", "kind: dpp", "kind: prosecutor", "'prosecutor' is not one of"),
        ("agencies.yaml", "kind: dpp", "kind: ngo", "no agency of kind: dpp"),
        ("agencies.yaml", "Hibiscus House (demonstration)", "Hibiscus House", "an invented agency carries"),
        ("holidays.yaml", "first: 2022, last: 2027", "first: 2027, last: 2022", "first must not be after last"),
        ("holidays.yaml", "off: 2028-11-15\n    on: 2028-10-17", "instead: true", "give off, on or both"),
        ("holidays.yaml", "holiday: divali", "holiday: diwali", "no holiday diwali"),
        ("holidays.yaml", 'called: "Boxing Day"', 'called: "Christmas Day"', "called standing twice: Christmas Day"),
    ],
)
def test_a_mistake_in_a_pack_is_refused(tmp_path: Path, file: str, old: str, new: str, words: str) -> None:
    with pytest.raises(DataFileError, match=words) as caught:
        load_pack("TT", copy_of_tt(tmp_path, file, old, new))
    assert f"TT/{file}" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("package: TT", "package: XX", "'XX' is no country of the package"),
        ("language: en_TT", "language: es", "names days of TT in en_TT, en_US"),
    ],
)
def test_a_country_that_the_package_of_holidays_does_not_know_is_named_by_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, words: str
) -> None:
    wrong = load_pack("TT", copy_of_tt(tmp_path, "holidays.yaml", old, new))
    assert not [message for message in run_checks() if message.id == "countries.E001"]
    monkeypatch.setattr(packs, "pack", lambda: wrong)
    (found,) = [message for message in run_checks() if message.id == "countries.E001"]
    assert words in found.msg


def test_another_country_is_another_folder(tmp_path: Path) -> None:
    root = copy_of_tt(tmp_path, "country.yaml", "code: TT", "code: BB")
    (root / "TT").rename(root / "BB")
    assert available_packs(root) == ("BB",)
    assert load_pack("BB", root).code == "BB"
    with pytest.raises(DataFileError, match="no pack for 'TT'; there are: BB"):
        load_pack("TT", root)
