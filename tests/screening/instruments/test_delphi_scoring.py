"""Delphi scoring against the worked examples, and the rule for what is still open."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from screening.instruments.loader import Instrument, instrument
from screening.instruments.results import UnknownItem
from screening.instruments.scoring import Result, score

FILE = Path(__file__).parents[1] / "data" / "delphi_examples.yaml"
EXAMPLES = yaml.safe_load(FILE.read_text(encoding="utf-8"))["delphi"]
ADULT = instrument("delphi_adult_labour")
CHILD = instrument("delphi_child_labour")


def answered(it: Instrument, *yes: str, left_open: tuple[str, ...] = ()) -> dict[str, str]:
    """Yes for those named, nothing for those left open, no for all others."""
    return {item.id: "yes" if item.id in yes else "no" for item in it.items if item.id not in left_open}


def outcome(it: Instrument, *yes: str, act: bool = True, left_open: tuple[str, ...] = ()) -> str:
    return score(it, answered(it, *yes, left_open=left_open), act_recorded=act).outcome


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["name"]))
def test_worked_examples(example: dict[str, Any]) -> None:
    it = instrument(f"delphi_{example['profile']}")
    result = score(it, answered(it, *example["yes"]), act_recorded=example["act_recorded"])
    expected = example["expect"]
    assert result.outcome == expected["outcome"]
    assert list(result.positive_dimensions) == expected["positive_dimensions"]
    counts = {dimension.id: [dimension.strong, dimension.medium, dimension.weak] for dimension in result.dimensions}
    assert {id_: counts[id_] for id_ in expected["counts_S_M_W"]} == expected["counts_S_M_W"]
    assert result.complete


def states(it: Instrument, answers: dict[str, str]) -> dict[str, str]:
    scores = score(it, answers, act_recorded=True).dimensions
    return {d.id: "positive" if d.positive else "open" if d.is_open else "not positive" for d in scores}


@pytest.mark.parametrize("it", [instrument(f"delphi_{p}") for p in ("adult_labour", "adult_sexual", "child_labour")])
def test_what_nobody_answered_is_open_and_not_negative(it: Instrument) -> None:
    assert set(states(it, {}).values()) == {"open"}
    assert set(states(it, dict.fromkeys([item.id for item in it.items], "will_not_say")).values()) == {"open"}
    assert set(states(it, answered(it)).values()) == {"not positive"}


def test_a_dimension_is_open_as_long_as_what_is_left_could_make_it_positive() -> None:
    here = tuple(item.id for item in ADULT.items if item.dimension == "D5")
    one_strong = answered(ADULT, "D5.documents", left_open=tuple(set(here) - {"D5.documents"}))
    assert states(ADULT, one_strong)["D5"] == "open"
    assert "still open, 1 strong" in score(ADULT, one_strong, act_recorded=True).reasons[0].en
    assert states(ADULT, answered(ADULT, "D5.documents"))["D5"] == "not positive"
    last_weak = answered(ADULT, left_open=("D5.threat_inform",))
    assert states(ADULT, last_weak)["D5"] == "not positive"  # one weak alone never makes it positive


def positive(it: Instrument, *yes: str) -> tuple[str, ...]:
    return score(it, answered(it, *yes), act_recorded=True).positive_dimensions


@pytest.mark.parametrize(
    ("yes", "is_positive"),
    [
        (("D5.documents", "D5.debt_bondage"), True),  # 2 strong
        (("D5.documents", "D5.illicit"), True),  # 1 strong, 1 medium
        (("D5.documents", "D5.threat_inform"), True),  # 1 strong, 1 weak
        (("D5.documents",), False),  # 1 strong alone
        (("D5.illicit", "D5.forced_lie", "D5.against_peers"), True),  # 3 medium
        (("D5.illicit", "D5.forced_lie"), False),  # 2 medium alone
        (("D5.illicit", "D5.forced_lie", "D5.threat_inform"), True),  # 2 medium, 1 weak
        (("D5.illicit", "D5.threat_inform"), False),  # 1 medium, 1 weak
        (("D6.past_difficulties", "D6.personal_characteristics"), False),  # weak alone
    ],
)
def test_when_a_dimension_is_positive(yes: tuple[str, ...], is_positive: bool) -> None:
    assert bool(positive(ADULT, *yes)) is is_positive


PURPOSE = ("D4.excessive_hours", "D4.low_salary")
DECEIVED = ("D1.nature_of_job", "D1.wages")
COERCED = ("D5.documents", "D5.debt_bondage")


@pytest.mark.parametrize(
    ("it", "yes", "act", "expected"),
    [
        (ADULT, PURPOSE + DECEIVED + COERCED, True, "trafficking_strongly_indicated"),
        (ADULT, PURPOSE + DECEIVED + COERCED, False, "incomplete_act_missing"),
        (ADULT, PURPOSE + COERCED, True, "trafficking_indicated"),
        (ADULT, PURPOSE + DECEIVED, False, "incomplete_act_missing"),
        (ADULT, PURPOSE, False, "exploitation_only"),
        (CHILD, PURPOSE, True, "trafficking_indicated"),
        (CHILD, PURPOSE + DECEIVED + COERCED, True, "trafficking_indicated"),
        (CHILD, PURPOSE, False, "incomplete_act_missing"),
        (CHILD, (), True, "no_indication"),
    ],
)
def test_the_overall_reading(it: Instrument, yes: tuple[str, ...], act: bool, expected: str) -> None:
    assert outcome(it, *yes, act=act) == expected


def test_what_is_open_is_never_no() -> None:
    result = score(ADULT, {}, act_recorded=True)
    assert (result.outcome, result.so_far, result.complete) == ("incomplete", "no_indication", False)
    assert len(result.open_items) == 67
    for answer in ("not_known", "will_not_say"):
        assert score(ADULT, {item.id: answer for item in ADULT.items}).outcome == "incomplete"


def test_an_open_item_that_could_tip_the_outcome_leaves_it_incomplete() -> None:
    assert outcome(ADULT, "D4.excessive_hours", *COERCED) == "means_without_exploitation"
    assert outcome(ADULT, "D4.excessive_hours", *COERCED, left_open=("D4.low_salary",)) == "incomplete"
    assert outcome(ADULT, *PURPOSE, left_open=("D6.economic",)) == "exploitation_only"  # one medium can tip nothing


def test_an_indication_stands_while_items_are_open() -> None:
    left = ("D1.nature_of_job", "D1.wages")
    result = score(ADULT, answered(ADULT, *PURPOSE, *COERCED, left_open=left), act_recorded=True)
    assert (result.outcome, result.complete, result.open_items) == ("trafficking_indicated", False, left)


def test_the_reasons_say_which_dimension_and_why_in_both_languages() -> None:
    result = score(ADULT, answered(ADULT, *PURPOSE, *COERCED), act_recorded=True)
    english = [reason.en for reason in result.reasons]
    assert (
        "Coercion at destination: positive, 2 strong: Documents confiscated (strong); Debt bondage (strong)" in english
    )
    assert any(reason.es == "Consta un acto" for reason in result.reasons)
    assert any("2 fuertes: Documentos confiscados (fuerte)" in str(reason.es) for reason in result.reasons)
    child = score(CHILD, answered(CHILD, *PURPOSE), act_recorded=False)
    assert any("no means is needed" in reason.en for reason in child.reasons)
    assert any("ask for it" in reason.en for reason in child.reasons)


def test_deceived_and_exploited_without_coercion_is_labelled() -> None:
    assert score(ADULT, answered(ADULT, *PURPOSE, *DECEIVED)).labels == ("deception_and_exploitation",)
    assert score(ADULT, answered(ADULT, *PURPOSE, *DECEIVED, *COERCED)).labels == ()


def test_a_provisional_list_gives_a_provisional_result() -> None:
    it = instrument("delphi_adult_sexual")
    assert score(it, answered(it)).provisional
    assert it.items_by_id["D5.forced_tasks"].strength == "strong"
    assert not [item for item in it.items if item.dimension == "D4" and item.strength == "strong"]


def test_what_is_stored_is_codes_and_numbers() -> None:
    stored = score(ADULT, answered(ADULT, *PURPOSE), act_recorded=True).stored()
    assert stored["outcome"] == "exploitation_only"
    assert stored["positive_dimensions"] == ["D4"]
    assert "Excessive" not in str(stored)


def test_an_answer_to_another_instruments_question_is_refused_by_name() -> None:
    with pytest.raises(UnknownItem, match=r"no item D3\.false_law"):
        score(CHILD, {"D3.false_law": "yes"})
    with pytest.raises(UnknownItem, match="not an answer: maybe"):
        score(CHILD, {"D4.hazardous": "maybe"})


RANK = ["no_indication", "means_without_exploitation", "exploitation_only", "trafficking_indicated",
        "trafficking_strongly_indicated"]  # fmt: skip
IDS = st.sampled_from([item.id for item in ADULT.items])


@given(yes=st.frozensets(IDS, max_size=12), more=st.frozensets(IDS, max_size=6))
def test_more_indicators_never_weaken_what_is_pointed_to(yes: frozenset[str], more: frozenset[str]) -> None:
    def result(*ids: str) -> Result:
        return score(ADULT, answered(ADULT, *ids), act_recorded=True)

    fewer, all_of_them = result(*yes), result(*yes, *more)
    assert set(fewer.positive_dimensions) <= set(all_of_them.positive_dimensions)
    assert RANK.index(fewer.outcome) <= RANK.index(all_of_them.outcome)


@given(yes=st.frozensets(IDS, max_size=8), left=st.frozensets(IDS, max_size=8), tipped=st.frozensets(IDS, max_size=8))
def test_a_complete_result_holds_whatever_the_open_items_turn_out_to_be(
    yes: frozenset[str], left: frozenset[str], tipped: frozenset[str]
) -> None:
    left = left - yes
    result = score(ADULT, answered(ADULT, *yes, left_open=tuple(left)), act_recorded=True)
    if result.complete:
        assert outcome(ADULT, *yes, *(tipped & left)) == result.outcome
