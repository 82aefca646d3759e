"""The instruments that are shipped, and what their loader refuses."""

from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from carisecure.datafiles import DataFileError
from carisecure.words import Words
from screening.instruments.loader import DATA, Kind, instrument, instruments, instruments_for, load_instrument


def test_what_is_shipped_and_what_is_not() -> None:
    assert {key: len(item.items) for key, item in instruments().items()} == {
        "first_screen_v1": 12,
        "delphi_adult_labour_v1": 67,  # the published totals: 67 and 65
        "delphi_child_labour_v1": 65,
        "delphi_adult_sexual_v1": 67,
        "delphi_child_sexual_v1": 65,
    }
    # The wording of SCST, QYIT and RAFT is under licence: a short screen is added by the country that has one.
    assert instruments_for(Kind.SHORT_SCREEN) == ()


def test_the_sexual_profiles_are_provisional_and_say_so() -> None:
    provisional = {item.id for item in instruments().values() if item.provisional}
    assert provisional == {"delphi_adult_sexual", "delphi_child_sexual"}
    assert all(item.provisional_note for item in instruments().values() if item.provisional)


def test_everything_said_to_a_person_is_there_in_spanish_marked_as_draft() -> None:
    for item in instruments().values():
        assert "es" in item.draft_languages
        for words in every_text(instrument(item.id)):
            assert words.es, words.en


def every_text(it: object) -> list[Words]:
    """All words of an instrument, however deep."""
    if isinstance(it, Words):
        return [it]
    if is_dataclass(it):
        return [words for field in fields(it) for words in every_text(getattr(it, field.name))]
    return [words for value in it for words in every_text(value)] if isinstance(it, tuple) else []


def test_the_childrens_labour_list_has_no_weak_indicator() -> None:
    assert not [item for item in instrument("delphi_child_labour").items if item.strength == "weak"]
    assert instrument("delphi_adult_labour").items_by_id["D1.education"].strength == "weak"


def test_instruments_by_age() -> None:
    assessments = {item.id for item in instruments_for(Kind.ASSESSMENT, child=True)}
    assert assessments == {"delphi_child_labour", "delphi_child_sexual"}
    assert {item.id for item in instruments_for(Kind.FIRST_SCREEN, child=True)} == {"first_screen"}


def test_versions() -> None:
    assert instrument("first_screen").key == instrument("first_screen", "1").key == "first_screen_v1"
    with pytest.raises(KeyError):
        instrument("first_screen", "99")
    with pytest.raises(KeyError):
        instrument("htsc")


def test_the_first_screen_is_short_enough_to_be_read_aloud() -> None:
    for item in instrument("first_screen").items:
        assert len(item.text.en.split()) <= 17, item.text.en
        assert item.text.en.endswith("?")


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("first_screen_v1", "id: debt", "id: hurt", "items standing twice: hurt"),
        ("first_screen_v1", 'version: "1"', 'version: "2"', "must be called first_screen_v2.yaml"),
        ("first_screen_v1", 'version: "1"', 'version: "one"', "must be a number in quotes"),
        (
            "first_screen_v1",
            "methods_of_control: [debt_bondage]",
            "methods_of_control: [debt]",
            "not a value of the list",
        ),
        ("first_screen_v1", "group: fear", "group: terror", "no such group: terror"),
        ("first_screen_v1", "code: several_signs", "code: many_signs", "outcomes without words: several_signs"),
        ("first_screen_v1", "answers: [companion]", "answers: [friend]", "interpreter has no answers friend"),
        ("first_screen_v1", "type: language", "type: choice", "a choice has options"),
        ("first_screen_v1", "count_rule: {several_at: 3}", "short_rule: {cut_off: 3}", "needs count_rule"),
        ("first_screen_v1", "several_at: 3", "severalat: 3", "count_rule.severalat: unknown key"),
        ("delphi_adult_labour_v1", "dimension: D6", "dimension: D7", "no such dimension: D7"),
        ("delphi_adult_labour_v1", "strength: strong", "strength: heavy", "'heavy' is not one of"),
        ("delphi_adult_labour_v1", "purpose: D4", "purpose: D9", "no such dimension: D9"),
        ("delphi_adult_sexual_v1", "provisional: true", "provisional: false", "says why in provisional_note"),
    ],
)
def test_a_mistake_in_an_instrument_is_refused(tmp_path: Path, name: str, old: str, new: str, words: str) -> None:
    text = (DATA / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / f"{name}.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError, match=words):
        load_instrument(path)
