"""One job from claim to end: once, as the person, all or nothing."""

from __future__ import annotations

import logging
import threading
import uuid

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from carisecure.accounts.operations import set_agency_active, set_user_active
from carisecure.audit.models import Entry
from carisecure.jobs import kinds, worker
from carisecure.jobs.errors import TookTooLong, worded
from carisecure.jobs.models import Job
from carisecure.jobs.operations import ask_again, cancel
from carisecure.jobs.queries import trouble_of
from carisecure.jobs.states import State
from tests.jobs.asking import ask, marks, now, request_of
from tests.jobs.processes import PATIENCE_SECONDS
from tests.people import People
from tests.roles import as_system

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rung")]


def test_work_and_the_word_done_come_together(people: People) -> None:
    job = ask(people.analyst, "tests.mark", mark="a")
    assert worker.run_job(job.pk) == "done"
    ended = now(job)
    assert (ended.state, ended.result, ended.attempt) == (State.DONE, {"mark": "a"}, 1)
    assert (ended.progress.done, ended.progress.total) == (1, 1)
    assert marks("a") == 1


def test_a_second_bell_does_nothing(people: People) -> None:
    job = ask(people.analyst, "tests.mark", mark="a")
    assert [worker.run_job(job.pk) for _ in range(3)] == ["done", "skipped", "skipped"]
    assert marks("a") == 1


def test_a_bell_for_a_job_that_was_never_stored_does_nothing() -> None:
    assert worker.run_job(uuid.uuid4()) == "skipped"


def test_two_workers_with_one_job_do_it_once(people: People) -> None:
    job = ask(people.analyst, "tests.mark", mark="a")
    together = threading.Barrier(4)
    ends: list[str] = []

    def work() -> None:
        together.wait()
        ends.append(worker.run_job(job.pk))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["done", "skipped", "skipped", "skipped"]
    assert marks("a") == 1
    assert now(job).attempt == 1


def test_a_job_of_the_house() -> None:
    job = ask(None, "tests.statistics", mark="a")
    assert worker.run_job(job.pk) == "done"
    assert now(job).actor is None


def test_failing_work_leaves_nothing_but_the_failure(people: People, caplog: pytest.LogCaptureFixture) -> None:
    job = ask(people.analyst, "tests.fail", mark="a")
    assert worker.run_job(job.pk) == "failed"
    ended = now(job)
    assert (ended.state, ended.error, ended.result) == (State.FAILED, "unexpected", None)
    assert "Petra" not in ended.message
    assert marks("a") == 0
    assert [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert not [r for r in caplog.records if "Petra" in r.getMessage()]


def test_a_result_with_a_name_in_it_fails(people: People) -> None:
    job = ask(people.analyst, "tests.talk", mark="a")
    assert worker.run_job(job.pk) == "failed"
    assert now(job).result is None


@pytest.mark.parametrize(
    ("how", "error", "arguments", "words"),
    [
        ("job", "tests.file_faulty", {"line": 3}, "The quotation marks in line 3 do not match"),
        ("transition", "refused", {}, "The month is closed."),
        ("permission", "not_permitted", {}, "You are no longer allowed to do this."),
    ],
)
def test_what_a_refusal_says(people: People, how: str, error: str, arguments: dict[str, object], words: str) -> None:
    job = ask(people.analyst, "tests.refuse", how=how)
    assert worker.run_job(job.pk) == "failed"
    assert (now(job).error, now(job).arguments) == (error, arguments)
    assert words in trouble_of(now(job))


def test_a_refusal_of_permission_is_in_the_ledger(people: People) -> None:
    job = ask(people.analyst, "tests.refuse", how="permission")
    worker.run_job(job.pk)
    with as_system():
        line = Entry.objects.get(action="refused.not_permitted")
    assert (line.actor, line.request, line.object_id) == (people.analyst.pk, str(job.pk), "an-id")


def test_a_full_disk_is_said_and_not_tried_again(people: People) -> None:
    job = ask(people.analyst, "tests.refuse", how="no_room")
    worker.run_job(job.pk)
    assert (now(job).state, now(job).error, now(job).attempt) == (State.FAILED, "no_room", 1)
    assert "no room on the disk" in worded("no_room", {})


def test_a_fault_of_the_database_is_tried_three_times(people: People) -> None:
    job = ask(people.analyst, "tests.refuse", how="database")
    assert [worker.run_job(job.pk) for _ in range(3)] == ["queued", "queued", "failed"]
    assert (now(job).error, now(job).attempt) == ("database", 3)


def test_a_job_that_kills_its_workers_is_not_started_for_ever(people: People) -> None:
    job = ask(people.analyst, "tests.mark", mark="a")
    with as_system():
        Job.objects.filter(pk=job.pk).update(state=State.RUNNING, attempt=5)
    assert worker.run_job(job.pk) == "failed"
    assert now(job).error == "keeps_dying"


def test_nothing_goes_on_in_the_name_of_who_was_switched_off(people: People) -> None:
    job = ask(people.analyst, "tests.mark", mark="a")
    with as_system():
        type(people.analyst).objects.filter(pk=people.analyst.pk).update(is_active=False)
    assert worker.run_job(job.pk) == "failed"
    assert now(job).error == "person_inactive"
    assert marks("a") == 0


def test_who_is_switched_off_meanwhile_stops_at_the_next_chunk(people: People) -> None:
    job = ask(people.analyst, "tests.switch_off", mark="a")
    assert worker.run_job(job.pk) == "failed"
    assert now(job).error == "person_inactive"
    assert marks("a") == 0


@pytest.mark.parametrize("what", ["person", "agency"])
def test_an_administrator_switches_off_whoever_has_a_job_running(people: People, client: Client, what: str) -> None:
    """By the page's own operation: out at the next request, and their running job ends with nothing written."""
    client.force_login(people.analyst)
    assert client.get("/jobs/").status_code == 200
    job = ask(people.analyst, "tests.slow", mark="a")
    ends: list[str] = []

    def work() -> None:
        ends.append(worker.run_job(job.pk))
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    while not getattr(now(job), "progress", None):
        assert thread.is_alive()
    with request_of(people.administrator):
        if what == "person":
            set_user_active(user=people.analyst, active=False, by=people.administrator)
        else:
            set_agency_active(agency=people.analyst.agency, active=False, by=people.administrator)
    assert client.get("/jobs/")["Location"].startswith("/sign-in/")
    thread.join(PATIENCE_SECONDS)
    assert ends == ["failed"]
    assert (now(job).state, now(job).error, marks("a")) == (State.FAILED, "person_inactive", 0)


def test_a_cancel_stops_it_at_the_next_chunk_and_progress_is_seen_meanwhile(people: People) -> None:
    job = ask(people.analyst, "tests.slow", mark="a")
    ends: list[str] = []

    def work() -> None:
        ends.append(worker.run_job(job.pk))
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    while not getattr(now(job), "progress", None):
        assert thread.is_alive()
    seen = now(job)
    assert (seen.state, seen.progress.done, seen.progress.total) == (State.RUNNING, 1, 2)
    assert worker.run_job(job.pk) == "skipped"  # a second bell while it runs
    with request_of(people.analyst):
        cancel(job=job, by=people.analyst)
    thread.join(PATIENCE_SECONDS)
    assert ends == ["cancelled"]
    assert now(job).state == State.CANCELLED
    assert marks("a") == 0


def test_a_waiting_job_is_cancelled_at_once_and_can_be_asked_for_again(people: People) -> None:
    job = ask(people.analyst, "tests.mark", mark="a")
    with request_of(people.analyst):
        cancel(job=job, by=people.analyst)
    assert worker.run_job(job.pk) == "skipped"
    assert now(job).state == State.CANCELLED
    with request_of(people.analyst):
        ask_again(job=job, by=people.analyst)
    assert worker.run_job(job.pk) == "done"


def test_the_ledger_says_for_whom_the_work_was_done(people: People) -> None:
    job = ask(people.analyst, "tests.statistics", mark="a")
    worker.run_job(job.pk)
    with as_system():
        lines = Entry.objects.filter(table_name="jobs_job", object_id=str(job.pk)).order_by("id")
        assert [(line.actor, line.purpose) for line in lines] == [
            (people.analyst.pk, "request"),
            (people.analyst.pk, "maintenance"),
            (people.analyst.pk, "statistics"),
        ]


def test_a_worker_takes_one_job_of_a_person_at_a_time(people: People) -> None:
    """The house counts as one person; somebody else's job goes on beside."""
    slow, second = (ask(people.analyst, kind, mark="a") for kind in ("tests.slow", "tests.mark"))
    others = ask(people.investigator, "tests.mark", mark="b")
    ends: list[str] = []

    def work() -> None:
        ends.append(worker.run_job(slow.pk, in_turn=True))
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    while not getattr(now(slow), "progress", None):
        assert thread.is_alive()
    assert worker.run_job(second.pk, in_turn=True) == "skipped"
    assert now(second).state == State.QUEUED
    assert worker.run_job(others.pk, in_turn=True) == "done"
    with request_of(people.analyst):
        cancel(job=slow, by=people.analyst)
    thread.join(PATIENCE_SECONDS)
    assert ends == ["cancelled"]
    assert worker.run_job(second.pk, in_turn=True) == "done"


def test_the_watcher_is_told_which_attempt_has_begun(people: People) -> None:
    job = ask(people.analyst, "tests.mark", mark="a")
    begun: list[int] = []
    assert worker.run_job(job.pk, claimed=begun.append) == "done"
    assert worker.run_job(job.pk, claimed=begun.append) == "skipped"
    assert begun == [1]


def test_a_job_that_was_ended_for_its_time_has_failed_and_is_not_tried_again(people: People) -> None:
    job = ask(people.analyst, "tests.mark", mark="a")
    with as_system():
        Job.objects.filter(pk=job.pk).update(state=State.RUNNING, attempt=1)
    assert worker.end_badly(now(job), TookTooLong()) == "failed"
    assert (now(job).state, now(job).error) == (State.FAILED, "too_long")
    assert worker.run_job(job.pk) == "skipped"


@pytest.mark.parametrize("seconds", [0, -1, kinds.LONGEST_SECONDS + 1])
def test_no_kind_may_take_for_ever(seconds: int) -> None:
    with pytest.raises(ValueError, match="at most"):
        kinds.job_kind("tests.for_ever", title="Sample", limit_seconds=seconds)


def test_a_kind_without_a_limit_has_the_installations(settings: Settings) -> None:
    settings.JOBS_TIME_LIMIT_SECONDS = 77
    assert [kinds.time_limit(kind) for kind in ("tests.mark", "tests.spin_shortly", "gone")] == [77, 2, 77]
