"""What the house does by itself: once a period, on the country's clock, however often beat asks."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from carisecure.celery import app
from carisecure.jobs import schedule, worker
from carisecure.jobs.models import Job, JobFile, JobProgress
from carisecure.jobs.schedule import Due, daily, monthly
from carisecure.jobs.states import UNFINISHED, State
from tests.jobs.asking import request_of
from tests.people import People
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
        with_old = job_of_the_house("2020-01-01", days=2000).pk
    assert worker.run_job(pk) == "done"
    with as_system():
        assert Job.objects.get(pk=pk).result == {"removed": 0, "forgotten": 0, "jobs": 1}
        assert not Job.objects.filter(pk=with_old).exists()


def test_beat_asks_both_questions() -> None:
    app.finalize()
    assert {"jobs.sweep", "jobs.ask_due"} <= set(app.conf.beat_schedule)


def test_two_schedules_for_one_kind_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two schedules"):
        schedule.schedule("jobs.tidy", daily())


def job_of_the_house(period: str, *, days: int, state: State = State.DONE, **changes: Any) -> Job:
    """A job of a period that ended so many days before 1 November 2026; it has its progress."""
    finished = None if state in UNFINISHED else local("2026-11-01T12:00") - timedelta(days=days)
    values = {"kind": "tests.statistics", "unique_key": period, "state": state, "finished_at": finished, **changes}
    job = Job.objects.create(**values)
    JobProgress.objects.create(job=job, done=1)
    return job


@pytest.mark.django_db
def test_what_the_house_did_is_forgotten_after_its_days_and_nothing_else(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "_schedules", [("tests.statistics", monthly(catch_up=6))])
    with as_system():
        old = [
            job_of_the_house("2026-01", days=91),
            job_of_the_house("2026-02", days=200, state=State.FAILED),
            job_of_the_house("2026-06", days=91, kind="tests.mark"),  # another kind, whose period nobody asks for
        ]
        kept = [
            job_of_the_house("2026-03", days=89),
            job_of_the_house("2026-06", days=120),  # asked for again, it would be done again
            job_of_the_house("2026-04", days=0, state=State.QUEUED, queued_at=local("2026-01-01T12:00")),
            job_of_the_house("2026-05", days=400, actor=people.analyst),
            job_of_the_house("2025-01", days=400),
        ]
        file = {"name": "a.csv", "content_type": "text/csv", "size": 1, "sha256": "0" * 64, "path": "jobs/0/0"}
        JobFile.objects.create(job=kept[-1], action="reports.view_figures", **file)
    with request_of(None):
        assert schedule.forget_old(local("2026-11-01T12:00")) == len(old)
    with as_system():
        assert set(Job.objects.values_list("pk", flat=True)) == {job.pk for job in kept}
        assert JobProgress.objects.count() == len(kept)


@pytest.mark.django_db
def test_no_more_than_a_nights_work_is_forgotten_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "FORGOTTEN_AT_ONCE", 2)
    with as_system():
        jobs = [job_of_the_house(f"2025-{month:02d}", days=600 - month) for month in range(1, 6)]
    with request_of(None):
        assert schedule.forget_old(local("2026-11-01T12:00")) == 2
    with as_system():
        assert set(Job.objects.values_list("pk", flat=True)) == {job.pk for job in jobs[2:]}


@pytest.mark.django_db
def test_a_person_forgets_no_job_of_the_house(people: People) -> None:
    with as_system():
        job_of_the_house("2025-01", days=400)
    with request_of(people.analyst):
        assert schedule.forget_old(local("2026-11-01T12:00")) == 0
    with as_system():
        assert Job.objects.count() == 1
