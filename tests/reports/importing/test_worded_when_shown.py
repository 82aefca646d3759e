"""What is wrong with a file, and with its rows, is worded for whoever looks: made by one, read by another."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from carisecure.accounts.models import User
from carisecure.accounts.operations import make_user
from carisecure.importing.operations import imports
from carisecure.jobs import worker
from carisecure.jobs.errors import JobRefused, worded
from reports.importing.receiving import receive_file
from tests.jobs.asking import now, request_of
from tests.people import People, enter
from tests.reports.conftest import RunJob, as_person
from tests.reports.importing.test_bad_input import send
from tests.reports.made import make_batch, make_collection
from tests.reports.sheets import ctdc
from tests.reports.workbooks import book
from tests.roles import as_system
from tests.signing_in import confirm

BOTH_WAYS = pytest.mark.parametrize(("made_in", "read_in"), [("es", "en"), ("en", "es"), ("es", "es"), ("en", "en")])
NOT_A_YEAR = {"en": "Not a year.", "es": "No es un año."}
NO_HEAD = {
    "en": "The name of column B cannot be read: a formula or an error stands there.",
    "es": "El nombre de la columna B no se puede leer: hay una fórmula o un error.",
}
OTHER = {"en": "es", "es": "en"}


def reader(user: User, language: str) -> Client:
    client = as_person(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def speaks(user: User, language: str) -> User:
    with as_system():
        user.language = language
        user.save(update_fields=["language"])
    return user


@pytest.fixture
def second(people: People) -> User:
    """Another analyst of the same office."""
    with as_system():
        return make_user(
            username="second_analyst", full_name="Alva Analyst", role="analyst", agency=people.analyst.agency
        )


@pytest.mark.django_db
@BOTH_WAYS
def test_listed_faults_and_their_file_are_read_in_the_readers_language(
    people: People, second: User, work: RunJob, made_in: str, read_in: str
) -> None:
    with translation.override(made_in):
        maker = speaks(people.analyst, made_in)
        batch = make_batch(maker, ctdc("20x2,Hotline,Female,US,0,Threats,Other,Other,Other,Age 9-17"))
        work(imports.ask_check(batch=batch, by=maker))
    client = reader(second, read_in)
    page = client.get(reverse("reports:import", args=[batch.pk])).text
    assert NOT_A_YEAR[read_in] in page
    assert NOT_A_YEAR[OTHER[read_in]] not in page
    with as_system():
        confirm(client)
    listed = client.get(reverse("reports:import_faults", args=[batch.pk])).text
    lines = list(csv.reader(io.StringIO(listed)))
    assert NOT_A_YEAR[read_in] in {line[-1] for line in lines[1:]}


@pytest.mark.django_db(transaction=True)
@BOTH_WAYS
def test_why_a_file_is_not_read_is_read_in_the_readers_language(people: People, made_in: str, read_in: str) -> None:
    """By the worker itself, which takes the language of whoever has asked; they look in another one."""
    maker = speaks(people.analyst, made_in)
    with request_of(maker):
        batch = receive_file(
            chunks=[book([["Year", "#REF!"], [2020, "F"]])], file_name="a.xlsx", collection=None, new_collection="x",
            layout="", by=maker,
        )  # fmt: skip
    assert batch.job is not None
    with translation.override(made_in):
        assert worker.run_job(batch.job.pk) == "failed"
    kept = now(batch.job)
    assert (kept.error, kept.arguments, kept.message) == ("no_head.unreadable", {"column": "B"}, "")
    for address in (reverse("reports:import", args=[batch.pk]), reverse("jobs:show", args=[kept.pk])):
        page = reader(maker, read_in).get(address).text
        assert NO_HEAD[read_in] in page
        assert NO_HEAD[OTHER[read_in]] not in page


@pytest.mark.django_db
@pytest.mark.parametrize("read_in", ["en", "es"])
def test_the_collection_that_holds_the_file_is_named_for_who_may_see_it(
    people: People, work: RunJob, read_in: str
) -> None:
    collection = make_collection(people.analyst, work, name="Años de María")
    refused = JobRefused("known", collection=str(collection.pk))
    assert "María" not in str(refused.arguments), "what somebody has typed is not kept with the job"
    with translation.override(read_in):
        enter(people.analyst)
        assert "“Años de María”" in refused.message.replace("«", "“").replace("»", "”")
        enter(people.outsider)
        said = refused.message
    assert "María" not in said
    assert (
        said == {"en": "This file is already in a collection.", "es": "Este archivo ya está en una colección."}[read_in]
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_state_that_is_too_late_is_named_in_the_readers_language(language: str) -> None:
    with translation.override(language):
        said = worded("import.too_late", {"state": "committed"})
    assert {"en": "In the collection", "es": "En la colección"}[language] in said
    assert worded("import.too_late", {"state": "of another version"})


def zipped(inside: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr(inside, "x")
    return stream.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("name", "inside", "english", "spanish"),
    [("a.xlsb", "xl/workbook.bin", "binary Excel workbook", "binario"),
     ("a.docx", "word/document.xml", "a Word document", "un documento de Word"),
     ("a.numbers", "Index/Tables.iwa", "an Apple Numbers file", "de Apple Numbers"),
     ("a.zip", "notes.txt", "a zip archive", "zip")],
)  # fmt: skip
def test_what_a_file_is_is_said_while_it_is_sent(
    people: People, name: str, inside: str, english: str, spanish: str, language: str
) -> None:
    answer = send(reader(people.analyst, language), zipped(inside), name)
    assert answer.status_code == 422
    assert {"en": english, "es": spanish}[language] in answer.text
