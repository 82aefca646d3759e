"""To whom a report goes: the table that the unit edits is tried against the rules, and faults are named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.checks import run_checks

from carisecure.countries.packs import PACKS, Pack, available_packs, load_pack, pack
from carisecure.datafiles import DataFileError
from cases.intake.routing import Given, faults, read_routing, route
from tests.factories import make_report
from tests.people import People


@pytest.mark.parametrize("code", available_packs())
def test_every_line_of_the_table_gets_what_it_expects(code: str) -> None:
    assert faults(load_pack(code)) == []


def changed(folder: Path, name: str, old: str, new: str) -> Pack:
    """A copy of the pack with one text changed in one file."""
    copy = folder / "TT"
    shutil.copytree(PACKS / "TT", copy)
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_pack("TT", folder)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("routing_cases.yaml", "given: {}, expected: unit", "given: {}, expected: child", "the rules say unit"),
        ("routing_cases.yaml", "expected: workplace", "expected: unit", "the rules say workplace"),
        ("routing.yaml", "regions: [TOB]", "regions: [XXX]", "there is no region XXX"),
        ("routing.yaml", "agency: children_authority", "agency: nobody", "there is no agency nobody"),
        ("routing.yaml", "forms: [forced_labour, child_labour]", "forms: [forced_work]", "no form forced_work"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    assert any(said in fault for fault in faults(changed(tmp_path, name, old, new)))


def test_a_rule_that_nobody_tries_is_named(tmp_path: Path) -> None:
    lonely = changed(tmp_path, "routing.yaml", "  - code: unit", (
        "  - code: begging\n    when: {forms: [forced_begging]}\n    to: desk\n    say: {en: x}\n"
        "    trust: unverified\n  - code: unit"
    ))  # fmt: skip
    assert faults(lonely) == ["rule begging: no line of the table expects it"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    when: {}", "    when: {minor: false}", "the last rule must have no condition"),
        ("    when: {official: true}", "    when: {}", "no rule below it is ever asked"),
        ("    agency: children_authority\n", "", "a rule to an agency names it"),
    ],
)
def test_rules_that_could_lose_a_report_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(DataFileError, match=said):
        faults(changed(tmp_path, "routing.yaml", old, new))


def test_the_house_checks_its_rules_when_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not [one for one in run_checks() if one.id == "cases.E001"]
    monkeypatch.setattr("cases.intake.checks.faults", lambda _pack: ["a line fails"])
    assert [one.msg for one in run_checks() if one.id == "cases.E001"] == ["a line fails"]


def test_the_first_rule_that_fits_answers() -> None:
    routing = read_routing(pack().file("routing.yaml"))
    assert routing.rule_for(Given(minor=True, official=True)).code == "official"


@pytest.mark.django_db
def test_a_report_is_asked_about(people: People) -> None:
    assert route(make_report(people.investigator, is_child_involved=True)).agency == "children_authority"
    assert route(make_report(people.investigator, region="TOB")).code == "tobago"
