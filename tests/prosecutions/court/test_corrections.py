"""A step or a hearing that was entered wrongly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from carisecure.access.errors import TransitionRefused
from prosecutions.charges.models import Charge
from prosecutions.court.corrections import correct_hearing, correct_step
from prosecutions.court.models import Hearing
from prosecutions.court.operations import record_hearing, record_stage, schedule_hearing
from prosecutions.court_path.models import StageEvent
from prosecutions.record.correcting import Correction
from tests.people import People
from tests.prosecutions.matters import charged

DAY = date(2025, 6, 9)
REASON = "Read from the wrong list."


def step_of(people: People, charge: Charge) -> StageEvent:
    return record_stage(
        prosecution=charge.prosecution, stage="initial_hearing", happened_on=DAY, by=people.prosecutor
    )  # fmt: skip


def test_a_corrected_step_moves_the_matter(people: People) -> None:
    charge = charged(people)
    step = step_of(people, charge)
    newer = correct_step(step=step, correction=Correction(1, REASON, {"stage": "trial"}), by=people.prosecutor)
    charge.prosecution.refresh_from_db()
    assert (newer.stage, newer.is_out_of_order, charge.prosecution.stage) == ("trial", True, "trial")
    back = correct_step(
        step=newer, correction=Correction(2, REASON, {"stage": "initial_hearing"}), by=people.prosecutor
    )
    assert not back.is_out_of_order
    correct_step(step=back, correction=Correction(3, REASON, is_retracted=True), by=people.prosecutor)
    charge.prosecution.refresh_from_db()
    assert charge.prosecution.stage == "charge"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stage": "preliminary_inquiry"}, "stage"),
        ({"stage": "charge"}, "stage"),
        ({"happened_on": date(2025, 5, 31)}, "happened_on"),
        ({"happened_on": date(2999, 1, 1)}, "happened_on"),
    ],
)
def test_a_corrected_step_is_checked(people: People, changes: dict[str, object], field: str) -> None:
    step = step_of(people, charged(people))
    with pytest.raises(ValidationError) as refused:
        correct_step(step=step, correction=Correction(1, REASON, changes), by=people.prosecutor)
    assert list(refused.value.message_dict) == [field]
    assert StageEvent.objects.count() == 2


def test_the_step_of_the_charge_is_corrected_with_the_charge(people: People) -> None:
    charge = charged(people)
    step = charge.accused.stages.get()
    with pytest.raises(TransitionRefused, match="correct the charge"):
        correct_step(step=step, correction=Correction(1, REASON, is_retracted=True), by=people.prosecutor)


def hearing_of(people: People, on: date = DAY) -> Hearing:
    charge = charged(people)
    return schedule_hearing(
        prosecution=charge.prosecution, on=on, at=None, court="Arima", purpose="initial", by=people.prosecutor
    )


def test_a_hearing_keeps_what_was_listed_and_what_was_said_of_it(people: People) -> None:
    listed = hearing_of(people)
    held = record_hearing(hearing=listed, state="held", result="Charge read.", by=people.prosecutor)
    correction = Correction(2, REASON, {"court": "Tunapuna", "state": "held", "result": "Charge read."})
    newer = correct_hearing(hearing=held, correction=correction, by=people.prosecutor)
    assert [row.court for row in Hearing.objects.order_by("version")] == ["Arima", "Arima", "Tunapuna"]
    assert list(Hearing.objects.standing()) == [newer]
    assert (newer.result, newer.correction_reason, held.correction_reason) == ("Charge read.", REASON, "")
    with pytest.raises(TransitionRefused, match="already been recorded"):
        record_hearing(hearing=listed, state="held", result="", by=people.prosecutor)


def test_a_hearing_struck_out_is_listed_no_more(people: People) -> None:
    listed = hearing_of(people, timezone.localdate() + timedelta(days=9))
    correct_hearing(hearing=listed, correction=Correction(1, REASON, is_retracted=True), by=people.prosecutor)
    assert not Hearing.objects.listed().exists()
    with pytest.raises(TransitionRefused, match="struck out"):
        record_hearing(hearing=listed, state="vacated", result="", by=people.prosecutor)


@pytest.mark.parametrize("on", [date(2025, 5, 31), date(1950, 1, 1)])
def test_a_corrected_hearing_is_checked(people: People, on: date) -> None:
    with pytest.raises(ValidationError) as refused:
        correct_hearing(hearing=hearing_of(people), correction=Correction(1, REASON, {"on": on}), by=people.prosecutor)
    assert list(refused.value.message_dict) == ["on"]


def test_no_hearing_to_come_was_held(people: People) -> None:
    held = record_hearing(hearing=hearing_of(people), state="held", result="", by=people.prosecutor)
    day = timezone.localdate() + timedelta(days=2)
    with pytest.raises(ValidationError, match="still to come"):
        correct_hearing(hearing=held, correction=Correction(2, REASON, {"on": day}), by=people.prosecutor)
