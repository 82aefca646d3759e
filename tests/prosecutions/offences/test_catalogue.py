"""The offences of Trinidad and Tobago, and what a catalogue refuses."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from carisecure.countries import packs
from carisecure.countries.packs import load_pack
from carisecure.datafiles import DataFileError
from carisecure.words import Trust
from prosecutions.offences import catalogue
from prosecutions.offences.catalogue import offence, offences_in_force, read_catalogue


@pytest.fixture(autouse=True)
def _in_trinidad_and_tobago(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "settings", SimpleNamespace(COUNTRY="TT"))


def test_trafficking_in_adults_and_in_children() -> None:
    adult, child = offence("TT-16"), offence("TT-18")
    assert (adult.child, adult.section, adult.iccs) == (False, "16", "0204")
    assert (child.child, child.trust, child.section_trust) == (True, Trust.SECONDARY, Trust.UNVERIFIED)
    penalty = adult.penalty_on(date(2015, 6, 1))
    assert penalty is not None
    assert (penalty.min_years, penalty.min_fine, penalty.fine_in_lieu) == (15, 500_000, False)
    with pytest.raises(KeyError):
        offence("TT-99")


def test_only_what_was_law_on_that_day_and_has_been_read_can_be_charged() -> None:
    codes = [item.code for item in offences_in_force(date(2020, 1, 1)) if item.act is None]
    assert codes == ["TT-14", "TT-16", "TT-17", "TT-18", "TT-19", "TT-23", "TT-25", "TT-26"]
    assert {item.act for item in offences_in_force(date(2012, 12, 31))} == {"SOA", "IA"}
    assert offence("TT-20-22").chargeable is False


def test_other_acts_have_their_own_days_and_penalties() -> None:
    child, assault = offence("TT-CA-18"), offence("TT-SOA-4A")
    assert child not in offences_in_force(date(2015, 5, 17))
    assert child in offences_in_force(date(2015, 5, 18))
    assert assault not in offences_in_force(date(1999, 12, 31))  # its own day, not that of its Act
    acts = catalogue.catalogue()
    assert (str(acts.by_act()[0][0]), acts.act_of(offence("TT-16"))) == (
        "Trafficking in Persons Act, Chap. 12:10",
        None,
    )
    assert [item.code for title, found in acts.by_act() if str(title).startswith("Immigration") for item in found] == [
        "TT-IA-40"
    ]
    procuration = offence("TT-SOA-17").penalty_on(date(2020, 1, 1))
    assert procuration is not None
    assert (procuration.max_years, len(procuration.warnings(years=16))) == (15, 1)


def test_an_act_before_the_law_has_no_penalty() -> None:
    assert offence("TT-16").penalty_on(date(2012, 12, 31)) is None


def test_a_sentence_under_the_floor_is_a_warning_and_nothing_more() -> None:
    penalty = offence("TT-18").penalty_on(date(2015, 1, 1))
    assert penalty is not None
    (warning,) = penalty.warnings(years=15)  # the first conviction, 2 November 2023
    assert "15 is below the least that the catalogue gives (20)" in warning.en
    assert warning.es
    assert penalty.warnings(years=20, fine=1_000_000) == ()
    assert len(penalty.warnings(years=19, fine=999_999)) == 2


def test_nothing_is_compared_with_a_figure_of_unknown_sense() -> None:
    for code in ("TT-17", "TT-23", "TT-26", "TT-19"):
        penalty = offence(code).penalty_on(date(2020, 1, 1))
        assert penalty is not None
        assert penalty.warnings(years=40, fine=1) == ()
        assert penalty.warnings(years=0, fine=0) == ()


def test_the_class_that_does_not_exist_is_not_used() -> None:
    codes = {item.code for item in catalogue.catalogue().iccs}
    assert "0204" in codes
    assert "020411" not in codes


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('iccs: "0204"\n    penalties', 'iccs: "020411"\n    penalties', "ICCS 020411 is not in the list"),
        ("code: TT-17", "code: TT-16", "offences standing twice: TT-16"),
        ("act: SOA", "act: SOB", "Act SOB is not in the list"),
        ("child: true\n    mode", "is_child: true\n    mode", "unknown key"),
        ("aggravators: [more_than_one_person", "aggravators: [more_than_two", "aggravators not in the list"),
        ('section: "16"', "section: 16", "must be a text"),
        ("min_years: 15,", "min_years: 15, max_years: 10,", "the least is greater"),
        (
            "- {from: 2013-01-01, years: 12",
            "- {from: 2012-01-01, trust: secondary}\n      - {from: 2013-01-01, years: 12",
            "overlaps",
        ),
    ],
)
def test_a_mistake_in_the_catalogue_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = load_pack("TT").file("offences.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "offences.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError, match=words):
        read_catalogue(path)


def test_penalties_follow_one_another_by_the_day_of_the_act(tmp_path: Path) -> None:
    text = load_pack("TT").file("offences.yaml").read_text(encoding="utf-8")
    old = "- {from: 2013-01-01, years: 15, trust: secondary, note:"
    assert old in text
    first = "- {from: 2013-01-01, until: 2020-06-01, max_years: 10, trust: secondary}\n"
    new = f"{first}      - {{from: 2020-06-01, max_years: 15, life: true, trust: secondary, note:"
    path = tmp_path / "offences.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    item = next(item for item in read_catalogue(path).offences if item.code == "TT-17")
    before, after = item.penalty_on(date(2020, 5, 31)), item.penalty_on(date(2020, 6, 1))
    assert before is not None
    assert after is not None
    assert (before.max_years, after.max_years) == (10, 15)
    assert len(before.warnings(years=12)) == 1
    assert after.warnings(years=30) == ()  # life
