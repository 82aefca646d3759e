from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError

from carisecure.access.errors import NotPermitted, TransitionRefused
from carisecure.words import Trust
from prosecutions.charges.operations import ChargeFacts, replace_charge
from prosecutions.court_path.models import StageEvent
from prosecutions.offences import penalties
from prosecutions.offences.catalogue import Penalty, offence
from prosecutions.offences.penalties import penalty_of, sentence_warnings, sentence_words, term_words
from prosecutions.outcomes import operations as outcomes
from prosecutions.outcomes.models import Outcome, Sentence
from prosecutions.outcomes.operations import record_outcome, record_sentence
from tests.people import People, enter
from tests.prosecutions.matters import CHARGE, charged

DAY = date(2026, 2, 2)


def _convicted(people: People, **facts: object) -> Outcome:
    return record_outcome(charge=charged(people, **facts), verdict="convicted", happened_on=DAY, by=people.prosecutor)


def test_a_verdict_is_a_step_of_the_path_too(people: People) -> None:
    outcome = _convicted(people)
    outcome.prosecution.refresh_from_db()
    assert outcome.prosecution.stage == "convicted"
    last = StageEvent.objects.order_by("-happened_on").first()
    assert last is not None
    assert (last.stage, last.is_out_of_order) == ("convicted", True)  # nobody recorded the steps between


def test_a_charge_ends_once(people: People) -> None:
    outcome = _convicted(people)
    with pytest.raises(TransitionRefused):
        record_outcome(charge=outcome.charge, verdict="acquitted", happened_on=DAY, by=people.prosecutor)


def test_a_replaced_charge_has_no_outcome(people: People) -> None:
    charge = charged(people)
    replace_charge(charge=charge, facts=ChargeFacts(**CHARGE), by=people.prosecutor)
    with pytest.raises(TransitionRefused):
        record_outcome(charge=charge, verdict="acquitted", happened_on=DAY, by=people.prosecutor)


def test_a_verdict_before_the_charge_is_refused(people: People) -> None:
    with pytest.raises(ValidationError):
        record_outcome(charge=charged(people), verdict="acquitted", happened_on=date(2025, 5, 1), by=people.prosecutor)


@pytest.mark.parametrize(("year", "possible"), [(2024, False), (2025, True)])
def test_a_verdict_of_a_year_is_compared_as_a_whole(people: People, year: int, possible: bool) -> None:
    facts: dict[str, Any] = {
        "charge": charged(people),
        "verdict": "acquitted",
        "happened_on": date(year, 1, 1),
        "precision": "year",
    }
    if possible:
        assert record_outcome(**facts, by=people.prosecutor).precision == "year"
        return
    with pytest.raises(ValidationError, match="before the charge was laid"):
        record_outcome(**facts, by=people.prosecutor)


def test_a_sentence_before_the_verdict_is_refused(people: People) -> None:
    outcome = _convicted(people)
    with pytest.raises(ValidationError, match="before the verdict") as refused:
        record_sentence(outcome=outcome, happened_on=date(2026, 2, 1), months=12, by=people.prosecutor)
    assert list(refused.value.message_dict) == ["happened_on"]
    assert not Sentence.objects.exists()
    month = date(2026, 2, 1)
    assert record_sentence(outcome=outcome, happened_on=month, precision="month", months=12, by=people.prosecutor)


def test_a_sentence_below_the_reported_floor_is_kept_and_said(people: People) -> None:
    """The country's first conviction gave 15 years on child counts, under the reported floor of 20."""
    outcome = _convicted(people, offence="TT-18")
    sentence = record_sentence(outcome=outcome, happened_on=DAY, months=180, fine=1_000_000, by=people.prosecutor)
    assert sentence_words(sentence) == "15 years and TTD 1,000,000"
    warnings = sentence_warnings(outcome.charge, sentence)
    assert len(warnings) == 1
    assert "15" in warnings[0]
    assert "20" in warnings[0]
    words = penalty_of(outcome.charge)
    assert (words.trust, words.is_verified) == ("secondary source", False)
    outcome.prosecution.refresh_from_db()
    assert outcome.prosecution.stage == "sentenced"


def test_the_penalty_is_that_of_the_day_of_the_offence(people: People) -> None:
    charge = charged(people)
    assert "15 years" in penalty_of(charge).text
    charge.committed_on = date(2001, 1, 1)
    assert penalty_of(charge).text == "not known yet"


def test_a_penalty_that_changed_within_the_time_is_not_known(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """An act of "2024" may lie before or after the change: nobody is told the one of 1 January."""
    charge = charged(people, committed_on=date(2024, 1, 1), committed_precision="year")
    assert "15 years" in penalty_of(charge).text
    known = offence("TT-16")
    halves = (
        replace(known.penalties[0], until=date(2024, 7, 1)),
        replace(known.penalties[0], from_=date(2024, 7, 1), min_years=25),
    )
    monkeypatch.setattr(penalties, "offence", lambda code: replace(known, penalties=halves))
    assert penalty_of(charge).text == "not known yet"
    charge.committed_on, charge.committed_precision = date(2024, 7, 1), "month"
    assert "25 years" in penalty_of(charge).text


def test_terms_in_words() -> None:
    assert [term_words(n) for n in (12, 30, 1, 180)] == ["1 year", "2 years 6 months", "1 month", "15 years"]


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ({"max_years": 1}, "not more than 1 year"), ({"max_years": 2}, "not more than 2 years"),
        ({"min_years": 1}, "not less than 1 year"), ({"years": 1}, "1 year (not known whether minimum or maximum)"),
        ({"max_years": 15, "aggravated_extra_years": 1}, "not more than 15 years; 1 year more where aggravated"),
    ],
)  # fmt: skip
def test_one_year_is_no_years(years: dict[str, Any], said: str) -> None:
    assert penalties._in_words(Penalty(from_=date(2024, 1, 1), trust=Trust.VERIFIED, **years)) == said


@pytest.mark.parametrize("facts", [{}, {"is_life": True, "months": 12}])
def test_a_sentence_says_one_thing(people: People, facts: dict[str, object]) -> None:
    outcome = _convicted(people)
    with pytest.raises(ValidationError):
        record_sentence(outcome=outcome, happened_on=DAY, by=people.prosecutor, **facts)  # type: ignore[arg-type]


def test_an_acquittal_has_no_sentence(people: People) -> None:
    outcome = record_outcome(charge=charged(people), verdict="acquitted", happened_on=DAY, by=people.prosecutor)
    with pytest.raises(TransitionRefused):
        record_sentence(outcome=outcome, happened_on=DAY, months=12, by=people.prosecutor)


def test_the_unit_does_not_record_verdicts(people: People) -> None:
    charge = charged(people)
    enter(people.investigator)
    with pytest.raises(NotPermitted):
        record_outcome(charge=charge, verdict="acquitted", happened_on=DAY, by=people.investigator)


def test_nothing_is_left_when_it_fails_late(people: People) -> None:
    outcome = _convicted(people)
    with mock.patch.object(outcomes, "step_too", side_effect=RuntimeError), pytest.raises(RuntimeError):
        record_sentence(outcome=outcome, happened_on=DAY, months=12, by=people.prosecutor)
    assert not Sentence.objects.exists()
