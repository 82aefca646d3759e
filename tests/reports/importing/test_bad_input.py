"""Every kind of bad file, through the page: a clear message at the field, and nothing written."""

from __future__ import annotations

import io
import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory, TestCase
from django.urls import reverse

from carisecure.importing import sheet, store
from carisecure.importing.operations import imports
from carisecure.importing.rows import read_sheet
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.models import Job
from carisecure.storage import keeping
from reports.importing.forms import LARGEST
from reports.importing.models import ImportBatch
from reports.importing.receiving import receive_file
from reports.record.models import Collection, ReferenceRecord
from tests.importing.test_sheet import REFUSED
from tests.people import People, enter
from tests.reports.conftest import RunJob
from tests.reports.made import looked_into, make_batch, make_collection
from tests.reports.sheets import SMALL, ctdc, sent
from tests.roles import as_system
from tests.signing_in import confirm

URL = "/figures/import/"


def send(client: Client, content: bytes, name: str = "records.csv", **fields: str) -> Any:
    values = {"submission_key": str(uuid.uuid4()), "collection": "", "new_collection": "Mine", "layout_key": ""}
    return client.post(URL, {**values, "file": sent(content, name), **fields})


def nothing_stored() -> bool:
    files = [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]
    with as_system():
        return not (
            ImportBatch.objects.exists() or Collection.objects.exists() or ReferenceRecord.objects.exists() or files
        )


@pytest.mark.parametrize(("content", "name", "words"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_no_sheet(analyst: Client, content: bytes, name: str, words: str) -> None:
    answer = send(analyst, content, name)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'value="Mine"' in page  # what was typed is still there
    assert "invalid-feedback" in page
    assert nothing_stored()


def test_a_missing_column_is_named(analyst: Client, people: People, work: RunJob) -> None:
    content = ctdc(head=ctdc().decode().splitlines()[0].replace("ageCategories", "Age").replace("gender", "Gen"))
    answer = send(analyst, content, layout_key="ready:ctdc_2012_2016")
    enter(people.analyst)
    work(Job.objects.get())
    page = analyst.get(answer["Location"]).text
    assert "reads columns that this file does not have: gender, ageCategories" in page
    assert "Say what the columns are" not in page, "the year is there"
    enter(people.analyst)
    assert ImportBatch.objects.get().mapping_name == ""
    assert not ReferenceRecord.objects.exists()


def test_a_collection_needs_a_name(analyst: Client) -> None:
    answer = send(analyst, ctdc(), new_collection=" ")
    assert answer.status_code == 422
    assert "name a new one" in answer.content.decode()
    assert nothing_stored()


def test_a_file_that_is_in_already(analyst: Client, people: People, work: RunJob) -> None:
    collection = make_collection(people.analyst, work, name="First")
    answer = send(analyst, ctdc(), new_collection="Second")
    assert answer.status_code == 422
    assert "already in the collection “First”" in answer.content.decode()
    assert not Collection.objects.filter(name="Second").exists()
    assert collection.batches.count() == 1


def test_two_files_sent_before_either_is_in_are_put_in_once(people: People, work: RunJob) -> None:
    first, second = make_batch(people.analyst), make_batch(people.analyst, name="Other")
    for batch in (first, second):
        work(imports.ask_check(batch=batch, by=people.analyst))
        batch.refresh_from_db()
    jobs = [imports.ask_commit(batch=batch, by=people.analyst) for batch in (first, second)]
    work(jobs[0])
    with pytest.raises(JobRefused, match="in_already") as refused:
        work(jobs[1])
    assert "already in a collection" in refused.value.message


class Unreadable(io.BytesIO):
    """A body that must not be read."""

    def read(self, *_sizes: Any) -> bytes:
        raise AssertionError("the body was read")


def test_a_file_over_50_mb_is_refused_before_it_is_read(people: People) -> None:
    client = Client()
    client.force_login(people.analyst)
    answer = client.generic(
        "POST", URL, b"", content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(LARGEST + 10**6), "wsgi.input": Unreadable()},  # type: ignore[arg-type]
    )  # fmt: skip
    assert answer.status_code == 413
    assert "larger than 50 MB and was not read" in answer.content.decode()
    assert nothing_stored()


def test_the_token_is_asked_for_all_the_same(people: People) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.analyst)
    assert send(client, ctdc()).status_code == 403
    assert nothing_stored()


def test_a_row_with_faults_writes_nothing(analyst: Client, people: People, work: RunJob) -> None:
    rows = ["2012,Hotline,Female,US,0,Threats,Other,Other,Other,Age 9-17"] * 3 + [
        "2012,Hotline,=cmd,US,0,Threats,Other,Other,Other,Age 9-17",
        "20,Hotline,Female,XX,0,Threats,Other,Other,Other,Age 9-17",
    ]
    batch = make_batch(people.analyst, ctdc(*rows))
    work(imports.ask_check(batch=batch, by=people.analyst))
    batch.refresh_from_db()
    assert (batch.state, batch.fault_total, batch.row_count) == ("faulty", 3, 5)
    page = analyst.get(reverse("reports:import", args=[batch.pk])).content.decode()
    assert "3 errors found; nothing was written" in page
    assert "=cmd" in page
    assert "The mapping does not say what this value means." in page
    answer = analyst.post(reverse("reports:commit_import", args=[batch.pk]), follow=True)
    assert "Only a checked file without errors" in answer.content.decode()
    enter(people.analyst)
    assert not ReferenceRecord.objects.exists()
    faults = reverse("reports:import_faults", args=[batch.pk])
    assert analyst.get(faults)["Location"] == "/confirm/", "a cell may be somebody's name"
    with as_system():
        confirm(analyst)
    listed = analyst.get(faults)
    assert "internal-not-for-release" in listed["Content-Disposition"]
    assert "5,gender,'=cmd,The mapping does not say what this value means." in listed.content.decode()


def test_the_first_thousand_faults_are_listed_and_all_are_counted(people: People, work: RunJob) -> None:
    batch = make_batch(people.analyst, ctdc(*["2012,Nobody,x,??,0,Threats,Other,Other,Other,Age 9-17"] * 700))
    work(imports.ask_check(batch=batch, by=people.analyst))
    batch.refresh_from_db()
    assert (batch.fault_total, len(batch.faults), batch.unlisted_faults) == (2100, 1000, 1100)


def test_a_number_that_stands_twice_where_the_layout_has_one(people: People, work: RunJob) -> None:
    content = SMALL.read_bytes() + b"R-003,2021,F,,,x,,,\n"
    batch = make_batch(people.analyst, content)
    work(imports.ask_check(batch=batch, by=people.analyst))
    batch.refresh_from_db()
    assert [(f["row"], f["column"], f["value"], f["code"]) for f in batch.faults] == [(42, "No.", "R-003", "id_twice")]


def test_the_same_number_in_a_second_file_of_the_collection(people: People, work: RunJob) -> None:
    collection = make_collection(people.analyst, work, SMALL.read_bytes())
    enter(people.analyst)
    head = SMALL.read_text().splitlines()[0]
    batch = receive_file(
        chunks=[f"{head}\nR-001,2021,F,,,x,,,\n".encode()], file_name="more.csv", collection=collection,
        new_collection="", layout="", by=people.analyst,
    )  # fmt: skip
    looked_into(batch, people.analyst)
    work(imports.ask_check(batch=batch, by=people.analyst))
    batch.refresh_from_db()
    assert [f["code"] for f in batch.faults] == ["id_in_collection"]


def test_a_file_changed_on_the_disk_is_not_read(people: People, work: RunJob) -> None:
    batch = make_batch(people.analyst)
    (Path(settings.FILES_ROOT) / batch.path).write_bytes(ctdc() + b"2012,Hotline,Female,US,0,,,,,\n")
    with pytest.raises(Exception, match="file_changed"):
        work(imports.ask_check(batch=batch, by=people.analyst))


def test_a_file_that_breaks_off_while_it_is_put_in_says_so(
    people: People, work: RunJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = make_batch(people.analyst)
    work(imports.ask_check(batch=batch, by=people.analyst))
    batch.refresh_from_db()

    def break_off(*args: Any) -> Iterator[Any]:
        yield next(read_sheet(*args))
        raise sheet.FileRefused("broken_excel")

    monkeypatch.setattr("carisecure.importing.operations.work.read_sheet", break_off)
    with pytest.raises(JobRefused) as refused:
        work(imports.ask_commit(batch=batch, by=people.analyst))
    assert refused.value.code == "broken_excel"
    assert "is damaged" in refused.value.message
    enter(people.analyst)
    assert not ReferenceRecord.objects.exists()


def test_announced_sizes_that_are_no_number_count_as_none() -> None:
    from reports.importing.views import announced_size

    assert announced_size(RequestFactory().post(URL, CONTENT_LENGTH="many")) == 0


def test_a_sheet_is_removed_after_its_days_and_no_copy_of_it_opens(people: People, work: RunJob) -> None:
    old, new = make_batch(people.analyst), make_batch(people.analyst, name="Second")
    place = keeping.place(old.path)
    copy = place.path.read_bytes()
    os.utime(place.path, (0, time.time() - 31 * 24 * 3600))
    enter(None)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert store.remove_old() == 1
    assert not place.path.exists()
    place.path.write_bytes(copy)
    assert not keeping.is_unchanged(old.path, old.sha256), "out of a backup: its key is gone"
    assert keeping.is_unchanged(new.path, new.sha256)
    enter(people.analyst)
    with pytest.raises(Exception, match="file_changed"):
        work(imports.ask_check(batch=old, by=people.analyst))
