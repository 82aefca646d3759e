"""Two people, or two workers, at one file or at one collection in the same moment."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.urls import reverse

from carisecure.accounts.operations import make_user
from carisecure.importing.operations import imports
from carisecure.jobs import worker
from carisecure.jobs.states import State
from reports.importing.models import ImportBatch
from reports.importing.receiving import receive_file
from reports.importing.reference import PUBLISHED
from reports.record.models import ReferenceRecord
from tests import server
from tests.jobs.asking import now, request_of
from tests.jobs.processes import until
from tests.people import People
from tests.reports.conftest import RunJob, as_person
from tests.reports.made import looked_into, make_batch
from tests.reports.sheets import SMALL
from tests.roles import as_system

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 60


def send_two(people: People, work: RunJob) -> list[ImportBatch]:
    """Two checked files for one collection; both hold the person R-001."""
    with request_of(people.analyst):
        first = make_batch(people.analyst, SMALL.read_bytes())
        head = SMALL.read_text().splitlines()[0]
        second = receive_file(
            chunks=[f"{head}\nR-001,2021,F,,,x,,,\n".encode()], file_name="more.csv", collection=first.collection,
            new_collection="", layout="", by=people.analyst,
        )  # fmt: skip
        looked_into(second, people.analyst)
        for batch in (first, second):
            work(imports.ask_check(batch=batch, by=people.analyst))
            batch.refresh_from_db()
    return [first, second]


def is_anybody_waiting_for_a_lock() -> bool:
    with as_system(), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def test_two_files_with_the_same_person_are_not_both_put_in(
    people: People, work: RunJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = send_two(people, work)
    with request_of(people.analyst):
        jobs = [imports.ask_commit(batch=batch, by=people.analyst) for batch in batches]
    written, go_on = threading.Event(), threading.Event()
    write = PUBLISHED.write

    def write_and_wait(batch: ImportBatch, rows: list[dict[str, Any]]) -> int:
        count = write(batch, rows)
        written.set()
        assert go_on.wait(PATIENCE_SECONDS)
        return count

    monkeypatch.setattr(PUBLISHED, "write", write_and_wait)
    ends = ["", ""]

    def do(number: int) -> None:
        ends[number] = worker.run_job(jobs[number].pk)
        connection.close()

    threads = [threading.Thread(target=do, args=[number]) for number in (0, 1)]
    threads[0].start()
    assert written.wait(PATIENCE_SECONDS)
    written.clear()
    threads[1].start()
    until(lambda: written.is_set() or is_anybody_waiting_for_a_lock())
    go_on.set()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert ends == ["done", "failed"]
    assert now(jobs[1]).error == "faults"
    with as_system():
        assert ReferenceRecord.objects.filter(source_id="R-001").count() == 1


@pytest.fixture
def impatient() -> Iterator[None]:
    """No statement waits for a lock for long: a page that would hang fails instead."""
    with connection.cursor() as cursor:
        cursor.execute("set lock_timeout = '3s'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("reset lock_timeout")


@pytest.mark.usefixtures("impatient")
def test_no_page_waits_for_the_work_on_a_file(people: People) -> None:
    """The worker holds the row from its first statement to its last. Its job is hidden from a colleague."""
    with request_of(people.analyst):
        batch = make_batch(people.analyst)
        job = imports.ask_check(batch=batch, by=people.analyst)
    with as_system():
        colleague = make_user(
            username="second_analyst", full_name="Alva Analyst", role="analyst", agency=people.analyst.agency
        )
        type(job).objects.filter(pk=job.pk).update(state=State.RUNNING)
    address = server.address(str(connection.settings_dict["NAME"]))
    # Closed however this ends: what empties the tables afterwards waits for every lock.
    with closing(psycopg2.connect(address)) as holder, holder.cursor() as cursor:
        cursor.execute("select from reports_importbatch where id = %s for update", [str(batch.pk)])
        for person in (people.analyst, colleague):
            client = as_person(person)
            for door, fields in DOORS.items():
                key = {"submission_key": str(uuid.uuid4())}
                answer = client.post(reverse(f"reports:{door}", args=[batch.pk]), {**key, **fields}, follow=True)
                assert "This file is being worked on" in answer.content.decode(), (person, door)


DOORS: dict[str, dict[str, Any]] = {
    "check_import": {},
    "import_columns": {"column_0": "year"},
    "import_values": {},
    "save_mapping": {"name": "Mine"},
}
