"""Why a job failed is kept as a code and worded for whoever looks, in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise

from carisecure.jobs import worker
from carisecure.jobs.errors import MESSAGES, WORDED, JobRefused, worded
from carisecure.jobs.models import Job
from carisecure.jobs.operations import ask_again
from carisecure.jobs.queries import trouble_of
from carisecure.jobs.states import State
from tests.jobs.asking import ask, now, request_of
from tests.people import People
from tests.roles import as_system

MADE_IN, READ_IN = pytest.mark.parametrize("made_in", ["es", "en"]), pytest.mark.parametrize("read_in", ["es", "en"])
SAID = {"en": "The quotation marks in line 3 do not match", "es": "comillas de la línea 3"}


@pytest.fixture
def refused(people: People, rung: None, made_in: str) -> Job:
    """A job of somebody whose language is the one, that was refused by its work."""
    with as_system():
        people.analyst.language = made_in
        people.analyst.save(update_fields=["language"])
    with translation.override(made_in):
        job = ask(people.analyst, "tests.refuse", how="job")
        assert worker.run_job(job.pk) == "failed"
    return now(job)


@pytest.mark.django_db(transaction=True)
@MADE_IN
@READ_IN
def test_it_is_read_in_the_language_of_whoever_looks(
    people: People, client: Client, refused: Job, read_in: str
) -> None:
    assert (refused.error, refused.arguments, refused.message) == ("tests.file_faulty", {"line": 3}, "")
    client.force_login(people.analyst)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = read_in
    page = client.get(reverse("jobs:show", args=[refused.pk])).text
    assert SAID[read_in] in page
    assert SAID["es" if read_in == "en" else "en"] not in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("made_in", ["es"])
def test_an_older_row_shows_what_it_has(people: People, client: Client, refused: Job) -> None:
    with as_system():
        Job.objects.filter(pk=refused.pk).update(error="no_head", arguments={}, message="Así se escribió entonces.")
    client.force_login(people.analyst)
    assert "Así se escribió entonces." in client.get(reverse("jobs:show", args=[refused.pk])).text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("made_in", ["en"])
def test_what_is_asked_for_again_forgets_them(people: People, refused: Job) -> None:
    with request_of(people.analyst):
        ask_again(job=refused, by=people.analyst)
    assert (now(refused).error, now(refused).arguments) == ("", {})


@MADE_IN
def test_how_long_it_took_is_said_in_the_language_of_whoever_looks(made_in: str) -> None:
    job = Job(kind="tests.slow", state=State.FAILED, error="too_long", finished_at=timezone.now())
    with translation.override(made_in):
        assert {"en": "minutes: it took too long", "es": "minutos"}[made_in] in trouble_of(job)


def placeholders(text: str) -> Iterator[str]:
    yield from re.findall(r"%\((\w+)\)s", text)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_refusal_has_its_words_and_takes_the_same_arguments(language: str) -> None:
    for code, words in {**MESSAGES, **WORDED}.items():
        if not isinstance(words, Promise):
            continue
        with translation.override("en"):
            arguments = dict.fromkeys(placeholders(str(words)), 3)
            english = worded(code, arguments)
        with translation.override(language):
            said = worded(code, arguments)
        assert said
        assert "%(" not in said
        assert (said == english) == (language == "en"), code


def test_a_limit_is_grouped_as_the_reader_writes_it() -> None:
    for language, most in (("en", "1,000"), ("es", "1.000")):
        with translation.override(language):
            said = worded("too_wide", {"row": 12345, "most": 1000})
        assert most in said.replace("\xa0", ".")
        assert "12345" in said, "as a spreadsheet shows it"


@pytest.mark.parametrize("arguments", [{"name": "Petra Possible"}, {"row": "línea"}, {"row": "a" * 200}])
def test_what_somebody_has_typed_is_no_argument(arguments: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not an id, a code or a number"):
        JobRefused("refused", **arguments)


def test_a_code_without_words_is_found_at_once() -> None:
    with pytest.raises(LookupError, match="no words for nothing_of_ours"):
        JobRefused("nothing_of_ours")


def test_words_that_lack_an_argument_are_the_general_ones() -> None:
    """A row that another version has written."""
    assert worded("broken_csv", {}) == str(MESSAGES["refused"])
    assert worded("code.of.another.version", {"x": 1}) == str(MESSAGES["unexpected"])
