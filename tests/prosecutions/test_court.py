from __future__ import annotations

from datetime import date, time, timedelta
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from carisecure.access.errors import NotPermitted, StaleRecord, TransitionRefused
from prosecutions.models import Hearing, StageEvent
from prosecutions.operations import adjourn_hearing, court, record_hearing, record_stage, schedule_hearing
from tests.people import People, enter
from tests.prosecutions.matters import charged, matter

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
    adjourn_hearing(
        hearing=hearing, because="witness_absent", asked_by="prosecution", result="", to=TODAY + timedelta(days=30),
        at=time(10), by=people.prosecutor,
    )  # fmt: skip
    hearing.refresh_from_db()
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
    with pytest.raises(ValidationError, match="Look at the year") as caught:
        _hearing(people, on=date(year, 3, 1))
    assert list(caught.value.message_dict) == ["on"]
    hearing = _hearing(people)
    with pytest.raises(ValidationError, match="Look at the year"):
        adjourn_hearing(
            hearing=hearing, because="witness_absent", asked_by="defence", result="", to=date(2999, 1, 1),
            by=people.prosecutor,
        )  # fmt: skip
