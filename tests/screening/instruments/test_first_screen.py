"""The first screen: what the answers point to, and when nothing is asked at all."""

import pytest

from screening.instruments.loader import instrument
from screening.instruments.scoring import score, what_to_do_first

SCREEN = instrument("first_screen")
IDS = [item.id for item in SCREEN.items]


def level(*yes: str, child: bool = False, left_open: tuple[str, ...] = ()) -> str:
    answers = {id_: "yes" if id_ in yes else "no" for id_ in IDS if id_ not in left_open}
    return score(SCREEN, answers, child=child).outcome


@pytest.mark.parametrize(
    ("yes", "child", "expected"),
    [
        ((), False, "no_signs"),
        (("work_differs",), False, "some_signs"),
        (("hurt",), False, "some_signs"),
        (("work_differs", "pay_kept"), False, "some_signs"),
        (("work_differs", "hurt"), False, "several_signs"),
        (("work_differs", "pay_kept", "no_rest"), False, "several_signs"),
        (("pay_kept",), True, "several_signs"),  # for a child exploitation is enough
        (("moved_around",), True, "several_signs"),
        (("work_differs",), True, "some_signs"),
        ((), True, "no_signs"),
    ],
)
def test_levels(yes: tuple[str, ...], child: bool, expected: str) -> None:
    assert level(*yes, child=child) == expected


def test_no_signs_is_said_only_when_every_question_was_answered_no() -> None:
    assert level(left_open=("hurt",)) == "too_little_known"
    for answer in ("not_known", "will_not_say"):
        result = score(SCREEN, dict.fromkeys(IDS, "no") | {"hurt": answer})
        assert (result.outcome, result.so_far, result.open_items) == ("too_little_known", "no_signs", ("hurt",))
    assert score(SCREEN, {}).outcome == "too_little_known"


def test_signs_are_never_hidden_by_open_questions() -> None:
    result = score(SCREEN, {"hurt": "yes"})
    assert (result.outcome, result.complete, len(result.open_items)) == ("some_signs", False, 11)
    assert score(SCREEN, {"hurt": "yes", "debt": "yes"}).outcome == "several_signs"


def test_the_age_says_whether_the_rule_for_children_applies() -> None:
    answers = dict.fromkeys(IDS, "no") | {"pay_kept": "yes"}
    assert score(SCREEN, answers, age=17).outcome == "several_signs"
    assert score(SCREEN, answers, age=18).outcome == "some_signs"
    assert score(SCREEN, answers, age=18, child=True).outcome == "several_signs"
    assert score(SCREEN, answers).outcome == "some_signs"


def test_the_reasons_are_sentences_in_both_languages() -> None:
    result = score(SCREEN, dict.fromkeys(IDS, "no") | {"papers_kept": "yes", "no_rest": "yes"}, child=True)
    assert [reason.en for reason in result.reasons] == [
        "Yes to: Do you have to work when you are sick or very tired? It points to exploitation.",
        "Yes to: Is somebody keeping your passport or your papers? It points to a means of control.",
        "The person is or may be under 18: a sign of exploitation is enough (Palermo Protocol, art. 3(c)).",
    ]
    assert all(reason.es for reason in result.reasons)


def test_no_words_of_a_result_decide_anything() -> None:
    for outcome in SCREEN.outcomes:
        said = f"{outcome.label.en} {outcome.meaning.en} {outcome.next_step.en}".lower()
        assert "is a victim" not in said
        assert "not a victim" not in said


@pytest.mark.parametrize(
    ("preface", "actions"),
    [
        ({}, []),
        ({"safe_to_talk": "yes", "interpreter": "in_person", "health": ["none_seen"]}, []),
        ({"safe_to_talk": "no"}, ["stop"]),
        ({"safe_to_talk": "not_known"}, ["stop"]),
        ({"safe_to_talk": "yes", "interpreter": "companion"}, ["stop"]),
        ({"safe_to_talk": "yes", "health": ["pregnant", "hurt"]}, ["first", "care"]),
        ({"safe_to_talk": "no", "health": ["hurt"], "child_with": "yes"}, ["stop", "first", "care"]),
        ({"safe_to_talk": "yes", "age": "possibly_child"}, ["first"]),
    ],
)
def test_what_to_do_before_the_first_question(preface: dict[str, str | list[str]], actions: list[str]) -> None:
    assert [rule.action for rule in what_to_do_first(SCREEN, preface)] == actions
