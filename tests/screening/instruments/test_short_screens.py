"""Short screens against the worked examples. Their wording is under licence, so the instruments here are stand-ins."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from screening.instruments.loader import Instrument, load_instrument
from screening.instruments.scoring import score

FILE = Path(__file__).parents[1] / "data" / "short_screen_examples.yaml"
EXAMPLES = yaml.safe_load(FILE.read_text(encoding="utf-8"))["short_screens"]
SHAPE = {"scst": (6, 2, "{from: 12, to: 18}"), "qyit": (4, 1, "{from: 18, to: 22}")}


def stand_in(folder: Path, name: str) -> Instrument:
    number, cut_off, ages = SHAPE[name]
    words = '{en: "words", es: "palabras"}'
    outcomes = "".join(
        f"  - {{code: {code}, label: {words}, meaning: {words}, next_step: {words}}}\n"
        for code in ("positive", "negative", "incomplete", "not_applicable")
    )
    items = "".join(f'  - {{id: q{i}, text: {{en: "Question {i}"}}}}\n' for i in range(1, number + 1))
    path = folder / f"{name}_v1.yaml"
    path.write_text(
        f'id: {name}\nversion: "1"\nkind: short_screen\ntitle: {words}\nabout: {words}\nsource: stand-in\nterms: none\n'
        f"ages: {ages}\nshort_rule: {{cut_off: {cut_off}}}\noutcomes:\n{outcomes}items:\n{items}",
        encoding="utf-8",
    )
    return load_instrument(path)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e['instrument']}-{e['age']}-{e['expect']['result']}")
def test_worked_examples(tmp_path: Path, example: dict[str, Any]) -> None:
    answers = {item: "not_known" if said == "unknown" else said for item, said in example["answers"].items()}
    result = score(stand_in(tmp_path, example["instrument"]), answers, age=example["age"])
    assert result.outcome == example["expect"]["result"]
    if "score" in example["expect"]:
        assert result.score == example["expect"]["score"]


def test_a_question_not_asked_is_open_and_not_no(tmp_path: Path) -> None:
    screen = stand_in(tmp_path, "qyit")
    assert score(screen, {"q1": "no", "q2": "no", "q3": "no"}, age=20).outcome == "incomplete"
    assert score(screen, {"q1": "no", "q2": "no", "q3": "no", "q4": "will_not_say"}, age=20).outcome == "incomplete"
    assert score(screen, {f"q{i}": "no" for i in range(1, 5)}, age=20).outcome == "negative"


def test_a_positive_stands_whatever_is_open(tmp_path: Path) -> None:
    result = score(stand_in(tmp_path, "scst"), {"q1": "yes", "q6": "yes"}, age=12)
    assert (result.outcome, result.complete) == ("positive", True)


def test_an_unknown_age_is_said_and_does_not_stop_the_screen(tmp_path: Path) -> None:
    result = score(stand_in(tmp_path, "scst"), {"q1": "yes", "q6": "yes"})
    assert result.outcome == "positive"
    assert any("Built for people aged 12-18" in reason.en for reason in result.reasons)


def test_open_questions_that_cannot_reach_the_cut_off_change_nothing(tmp_path: Path) -> None:
    answers = {f"q{i}": "no" for i in range(1, 6)}
    assert score(stand_in(tmp_path, "scst"), answers | {"q6": "not_known"}, age=15).outcome == "negative"
