"""A work speaks the language of the page on which it was asked for: its files are read by whoever asked."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation

from carisecure.jobs import worker
from carisecure.jobs.models import Job
from carisecure.jobs.operations import ask_again
from tests.jobs.asking import ask, now, request_of
from tests.people import People
from tests.roles import as_system

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rung")]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_work_speaks_the_language_of_the_page(people: People, language: str) -> None:
    with translation.override(language):
        job = ask(people.analyst, "tests.speak")
    with translation.override("es" if language == "en" else "en"):
        assert worker.run_job(job.pk) == "done"
    assert now(job).result == {"language": language}


def test_asked_for_again_on_another_page_it_speaks_that_ones(people: People) -> None:
    with translation.override("en"):
        job = ask(people.analyst, "tests.refuse", how="job")
        assert worker.run_job(job.pk) == "failed"
    with translation.override("es"), request_of(people.analyst):
        ask_again(job=now(job), by=people.analyst)
    assert now(job).language == "es"


def test_an_older_row_speaks_the_persons(people: People) -> None:
    job = ask(people.analyst, "tests.speak")
    with as_system():
        Job.objects.filter(pk=job.pk).update(language="")
        type(people.analyst).objects.filter(pk=people.analyst.pk).update(language="es")
    worker.run_job(job.pk)
    assert now(job).result == {"language": "es"}


def test_the_house_speaks_its_own() -> None:
    with translation.override("es"):
        job = ask(None, "tests.statistics", mark="a")
    assert now(job).language == ""
    assert settings.LANGUAGE_CODE == "en"
    assert worker.run_job(job.pk) == "done"
