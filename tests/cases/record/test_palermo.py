"""The definition of trafficking and the rule for children, against the worked examples."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from carisecure.days.ages import AgeRange, age_on
from cases.record.codelists import UnknownCode
from cases.record.palermo import (
    ChildAtAct,
    age_band,
    age_band_of_range,
    child_at_act,
    child_before_telling,
    elements_met,
)

EXAMPLES = yaml.safe_load((Path(__file__).parents[1] / "data" / "palermo_age_rule.yaml").read_text(encoding="utf-8"))
RULE = {
    True: ChildAtAct.CHILD,
    False: ChildAtAct.ADULT,
    "presume child until verified": ChildAtAct.PRESUMED_CHILD,
}


@pytest.mark.parametrize("example", EXAMPLES["palermo_age_rule"], ids=lambda example: str(example["name"]))
def test_worked_examples(example: dict[str, Any]) -> None:
    act = example.get("act_date", date(2025, 6, 1))
    estimate = example.get("age_estimate")
    found = child_at_act(act, birth=example.get("birth"), age=AgeRange(*estimate) if estimate else None)
    assert found is RULE[example["expect"]["child_rule"]]
    if "age_at_act" in example["expect"]:
        assert age_on(example["birth"], act) == example["expect"]["age_at_act"]


def test_the_day_before_the_eighteenth_birthday_is_a_child() -> None:
    birth = date(2007, 6, 1)
    assert child_at_act(date(2025, 5, 31), birth=birth) is ChildAtAct.CHILD
    assert child_at_act(date(2025, 6, 1), birth=birth) is ChildAtAct.ADULT


def test_somebody_born_on_29_february_is_adult_on_1_march() -> None:
    birth = date(2008, 2, 29)
    assert child_at_act(date(2026, 2, 28), birth=birth) is ChildAtAct.CHILD
    assert child_at_act(date(2026, 3, 1), birth=birth) is ChildAtAct.ADULT


def test_an_act_of_which_only_the_year_is_known() -> None:
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    assert child_at_act(first, began_by=last, birth=date(2007, 6, 1)) is ChildAtAct.PRESUMED_CHILD
    assert child_at_act(first, began_by=last, birth=date(2008, 1, 1)) is ChildAtAct.CHILD
    assert child_at_act(first, began_by=last, birth=date(2007, 1, 1)) is ChildAtAct.ADULT
    with pytest.raises(ValueError, match="before the earliest"):
        child_at_act(date(2025, 2, 1), began_by=date(2025, 1, 1))


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (AgeRange(19, 19, date(2026, 11, 21)), ChildAtAct.PRESUMED_CHILD),  # 17 or 18 at the act, a year and a half ago
        (AgeRange(18, 18, date(2026, 11, 21)), ChildAtAct.CHILD),
        (AgeRange(20, 25, date(2026, 11, 21)), ChildAtAct.ADULT),
        (AgeRange(16, 20, date(2026, 11, 21)), ChildAtAct.PRESUMED_CHILD),
        (AgeRange(None, 18, date(2026, 11, 21)), ChildAtAct.CHILD),
        (AgeRange(None, 30), ChildAtAct.PRESUMED_CHILD),
        (AgeRange(15, None), ChildAtAct.PRESUMED_CHILD),
        (AgeRange(18, None), ChildAtAct.ADULT),
        (AgeRange(16, 16, date(2024, 1, 1)), ChildAtAct.PRESUMED_CHILD),  # the estimate is older than the act
        (AgeRange(None, None), ChildAtAct.NOT_KNOWN),
        (None, ChildAtAct.NOT_KNOWN),
    ],
)
def test_an_estimated_age_as_of_another_day(age: AgeRange | None, expected: ChildAtAct) -> None:
    assert child_at_act(date(2025, 6, 1), age=age) is expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (18, 18, ChildAtAct.PRESUMED_CHILD),  # exploited since 16, for all that is known
        (19, 24, ChildAtAct.PRESUMED_CHILD),
        (20, 25, ChildAtAct.ADULT),
        (17, 17, ChildAtAct.CHILD),
        (16, 20, ChildAtAct.PRESUMED_CHILD),
        (18, None, ChildAtAct.PRESUMED_CHILD),
        (None, 30, ChildAtAct.PRESUMED_CHILD),
        (20, None, ChildAtAct.ADULT),
        (None, None, ChildAtAct.NOT_KNOWN),
    ],
)
@pytest.mark.parametrize("noted_on", [date(2026, 11, 21), date(2028, 2, 29)])
def test_an_age_that_was_noted_after_an_act_of_unknown_day(
    low: int | None, high: int | None, expected: ChildAtAct, noted_on: date
) -> None:
    assert child_before_telling(AgeRange(low, high), noted_on) is expected


def test_who_is_treated_as_a_child() -> None:
    assert [item for item in ChildAtAct if item.treated_as_child] == [ChildAtAct.CHILD, ChildAtAct.PRESUMED_CHILD]


@given(birth=st.dates(date(1950, 1, 1), date(2020, 1, 1)), act=st.dates(date(2000, 1, 1), date(2030, 1, 1)),
       asked=st.dates(date(2020, 1, 1), date(2035, 1, 1)))  # fmt: skip
def test_an_estimate_never_contradicts_the_birth_date(birth: date, act: date, asked: date) -> None:
    """An age told exactly on any day leads to the same answer as the birth date, or to the presumption."""
    if act < birth:
        return
    age = age_on(birth, asked)
    by_estimate = child_at_act(act, age=AgeRange(age, age, asked))
    assert by_estimate in (child_at_act(act, birth=birth), ChildAtAct.PRESUMED_CHILD)


ADULT, CHILD = ChildAtAct.ADULT, ChildAtAct.CHILD


@pytest.mark.parametrize(
    ("acts", "means", "purposes", "child", "met", "missing"),
    [
        (["recruitment"], ["deception"], ["sexual_exploitation"], ADULT, True, ()),
        (["recruitment"], [], ["sexual_exploitation"], ADULT, False, ("means",)),
        (["recruitment"], [], ["sexual_exploitation"], CHILD, True, ()),
        (["recruitment"], [], ["sexual_exploitation"], ChildAtAct.PRESUMED_CHILD, True, ()),
        (["recruitment"], [], ["sexual_exploitation"], ChildAtAct.NOT_KNOWN, False, ("means",)),
        ([], [], ["forced_labour"], CHILD, False, ("act",)),
        (["harbouring"], ["abduction"], [], CHILD, False, ("purpose",)),
        (["harbouring"], ["abduction"], ["unknown"], ADULT, False, ("purpose",)),
        ([], [], [], ADULT, False, ("act", "means", "purpose")),
    ],
)
def test_elements(
    acts: list[str], means: list[str], purposes: list[str], child: ChildAtAct, met: bool, missing: tuple[str, ...]
) -> None:
    found = elements_met(acts=acts, means=means, purposes=purposes, child=child)
    assert (found.met, found.missing) == (met, missing)


def test_a_value_outside_the_lists_is_refused_by_name() -> None:
    with pytest.raises(UnknownCode, match="'bribery' is not a value of the list means_palermo"):
        elements_met(acts=[], means=["bribery"], purposes=[], child=ADULT)


@pytest.mark.parametrize(("age", "band"), list(EXAMPLES["age_band_tests"].items()))
def test_age_bands_of_the_ctdc(age: str, band: str | None) -> None:
    assert age_band(None if age == "null" else int(age), "ctdc") == band


def test_other_bands() -> None:
    assert [age_band(age, "unodc") for age in (0, 17, 18, 90)] == ["child", "child", "adult", "adult"]
    assert [age_band(age, "ctu") for age in (14, 15, 17, 18)] == ["0-14", "15-17", "15-17", "18+"]
    with pytest.raises(KeyError):
        age_band(20, "stars")
    with pytest.raises(ValueError, match="negative"):
        age_band(-1, "ctdc")


def test_a_range_is_in_a_band_only_if_all_of_it_is() -> None:
    assert age_band_of_range(18, 20, "ctdc") == "18--20"
    assert age_band_of_range(16, 20, "ctdc") is None
    assert age_band_of_range(16, 17, "unodc") == "child"
    assert age_band_of_range(48, None, "ctdc") == "48+"
    assert age_band_of_range(20, None, "ctdc") is None
    assert age_band_of_range(None, 20, "ctdc") is None


def test_an_impossible_range_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 20 cannot be at most 16"):
        AgeRange(20, 16)
    with pytest.raises(ValueError, match="before the birth"):
        age_on(date(2020, 1, 1), date(2019, 1, 1))
