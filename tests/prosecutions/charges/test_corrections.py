"""A charge that was entered wrongly, and an advice: corrected or struck out, the matter and its case with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from carisecure.access.errors import TransitionRefused
from cases.record.models import Case
from prosecutions.advice.models import Advice
from prosecutions.advice.operations import correct_advice, record_advice
from prosecutions.charges.corrections import correct_charge
from prosecutions.charges.models import Charge
from prosecutions.charges.operations import ChargeFacts, lay_charge, replace_charge, withdraw_charge
from prosecutions.court.operations import record_stage
from prosecutions.court_path.standing import standing_of
from prosecutions.outcomes.operations import record_outcome
from prosecutions.record.correcting import Correction
from prosecutions.record.models import Prosecution
from tests.people import People, enter
from tests.prosecutions.matters import CHARGE, charged, matter

STRUCK = Correction(1, "Of another matter.", is_retracted=True)


def changed(version: int = 1, **changes: Any) -> Correction:
    return Correction(version, "Typed wrongly.", changes)


def case_stage(people: People, prosecution: Prosecution) -> str:
    enter(people.investigator)
    found = Case.objects.get(pk=prosecution.case_id).stage
    enter(people.prosecutor)
    return str(found)


def test_a_corrected_charge_takes_the_step_along(people: People) -> None:
    charge = charged(people)
    newer = correct_charge(charge=charge, correction=changed(counts=3, laid_on=date(2025, 6, 2)), by=people.prosecutor)
    assert (newer.counts, newer.happened_on, newer.correction_reason) == (3, date(2025, 6, 2), "Typed wrongly.")
    assert charge.accused.stages.standing().get().happened_on == date(2025, 6, 2)


def test_the_path_of_a_charge_corrected_over_the_change_is_the_other(people: People) -> None:
    charge = charged(people, committed_on=date(2022, 1, 1), laid_on=date(2023, 12, 20))
    correct_charge(charge=charge, correction=changed(laid_on=date(2023, 12, 1)), by=people.prosecutor)
    step = charge.accused.stages.standing().get()
    assert step.path != charge.accused.stages.get(version=1).path
    record_stage(
        prosecution=charge.prosecution, stage="preliminary_inquiry", happened_on=date(2024, 2, 1), by=people.prosecutor
    )
    with pytest.raises(ValidationError, match="another court path") as refused:
        correct_charge(charge=charge, correction=changed(2, laid_on=date(2023, 12, 20)), by=people.prosecutor)
    assert list(refused.value.message_dict) == ["laid_on"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"laid_on": date(2025, 3, 3)}, "laid_on"),
        ({"committed_on": date(1999, 1, 1)}, "offence"),
        ({"counts": 0}, "counts"),
        ({"laid_on": date(2999, 1, 1)}, "laid_on"),
    ],
)
def test_a_corrected_charge_is_checked(people: People, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        correct_charge(charge=charged(people), correction=changed(**changes), by=people.prosecutor)
    assert list(refused.value.message_dict) == [field]
    assert Charge.objects.count() == 1


def test_the_only_charge_struck_out_takes_the_matter_and_the_case_back(people: People) -> None:
    charge = charged(people)
    assert case_stage(people, charge.prosecution) == "before_court"
    struck = correct_charge(charge=charge, correction=STRUCK, by=people.prosecutor)
    charge.prosecution.refresh_from_db()
    assert (charge.prosecution.stage, charge.prosecution.court_path) == ("file_received", "")
    assert case_stage(people, charge.prosecution) == "with_dpp"
    for later in (replace_charge, withdraw_charge):
        more: dict[str, Any] = {"withdrawn_on": date(2025, 7, 1)} if later is withdraw_charge else {"facts": None}
        with pytest.raises(TransitionRefused):
            later(charge=struck, by=people.prosecutor, **more)
    correct_charge(charge=struck, correction=changed(2, counts=1), by=people.prosecutor)
    assert case_stage(people, charge.prosecution) == "before_court"
    assert charge.accused.stages.standing().get().stage == "charge"


def test_a_charge_with_a_verdict_or_steps_is_not_struck_out(people: People) -> None:
    charge = charged(people)
    record_stage(
        prosecution=charge.prosecution, accused=charge.accused, stage="initial_hearing", happened_on=date(2025, 7, 1),
        by=people.prosecutor,
    )  # fmt: skip
    with pytest.raises(TransitionRefused, match="Further steps"):
        correct_charge(charge=charge, correction=STRUCK, by=people.prosecutor)
    record_outcome(charge=charge, verdict="acquitted", happened_on=date(2025, 9, 1), by=people.prosecutor)
    with pytest.raises(TransitionRefused, match="verdict stands"):
        correct_charge(charge=charge, correction=STRUCK, by=people.prosecutor)
    assert Charge.objects.get() == charge


def test_a_verdict_stays_on_a_charge_that_is_corrected(people: People) -> None:
    charge = charged(people)
    record_outcome(charge=charge, verdict="acquitted", happened_on=date(2025, 9, 1), by=people.prosecutor)
    newer = correct_charge(charge=charge, correction=changed(counts=2), by=people.prosecutor)
    with pytest.raises(TransitionRefused, match="already has an outcome"):
        record_outcome(charge=newer, verdict="convicted", happened_on=date(2025, 9, 1), by=people.prosecutor)


def test_a_withdrawal_keeps_its_day_when_the_charge_is_corrected(people: People) -> None:
    charge = charged(people)
    gone = withdraw_charge(charge=charge, withdrawn_on=date(2025, 8, 1), precision="month", by=people.prosecutor)
    newer = correct_charge(charge=gone, correction=changed(2, counts=2), by=people.prosecutor)
    assert (newer.is_withdrawn, newer.happened.iso(), newer.laid_on) == (True, "2025-08", CHARGE["laid_on"])


def advised(people: People, prosecution: Prosecution, kind: str) -> Advice:
    today = timezone.localdate()
    return record_advice(prosecution=prosecution, kind=kind, text="Read.", given_on=today, by=people.prosecutor)


def test_the_matter_stands_where_the_advice_that_counts_left_it(people: People) -> None:
    prosecution = matter(people)
    first = advised(people, prosecution, "charge")
    second = advised(people, prosecution, "no_charge")
    correct_advice(advice=first, correction=changed(text="Read twice."), by=people.prosecutor)
    prosecution.refresh_from_db()
    assert prosecution.stage == "no_charge"  # the correction came later, the advice did not
    correct_advice(advice=second, correction=STRUCK, by=people.prosecutor)
    prosecution.refresh_from_db()
    assert prosecution.stage == "charge_advised"
    assert [one.text for one in Advice.objects.standing()] == ["Read twice."]


def test_an_advice_keeps_the_day_of_its_submission(people: People) -> None:
    advice = advised(people, matter(people), "charge")
    early = timezone.localdate().replace(year=2020, month=1, day=1)
    with pytest.raises(ValidationError, match="cannot be earlier") as refused:
        correct_advice(advice=advice, correction=changed(given_on=early), by=people.prosecutor)
    assert list(refused.value.message_dict) == ["given_on"]
    month = early.replace(year=timezone.localdate().year)
    newer = correct_advice(
        advice=advice, correction=changed(given_on=month, given_precision="year"), by=people.prosecutor
    )
    assert newer.given.iso() == str(month.year)


def test_a_charge_is_not_laid_after_what_came_of_it(people: People) -> None:
    charge, late = charged(people), Correction(1, "Typed wrongly.", {"laid_on": date(2026, 3, 1)})

    def refused(row: Charge, told: str, version: int = 1) -> None:
        correction = Correction(version, late.reason, late.changes)
        with pytest.raises(ValidationError, match=told) as error:
            correct_charge(charge=row, correction=correction, by=people.prosecutor)
        assert list(error.value.message_dict) == ["laid_on"]

    other = lay_charge(
        accused=charge.accused, facts=ChargeFacts(**{**CHARGE, "laid_on": date(2026, 4, 1)}), by=people.prosecutor
    )
    standing = standing_of(charge.prosecution, None, on=date(2025, 8, 1))
    assert standing is not None
    record_stage(
        prosecution=charge.prosecution, accused=charge.accused, stage=standing.following[0].code,
        happened_on=date(2025, 8, 1), by=people.prosecutor,
    )  # fmt: skip
    refused(charge, "further step")
    record_outcome(charge=charge, verdict="convicted", happened_on=date(2026, 2, 2), by=people.prosecutor)
    refused(charge, "decided or withdrawn before that")
    gone = withdraw_charge(charge=other, withdrawn_on=date(2026, 4, 2), by=people.prosecutor)
    late = Correction(2, "Typed wrongly.", {"laid_on": date(2026, 5, 1)})
    refused(gone, "decided or withdrawn before that", 2)
