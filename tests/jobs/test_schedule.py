"""What the house does by itself: once a period, on the country's clock, however often beat asks."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from carisecure.celery import app
from carisecure.jobs import schedule, worker
from carisecure.jobs.models import Job
from carisecure.jobs.schedule import Due, daily, monthly
from tests.roles import as_system

PORT_OF_SPAIN = ZoneInfo("America/Port_of_Spain")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PORT_OF_SPAIN)


@pytest.mark.parametrize(
    ("now", "period"),
    [
        ("2026-11-01T01:59", "2026-09"),
        ("2026-11-01T02:00", "2026-10"),
        ("2026-11-30T23:59", "2026-10"),
        ("2027-01-01T02:00", "2026-12"),
    ],
)
def test_monthly_is_for_the_month_before(now: str, period: str) -> None:
    assert list(monthly(day=1)(local(now))) == [Due(period, {"period": period})]


def test_a_long_pause_is_caught_up_with() -> None:
    assert [due.period for due in monthly(catch_up=3)(local("2026-02-10T12:00"))] == ["2025-11", "2025-12", "2026-01"]


def test_daily_begins_at_its_hour() -> None:
    assert [due.period for due in daily(at=time(3))(local("2026-11-01T02:59"))] == ["2026-10-31"]
    assert [due.period for due in daily(at=time(3))(local("2026-11-01T03:00"))] == ["2026-11-01"]


@pytest.fixture
def scheduled(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(now: datetime) -> list[Due]:
        raise LookupError("no such pack")

    monkeypatch.setattr(schedule, "_schedules", [("tests.fail", broken), ("tests.statistics", monthly())])


@pytest.mark.django_db
@pytest.mark.usefixtures("scheduled")
def test_a_second_beat_is_harmless_and_a_broken_calendar_harms_no_other(rung: list[uuid.UUID]) -> None:
    # 1 November 05:59 in London is 1 November 01:59 in Port of Spain: October is not due yet.
    early, due = datetime.fromisoformat("2026-11-01T05:59+00:00"), datetime.fromisoformat("2026-11-01T06:00+00:00")
    assert schedule.ask_due(early) != schedule.ask_due(due)
    assert schedule.ask_due(due) == schedule.ask_due(due)
    with as_system():
        periods = list(Job.objects.order_by("unique_key").values_list("unique_key", flat=True))
    assert periods == ["2026-09", "2026-10"]


@pytest.mark.django_db(transaction=True)
def test_the_daily_tidying_runs(rung: list[uuid.UUID]) -> None:
    schedule.ask_due()
    with as_system():
        pk = Job.objects.values_list("pk", flat=True).get(kind="jobs.tidy")
    assert worker.run_job(pk) == "done"


def test_beat_asks_both_questions() -> None:
    app.finalize()
    assert {"jobs.sweep", "jobs.ask_due"} <= set(app.conf.beat_schedule)


def test_two_schedules_for_one_kind_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two schedules"):
        schedule.schedule("jobs.tidy", daily())
