"""The pages about jobs: one's own, with what to expect, and nothing of anybody else's."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from carisecure.jobs.models import Job, JobFile, JobProgress
from carisecure.jobs.states import State
from tests.access.world import World
from tests.jobs import world
from tests.jobs.asking import ask, now
from tests.people import People
from tests.roles import as_system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rung")]


@pytest.fixture
def analyst(people: People, client: Client) -> Client:
    client.force_login(people.analyst)
    return client


@pytest.fixture
def job(people: People) -> Job:
    return ask(people.analyst, "tests.slow", mark="a")


def change(job: Job, **values: Any) -> None:
    with as_system():
        Job.objects.filter(pk=job.pk).update(**values)


def page(client: Client, job: Job, **headers: str) -> str:
    response = client.get(reverse("jobs:show", args=[job.pk]), headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_a_new_job_begins_in_a_moment(analyst: Client, job: Job) -> None:
    shown = page(analyst, job)
    assert "Starting in a moment." in shown
    assert "Waiting in line" not in shown


def test_one_that_nobody_takes_says_that_it_waits(analyst: Client, job: Job) -> None:
    change(job, queued_at=timezone.now() - timedelta(seconds=6))
    assert "Waiting in line." in page(analyst, job)


def test_one_that_runs_without_a_word_of_how_far_says_no_more_than_that(analyst: Client, job: Job) -> None:
    """Whether its worker is alive is not known to the page; that it is begun anew is."""
    change(job, state="running", started_at=timezone.now())
    shown = page(analyst, job)
    assert "In progress. If it is interrupted, it starts again by itself." in shown
    assert "Starting in a moment." not in shown


def test_the_fragment_asks_again_and_has_a_plain_link(analyst: Client, job: Job) -> None:
    url = reverse("jobs:show", args=[job.pk])
    part = page(analyst, job, hx_request="true")
    assert "<html" not in part
    assert f'hx-get="{url}" hx-trigger="every 2s"' in part
    assert f'href="{url}"' in part


def test_progress_is_shown_in_words_and_numbers(analyst: Client, job: Job) -> None:
    change(job, state=State.RUNNING, attempt=1, started_at=timezone.now())
    with as_system():
        JobProgress.objects.create(job=job, done=1, total=2, note="half")
    shown = page(analyst, job)
    assert "1 of 2 · Half of it" in shown
    assert '<progress value="1" max="2"' in shown


def test_a_finished_job_is_not_asked_about_any_more(analyst: Client, job: Job) -> None:
    change(job, state=State.DONE, finished_at=timezone.now(), result={})
    shown = page(analyst, job)
    assert "hx-get" not in shown
    assert "Stop it" not in shown


def test_a_failed_job_says_why_and_offers_another_try(analyst: Client, job: Job) -> None:
    change(job, state=State.FAILED, error="database", finished_at=timezone.now())
    assert "The database could not be reached." in page(analyst, job)
    analyst.post(reverse("jobs:ask_again", args=[job.pk]))
    assert now(job).state == State.QUEUED


def test_asking_again_for_what_is_done_says_so(analyst: Client, job: Job) -> None:
    change(job, state=State.DONE, finished_at=timezone.now(), result={})
    response = analyst.post(reverse("jobs:ask_again", args=[job.pk]), follow=True)
    assert "Already in progress, or finished." in response.content.decode()
    assert now(job).state == State.DONE


def test_stopping_a_waiting_job(analyst: Client, job: Job) -> None:
    assert analyst.post(reverse("jobs:cancel", args=[job.pk])).status_code == 302
    assert now(job).state == State.CANCELLED


def test_stopping_a_running_job_asks_its_worker(analyst: Client, job: Job) -> None:
    change(job, state=State.RUNNING, attempt=1)
    analyst.post(reverse("jobs:cancel", args=[job.pk]))
    assert now(job).state == State.RUNNING
    assert now(job).cancel_requested_at is not None
    assert "Stopping." in page(analyst, job)


@pytest.mark.parametrize("name", ["show", "cancel", "ask_again"])
def test_another_persons_job_answers_like_none(people: People, client: Client, job: Job, name: str) -> None:
    client.force_login(people.supervisor)
    ask_for = client.get if name == "show" else client.post
    hidden, none = (ask_for(reverse(f"jobs:{name}", args=[pk])) for pk in (job.pk, uuid.uuid4()))
    assert hidden.status_code == none.status_code == 404
    assert hidden.content == none.content
    assert now(job).state == State.QUEUED


def test_the_list_holds_ones_own_jobs(analyst: Client, people: People, job: Job) -> None:
    other = ask(people.supervisor, "tests.mark", mark="b")
    shown = analyst.get(reverse("jobs:mine")).content.decode()
    assert reverse("jobs:show", args=[job.pk]) in shown
    assert str(other.pk) not in shown


def test_the_page_asks_few_questions(
    analyst: Client, job: Job, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10):
        page(analyst, job)


def test_a_file_is_fetched_from_the_page(people: People, client: Client) -> None:
    around = World(people)
    world.build(around)
    file: JobFile = around.pairs["job_file"].own
    client.force_login(people.investigator)
    assert "sample.csv" in page(client, around.pairs["job"].own)
    response: Any = client.get(reverse("jobs:file", args=[file.pk]))
    assert b"".join(response.streaming_content) == b"CANARY-FILE"
    client.force_login(people.outsider)
    assert client.get(reverse("jobs:file", args=[file.pk])).status_code == 404


def test_a_lost_file_says_what_to_do(people: People, client: Client, tmp_path: Any) -> None:
    around = World(people)
    world.build(around)
    (tmp_path / "files" / around.pairs["job_file"].own.path).unlink()
    client.force_login(people.investigator)
    response = client.get(reverse("jobs:file", args=[around.pairs["job_file"].own.pk]), follow=True)
    assert "Request it again." in response.content.decode()
