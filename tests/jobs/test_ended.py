"""Real workers and work that never looks up: it is stopped, it runs out of time, its process is killed, and meanwhile
everybody else's work goes on.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from carisecure.audit.models import Seal
from carisecure.jobs.models import Job
from carisecure.jobs.operations import cancel
from carisecure.jobs.states import State
from tests.jobs.asking import ask, marks, now, request_of
from tests.jobs.processes import Workers, until
from tests.people import People
from tests.roles import as_system

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

STOPS_WITHIN_SECONDS = 10.0


def process_of(job: Job) -> int:
    """The process in which a spinning job computes, from when it has begun."""
    until(lambda: getattr(now(job), "progress", None) is not None)
    return now(job).progress.done


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split(")")[-1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def stop(job: Job, people: People) -> None:
    with request_of(people.analyst):
        cancel(job=job, by=people.analyst)


@pytest.mark.parametrize("how", ["python", "c", "sql"])
def test_stop_it_ends_a_work_that_never_looks_up(people: People, workers: Workers, client: Client, how: str) -> None:
    workers.start(beat=True)
    job = ask(people.analyst, "tests.spin", how=how, mark="a")
    process = process_of(job)
    stop(job, people)
    took = until(lambda: now(job).is_finished, patience=STOPS_WITHIN_SECONDS)
    print(f"stopped after {took:.1f} s")  # noqa: T201  a figure for the report
    assert not is_alive(process)
    client.force_login(people.analyst)
    assert "Stopped by you. Nothing was changed." in client.get(reverse("jobs:show", args=[job.pk])).content.decode()
    # The worker is free again, and nobody hands the stopped one out a second time, the sweeper neither.
    after = ask(people.analyst, "tests.mark", mark="b")
    until(lambda: now(after).state == State.DONE)
    until(lambda: workers.log.read_text().count("Task jobs.sweep") > 5)
    ended = now(job)
    assert (ended.state, ended.attempt, marks("a")) == (State.CANCELLED, 1, 0)


@pytest.mark.parametrize("how", ["python", "c"])
def test_what_takes_too_long_is_ended_and_says_so(people: People, workers: Workers, client: Client, how: str) -> None:
    workers.start(beat=True)
    job = ask(people.analyst, "tests.spin_shortly", how=how, mark="a")
    process = process_of(job)
    until(lambda: now(job).is_finished, patience=STOPS_WITHIN_SECONDS)
    assert not is_alive(process)
    until(lambda: workers.log.read_text().count("Task jobs.sweep") > 5)
    ended = now(job)
    assert (ended.state, ended.error, ended.attempt, marks("a")) == (State.FAILED, "too_long", 1, 0)
    client.force_login(people.analyst)
    said = client.get(reverse("jobs:show", args=[job.pk])).content.decode()
    assert "Stopped after 1 minutes: it took too long. Nothing was changed." in said


@pytest.mark.parametrize("who", ["the work", "its watcher"])
def test_a_killed_process_of_a_job_is_tried_again(people: People, workers: Workers, who: str) -> None:
    workers.start(beat=True)
    job = ask(people.analyst, "tests.spin", how="python", mark="a")
    process = process_of(job)
    watcher = int(Path(f"/proc/{process}/stat").read_text().split(")")[-1].split()[1])
    os.kill(process if who == "the work" else watcher, signal.SIGKILL)
    until(lambda: not is_alive(process))
    until(lambda: now(job).is_finished)
    ended = now(job)
    assert (ended.state, ended.attempt, marks("a")) == (State.DONE, 2, 1)


def test_who_is_switched_off_does_not_go_on_computing(people: People, workers: Workers) -> None:
    workers.start()
    job = ask(people.analyst, "tests.spin", how="c", mark="a")
    process = process_of(job)
    with as_system():
        people.analyst.is_active = False
        people.analyst.save()
    until(lambda: now(job).is_finished, patience=STOPS_WITHIN_SECONDS)
    assert not is_alive(process)
    assert (now(job).state, now(job).error) == (State.FAILED, "person_inactive")


def test_one_persons_slow_jobs_are_one_slow_job(people: People, workers: Workers, client: Client) -> None:
    """Two processes, three jobs of one person that never end: others are served at once, and the next begins when the
    first is stopped."""
    workers.start(queues="asked", processes=2)
    slow = [ask(people.analyst, "tests.spin", how="python", mark="a") for _ in range(3)]
    until(lambda: any(now(job).state == State.RUNNING for job in slow))  # whichever process came first has the turn
    others = [ask(people.investigator, "tests.mark", mark="b") for _ in range(5)]
    until(lambda: all(now(job).state == State.DONE for job in others), patience=STOPS_WITHIN_SECONDS)
    running = [job for job in slow if now(job).state == State.RUNNING]
    assert len(running) == 1
    waiting = next(job for job in slow if job not in running)
    client.force_login(people.analyst)
    said = client.get(reverse("jobs:show", args=[waiting.pk])).content.decode()
    assert "Starts when your other job has finished." in said
    stop(running[0], people)  # no beat runs here: the next is rung for by whoever did the one before
    until(lambda: sum(now(job).state == State.RUNNING for job in slow) == 1 and now(running[0]).is_finished)


def test_the_house_goes_on_while_every_process_is_taken(people: People, workers: Workers) -> None:
    """What somebody asked for spins in every process; the log is sealed, what is due is asked for and counted."""
    workers.start(queues="asked", processes=1)
    workers.start(queues="house", processes=2, beat=True)
    slow = ask(people.analyst, "tests.spin", how="c", mark="a")
    process_of(slow)
    with as_system():
        sealed = Seal.objects.count()
    long = ask(None, "tests.house_spin", how="python", mark="h")  # the house's own longest work, too
    process_of(long)
    changed = ask(people.investigator, "tests.mark", mark="w")  # lines for the log, behind a busy desk
    until(lambda: seals() > sealed, patience=STOPS_WITHIN_SECONDS)
    before = workers.log.read_text().count("Task jobs.sweep")
    until(lambda: workers.log.read_text().count("Task jobs.sweep") > before + 3, patience=STOPS_WITHIN_SECONDS)
    assert (now(slow).state, now(long).state) == (State.RUNNING, State.RUNNING)
    assert now(changed).state == State.QUEUED
    with as_system():
        Job.objects.filter(pk=long.pk).update(cancel_requested_at=now(long).asked_at)
    month = ask(None, "tests.statistics", mark="m")
    begun = time.monotonic()
    until(lambda: now(month).state == State.DONE, patience=2 * STOPS_WITHIN_SECONDS)
    print(f"the house's next job after {time.monotonic() - begun:.1f} s")  # noqa: T201
    assert now(slow).state == State.RUNNING


def seals() -> int:
    with as_system():
        return Seal.objects.count()
