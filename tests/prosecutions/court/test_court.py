from __future__ import annotations

from datetime import date, time, timedelta
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from carisecure.access.errors import NotPermitted, StaleRecord, TransitionRefused
from carisecure.corrections.operations import follow_up
from prosecutions.charges.models import Charge
from prosecutions.charges.operations import ChargeFacts, lay_charge, withdraw_charge
from prosecutions.court import operations as court
from prosecutions.court.models import Hearing
from prosecutions.court.operations import adjourn_hearing, record_hearing, record_stage, schedule_hearing
from prosecutions.court_path.models import StageEvent
from tests.people import People, enter
from tests.prosecutions.matters import CHARGE, charged, matter

# Of the day on which the tests began: what must be to come is two days ahead, for midnight may pass meanwhile.
TODAY = timezone.localdate()


def _hearing(people: People, on: date = TODAY) -> Hearing:
    return schedule_hearing(
        prosecution=matter(people),
        on=on,
        at=time(9, 30),
        court="Port of Spain",
        purpose="initial",
        by=people.prosecutor,
    )


def test_the_path_begins_with_a_charge(people: People) -> None:
    prosecution = matter(people)
    with pytest.raises(TransitionRefused):
        record_stage(prosecution=prosecution, stage="trial", happened_on=TODAY, by=people.prosecutor)


def test_a_step_that_follows_is_recorded(people: People) -> None:
    charge = charged(people)
    event = record_stage(
        prosecution=charge.prosecution, stage="initial_hearing", happened_on=date(2025, 6, 9), by=people.prosecutor
    )
    assert not event.is_out_of_order
    charge.prosecution.refresh_from_db()
    assert charge.prosecution.stage == "initial_hearing"


def test_a_step_that_does_not_follow_wants_to_be_confirmed(people: People) -> None:
    charge = charged(people)
    facts = {"prosecution": charge.prosecution, "stage": "trial", "happened_on": TODAY, "by": people.prosecutor}
    with pytest.raises(TransitionRefused, match="Initial hearing"):
        record_stage(**facts)  # type: ignore[arg-type]
    assert record_stage(**facts, confirmed=True).is_out_of_order  # type: ignore[arg-type]


def test_a_stage_of_the_other_path_is_refused_even_confirmed(people: People) -> None:
    charge = charged(people)
    with pytest.raises(ValidationError):
        record_stage(
            prosecution=charge.prosecution, stage="preliminary_inquiry", happened_on=TODAY, by=people.prosecutor,
            confirmed=True,
        )  # fmt: skip
    assert StageEvent.objects.count() == 1


def test_a_day_to_come_is_refused(people: People) -> None:
    charge = charged(people)
    with pytest.raises(ValidationError):
        record_stage(
            prosecution=charge.prosecution, stage="initial_hearing", happened_on=TODAY + timedelta(days=2),
            by=people.prosecutor,
        )  # fmt: skip


def test_a_hearing_is_listed_in_the_countrys_time(people: People) -> None:
    hearing = _hearing(people)
    starts = hearing.starts_at
    assert starts is not None
    assert (hearing.zone, starts.hour, str(starts.tzinfo)) == ("America/Port_of_Spain", 9, "America/Port_of_Spain")


def test_an_adjournment_has_its_reason_and_lists_the_next(people: People) -> None:
    hearing = _hearing(people)
    hearing = adjourn_hearing(
        hearing=hearing, because="witness_absent", asked_by="prosecution", result="", to=TODAY + timedelta(days=30),
        at=time(10), by=people.prosecutor,
    )  # fmt: skip
    following = hearing.adjourned_to
    assert following is not None
    assert (hearing.state, hearing.adjourned_because, hearing.adjourned_by) == (
        "adjourned", "witness_absent", "prosecution",
    )  # fmt: skip
    assert (following.state, following.purpose, following.on) == ("listed", "initial", TODAY + timedelta(days=30))


def test_what_happened_is_said_once(people: People) -> None:
    hearing = _hearing(people)
    record_hearing(hearing=hearing, state="held", result="Charge read.", by=people.prosecutor)
    with pytest.raises(TransitionRefused):
        adjourn_hearing(hearing=hearing, because="other", asked_by="court", result="", by=people.prosecutor)
    with pytest.raises(StaleRecord):
        record_hearing(hearing=hearing, state="held", result="Mine.", by=people.prosecutor, version=1)


def test_a_hearing_to_come_was_not_held(people: People) -> None:
    hearing = _hearing(people, TODAY + timedelta(days=3))
    for state in ("held", "listed", "adjourned"):
        with pytest.raises(ValidationError):
            record_hearing(hearing=hearing, state=state, result="", by=people.prosecutor)
    record_hearing(hearing=hearing, state="vacated", result="", by=people.prosecutor)


def test_an_adjournment_goes_forward(people: People) -> None:
    hearing = _hearing(people)
    with pytest.raises(ValidationError):
        adjourn_hearing(
            hearing=hearing, because="other", asked_by="court", result="", to=TODAY - timedelta(days=1),
            by=people.prosecutor,
        )  # fmt: skip


def test_the_unit_reads_the_court_path_and_does_not_write_it(people: People) -> None:
    hearing = _hearing(people)
    enter(people.investigator)
    assert Hearing.objects.filter(pk=hearing.pk).exists()
    with pytest.raises(NotPermitted):
        record_hearing(hearing=hearing, state="held", result="", by=people.investigator)


def test_nothing_is_left_when_it_fails_late(people: People) -> None:
    hearing = _hearing(people)
    with mock.patch.object(court, "_close", side_effect=RuntimeError), pytest.raises(RuntimeError):
        adjourn_hearing(
            hearing=hearing, because="other", asked_by="court", result="", to=TODAY + timedelta(days=1),
            by=people.prosecutor,
        )  # fmt: skip
    assert Hearing.objects.count() == 1


@pytest.mark.parametrize("year", [1, 1066, 1990, 2999])
def test_nothing_is_listed_in_a_year_that_is_a_slip_of_the_hand(people: People, year: int) -> None:
    with pytest.raises(ValidationError, match="Check the year") as caught:
        _hearing(people, on=date(year, 3, 1))
    assert list(caught.value.message_dict) == ["on"]
    hearing = _hearing(people)
    with pytest.raises(ValidationError, match="Check the year"):
        adjourn_hearing(
            hearing=hearing, because="witness_absent", asked_by="defence", result="", to=date(2999, 1, 1),
            by=people.prosecutor,
        )  # fmt: skip


def _list(people: People, charge: Charge, on: date, purpose: str = "initial") -> Hearing:
    return schedule_hearing(
        prosecution=charge.prosecution, on=on, at=None, court="Arima", purpose=purpose, by=people.prosecutor
    )


@pytest.mark.parametrize(
    ("laid_on", "precision", "last_refused"),
    [
        (date(2025, 6, 15), "day", date(2025, 6, 14)),
        (date(2025, 6, 1), "month", date(2025, 5, 31)),
        (date(2025, 1, 1), "year", date(2024, 12, 31)),
    ],
)
def test_no_hearing_is_before_the_first_charge(
    people: People, laid_on: date, precision: str, last_refused: date
) -> None:
    """The first: of two charges, and of what a month or a year can mean."""
    charge = charged(people, committed_on=date(2024, 3, 4), laid_on=laid_on, laid_precision=precision)
    later = ChargeFacts(**{**CHARGE, "laid_on": date(2025, 9, 1)})
    lay_charge(accused=charge.accused, facts=later, by=people.prosecutor)
    with pytest.raises(ValidationError, match="before the first charge was laid") as refused:
        _list(people, charge, last_refused)
    assert list(refused.value.message_dict) == ["on"]
    assert not Hearing.objects.exists()
    assert _list(people, charge, last_refused + timedelta(days=1)).state == "listed"


def test_an_application_may_be_heard_before_a_charge(people: People) -> None:
    charge = charged(people)
    assert _list(people, charge, charge.laid_on - timedelta(days=9), purpose="other").purpose == "other"


def test_a_charge_that_was_withdrawn_was_laid_all_the_same(people: People) -> None:
    charge = charged(people)
    withdraw_charge(charge=charge, withdrawn_on=date(2025, 7, 1), by=people.prosecutor)
    assert _list(people, charge, charge.laid_on)


def test_a_hearing_that_is_over_wants_its_charge_first(people: People) -> None:
    """One to come may be listed before: the charge is to be laid by then."""
    with pytest.raises(ValidationError, match="Record the charge first") as refused:
        _hearing(people, TODAY - timedelta(days=1))
    assert list(refused.value.message_dict) == ["on"]
    assert _hearing(people, TODAY + timedelta(days=2)).state == "listed"


def test_nothing_is_adjourned_to_a_day_before_the_charge(people: People) -> None:
    """A hearing that was listed before anybody was charged, and a charge that came after it."""
    charge = charged(people)
    early = _list(people, charge, charge.laid_on - timedelta(days=9), purpose="other")
    early = follow_up(early, by=people.prosecutor, purpose="bail")
    with pytest.raises(ValidationError) as refused:
        adjourn_hearing(
            hearing=early, because="other", asked_by="court", result="", to=charge.laid_on - timedelta(days=1),
            by=people.prosecutor,
        )  # fmt: skip
    assert list(refused.value.message_dict) == ["to"]
    adjourn_hearing(
        hearing=early, because="other", asked_by="court", result="", to=charge.laid_on, by=people.prosecutor
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "precision", "possible"),
    [
        (date(2025, 5, 31), "day", False),
        (date(2025, 5, 1), "month", False),
        (date(2024, 1, 1), "year", False),
        (date(2025, 6, 1), "day", True),
        (date(2025, 1, 1), "year", True),
    ],
)
def test_no_step_is_before_the_charge(people: People, on: date, precision: str, possible: bool) -> None:
    """Some day of the year in which it was laid may have been after it."""
    charge = charged(people)

    def step() -> StageEvent:
        return record_stage(
            prosecution=charge.prosecution, accused=charge.accused, stage="initial_hearing", happened_on=on,
            precision=precision, by=people.prosecutor,
        )  # fmt: skip

    if possible:
        assert step().stage == "initial_hearing"
        return
    with pytest.raises(ValidationError) as refused:
        step()
    assert list(refused.value.message_dict) == ["happened_on"]
