"""A verdict typed wrongly, or a sentence: a later row beside the first, and the court path goes along."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from carisecure.access.errors import NotPermitted, StaleRecord, TransitionRefused
from prosecutions.charges.operations import ChargeFacts, lay_charge
from prosecutions.court_path.models import StageEvent
from prosecutions.outcomes.corrections import correct_outcome, correct_sentence
from prosecutions.outcomes.models import Outcome, Sentence
from prosecutions.outcomes.operations import record_outcome, record_sentence, vary_sentence
from prosecutions.record.correcting import Correction
from tests.people import People, enter
from tests.prosecutions.matters import CHARGE, charged

DAY = date(2026, 2, 2)
STRUCK = Correction(1, "Of another accused.", is_retracted=True)


def changed(version: int = 1, **changes: Any) -> Correction:
    return Correction(version, "Typed wrongly.", changes)


@pytest.fixture
def verdict(people: People) -> Outcome:
    return record_outcome(charge=charged(people), verdict="convicted", happened_on=DAY, by=people.prosecutor)


def steps(verdict: Outcome) -> list[tuple[str, date]]:
    rows = StageEvent.objects.filter(prosecution=verdict.prosecution).standing()
    return [(row.stage, row.happened_on) for row in rows.order_by("happened_on", "recorded_at")]


def stage(verdict: Outcome) -> str:
    verdict.prosecution.refresh_from_db()
    return str(verdict.prosecution.stage)


def test_a_corrected_verdict_takes_its_step_along(people: People, verdict: Outcome) -> None:
    day = date(2026, 2, 3)
    newer = correct_outcome(
        outcome=verdict, correction=changed(verdict="acquitted", happened_on=day), by=people.prosecutor
    )
    assert (newer.verdict, newer.replaces, newer.correction_reason) == ("acquitted", verdict, "Typed wrongly.")
    assert steps(verdict) == [("charge", date(2025, 6, 1)), ("acquitted", day)]
    assert StageEvent.objects.get(stage="acquitted").correction_reason == "Typed wrongly."
    assert stage(verdict) == "acquitted"


def test_a_verdict_that_was_not_given_is_struck_out_with_its_step(people: People, verdict: Outcome) -> None:
    correct_outcome(outcome=verdict, correction=STRUCK, by=people.prosecutor)
    assert not Outcome.objects.standing().exists()
    assert steps(verdict) == [("charge", date(2025, 6, 1))]
    assert stage(verdict) == "charge"
    again = record_outcome(charge=verdict.charge, verdict="acquitted", happened_on=DAY, by=people.prosecutor)
    assert steps(again)[-1] == ("acquitted", DAY)
    with pytest.raises(TransitionRefused, match="already has an outcome"):
        correct_outcome(outcome=verdict, correction=changed(2, verdict="convicted"), by=people.prosecutor)


def test_a_verdict_put_back_has_its_step_again(people: People, verdict: Outcome) -> None:
    correct_outcome(outcome=verdict, correction=STRUCK, by=people.prosecutor)
    back = correct_outcome(outcome=verdict, correction=changed(2, verdict="convicted"), by=people.prosecutor)
    assert (back.version, steps(verdict)[-1]) == (3, ("convicted", DAY))


def test_a_step_that_two_verdicts_are_stays(people: People, verdict: Outcome) -> None:
    second = lay_charge(accused=verdict.accused, facts=ChargeFacts(**CHARGE), by=people.prosecutor)
    record_outcome(charge=second, verdict="convicted", happened_on=DAY, by=people.prosecutor)
    correct_outcome(outcome=verdict, correction=changed(verdict="acquitted"), by=people.prosecutor)
    assert {("convicted", DAY), ("acquitted", DAY)} < set(steps(verdict))


def test_a_verdict_that_carries_a_sentence_is_no_acquittal(people: People, verdict: Outcome) -> None:
    record_sentence(outcome=verdict, happened_on=DAY, months=12, by=people.prosecutor)
    for correction in (changed(verdict="acquitted"), STRUCK):
        with pytest.raises(TransitionRefused, match="Strike the sentence out first"):
            correct_outcome(outcome=verdict, correction=correction, by=people.prosecutor)
    with pytest.raises(ValidationError, match="passed before that") as refused:
        correct_outcome(outcome=verdict, correction=changed(happened_on=date(2026, 2, 3)), by=people.prosecutor)
    assert list(refused.value.message_dict) == ["happened_on"]
    assert correct_outcome(outcome=verdict, correction=changed(verdict="guilty_plea"), by=people.prosecutor)


@pytest.mark.parametrize(
    ("day", "told"), [(date(2025, 5, 1), "before the charge was laid"), (date(2999, 1, 1), "in the future")]
)
def test_a_corrected_day_is_a_possible_one(people: People, verdict: Outcome, day: date, told: str) -> None:
    with pytest.raises(ValidationError, match=told) as refused:
        correct_outcome(outcome=verdict, correction=changed(happened_on=day), by=people.prosecutor)
    assert list(refused.value.message_dict) == ["happened_on"]
    assert Outcome.objects.count() == 1


def test_the_second_of_two_is_shown_the_first(people: People, verdict: Outcome) -> None:
    correct_outcome(outcome=verdict, correction=changed(verdict="acquitted"), by=people.prosecutor)
    with pytest.raises(StaleRecord) as stale:
        correct_outcome(outcome=verdict, correction=changed(verdict="dismissed"), by=people.prosecutor)
    assert stale.value.theirs["verdict"] == "acquitted"


def test_the_unit_corrects_nothing(people: People, verdict: Outcome) -> None:
    enter(people.investigator)
    with pytest.raises(NotPermitted):
        correct_outcome(outcome=verdict, correction=changed(verdict="acquitted"), by=people.investigator)


def test_a_corrected_sentence_is_on_its_new_day(people: People, verdict: Outcome) -> None:
    passed = record_sentence(outcome=verdict, happened_on=DAY, months=12, by=people.prosecutor)
    day = date(2026, 2, 9)
    newer = correct_sentence(sentence=passed, correction=changed(months=18, happened_on=day), by=people.prosecutor)
    assert list(Sentence.objects.standing()) == [newer]
    assert (newer.months, steps(verdict)[-1]) == (18, ("sentenced", day))
    correct_sentence(sentence=newer, correction=Correction(2, "No.", is_retracted=True), by=people.prosecutor)
    assert steps(verdict)[-1] == ("convicted", DAY)
    assert stage(verdict) == "convicted"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"months": None}, "at least one part"),
        ({"is_life": True}, "Either life"),
        ({"happened_on": date(2026, 2, 1)}, "before the verdict"),
    ],
)
def test_a_corrected_sentence_is_checked(people: People, verdict: Outcome, changes: Any, told: str) -> None:
    passed = record_sentence(outcome=verdict, happened_on=DAY, months=12, by=people.prosecutor)
    with pytest.raises(ValidationError, match=told):
        correct_sentence(sentence=passed, correction=changed(**changes), by=people.prosecutor)
    assert Sentence.objects.count() == 1


def test_a_sentence_varied_on_appeal_stands_beside_the_first(people: People, verdict: Outcome) -> None:
    passed = record_sentence(outcome=verdict, happened_on=DAY, months=180, by=people.prosecutor)
    later = date(2026, 5, 4)
    varied = vary_sentence(sentence=passed, happened_on=later, months=120, by=people.prosecutor)
    assert set(Sentence.objects.standing()) == {passed, varied}
    assert (varied.varies, varied.outcome) == (passed, verdict)
    with pytest.raises(TransitionRefused, match="not in force"):
        vary_sentence(sentence=passed, happened_on=later, months=60, by=people.prosecutor)
    with pytest.raises(TransitionRefused, match="varied on appeal"):
        correct_sentence(sentence=passed, correction=STRUCK, by=people.prosecutor)
    corrected = correct_sentence(sentence=varied, correction=changed(months=130), by=people.prosecutor)
    assert corrected.varies == passed
    assert correct_sentence(sentence=passed, correction=changed(months=192), by=people.prosecutor).months == 192


def test_nothing_is_varied_before_it_was_passed(people: People, verdict: Outcome) -> None:
    passed = record_sentence(outcome=verdict, happened_on=date(2026, 3, 2), months=180, by=people.prosecutor)
    with pytest.raises(ValidationError, match="it varies") as refused:
        vary_sentence(sentence=passed, happened_on=date(2026, 2, 1), precision="month", months=9, by=people.prosecutor)
    assert "happened_on" in refused.value.message_dict


def test_one_sentence_is_in_force_and_none_is_later_than_what_varied_it(people: People, verdict: Outcome) -> None:
    by = people.prosecutor
    passed = record_sentence(outcome=verdict, happened_on=DAY, months=180, by=by)
    varied = vary_sentence(sentence=passed, happened_on=date(2026, 5, 4), months=120, by=by)
    with pytest.raises(ValidationError, match="varied on appeal before that") as refused:
        correct_sentence(sentence=passed, correction=changed(happened_on=date(2026, 9, 1)), by=by)
    assert list(refused.value.message_dict) == ["happened_on"]
    correct_sentence(sentence=varied, correction=STRUCK, by=by)
    second = vary_sentence(sentence=passed, happened_on=date(2026, 6, 4), months=60, by=by)
    with pytest.raises(TransitionRefused, match="in its place"):
        correct_sentence(sentence=varied, correction=changed(2, months=110), by=by)
    correct_sentence(sentence=second, correction=STRUCK, by=by)
    correct_sentence(sentence=passed, correction=STRUCK, by=by)
    record_sentence(outcome=verdict, happened_on=DAY, months=7, by=by)
    with pytest.raises(TransitionRefused, match="in its place"):
        correct_sentence(sentence=passed, correction=changed(2, months=9), by=by)
    assert Sentence.objects.standing().count() == 1
