"""The court path of Trinidad and Tobago before and after 12 December 2023, and what a path file refuses."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from carisecure.countries import packs
from carisecure.countries.packs import load_pack
from carisecure.datafiles import DataFileError
from prosecutions.court_path.paths import court_path, court_paths, next_stages, path_for, read_court_paths

AT_ANY_TIME = {"discontinued", "plea_other_offence", "deceased", "absconded"}


@pytest.fixture(autouse=True)
def _in_trinidad_and_tobago(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "settings", SimpleNamespace(COUNTRY="TT"))


def test_the_path_changed_on_12_december_2023() -> None:
    assert path_for(date(2014, 3, 1)).code == "inquiry_before_magistrate"
    assert path_for(date(2023, 12, 11)).code == "inquiry_before_magistrate"
    assert path_for(date(2023, 12, 12)).code == "hearing_before_master"
    assert path_for(date(2026, 11, 21)).code == "hearing_before_master"


def following(path: str, stage: str) -> set[str]:
    return {item.code for item in next_stages(court_path(path).stage(stage))}


def test_the_way_to_trial_on_each_path() -> None:
    new, old = "hearing_before_master", "inquiry_before_magistrate"
    assert following(new, "sufficiency_hearing") == {"discharged", "put_on_trial"} | AT_ANY_TIME
    assert following(old, "preliminary_inquiry") == {"committed", "dismissed", "discharged"} | AT_ANY_TIME
    assert following(new, "charge") == {"initial_hearing"} | AT_ANY_TIME
    assert court_path(new).first.code == "charge"
    for path, stage in ((new, "preliminary_inquiry"), (old, "initial_hearing")):
        with pytest.raises(KeyError):
            court_path(path).stage(stage)


def test_final_outcomes() -> None:
    for path in court_paths():
        final = {stage.code for stage in path.stages if stage.is_final}
        assert {"sentenced", "acquitted", "discharged", "discontinued", "plea_other_offence", "deceased"} <= final
        assert not final & {"charge", "trial", "convicted", "court_of_appeal", "absconded"}
        assert next_stages(path.stage("discontinued")) == ()
        assert [stage.code for stage in next_stages(path.stage("sentenced"))] == ["court_of_appeal"]


def test_every_path_can_be_walked_from_the_charge_to_the_privy_council() -> None:
    walk = ["charge", "initial_hearing", "scheduling_order", "sufficiency_hearing", "put_on_trial", "indictment"]
    walk += ["trial", "convicted", "sentenced", "court_of_appeal", "retrial_ordered", "trial", "convicted", "sentenced"]
    walk += ["court_of_appeal", "conviction_upheld", "privy_council", "conviction_quashed"]
    path = court_path("hearing_before_master")
    for stage, after in pairwise(walk):
        assert path.may_follow(stage, after), (stage, after)
    assert not path.may_follow("charge", "trial")
    assert not path.may_follow("trial", "trial")


def test_who_absconded_may_come_back() -> None:
    assert "trial" in following("hearing_before_master", "absconded")
    assert "absconded" not in following("hearing_before_master", "absconded")


def test_each_stage_has_words_in_both_languages() -> None:
    assert all(stage.label.es for path in court_paths() for stage in path.stages)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("charge: [initial_hearing]", "charge: [initial_haering]", "not among the stages: initial_haering"),
        ("from: 2023-12-12", "from: 2023-12-13", "a gap or an overlap"),
        ("until: 2023-12-12", "until: 2023-12-31", "a gap or an overlap"),
        ("indictment: [trial, convicted]", "indictment: [discontinued]", "nothing leads to"),
        ("put_on_trial: [indictment]", "put_on_trial: []", "nothing leads to"),
        ("convicted: [sentenced]", "convicted: []", "nothing leads to: sentenced"),
        (
            "absconded: [preliminary_inquiry, committed, indictment, trial]",
            "absconded: []",
            "not final, but nothing follows",
        ),
        ("code: acquitted", "code: convicted", "stages standing twice: convicted"),
        ("final: true", "is_final: true", "unknown key"),
        ("state: charged", "state: chraged", "'chraged' is not a value of the list defendant_stage"),
    ],
)
def test_a_mistake_in_the_path_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = load_pack("TT").file("court_path.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "court_path.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError, match=words):
        read_court_paths(path)
