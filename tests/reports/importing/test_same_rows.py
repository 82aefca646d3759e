"""A sheet that was saved again is known by its rows, and somebody is asked."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from carisecure.access.errors import TransitionRefused
from carisecure.importing.digest import Rows
from carisecure.importing.operations import imports
from carisecure.jobs.errors import JobRefused
from reports.importing.models import ImportBatch
from reports.record.models import ReferenceRecord
from tests.people import People, enter
from tests.reports.conftest import RunJob
from tests.reports.importing.test_import_story import post
from tests.reports.made import make_batch, make_collection
from tests.reports.sheets import CTDC_HEAD, CTDC_ROWS, ctdc
from tests.reports.workbooks import book, ods, ods_table

CELLS: list[list[str]] = [CTDC_HEAD.split(","), *(row.split(",") for row in CTDC_ROWS)]
AGAIN = {
    "other_line_ends": (ctdc().replace(b"\n", b"\r\n"), "a.csv"),
    "one_more_blank_line": (ctdc() + b"\n\n", "a.csv"),
    "with_a_mark": (b"\xef\xbb\xbf" + ctdc(), "a.csv"),
    "other_delimiter": (ctdc().replace(b",", b";"), "a.csv"),
    "all_in_quotes": ("\n".join(",".join(f'"{c}"' for c in row) for row in CELLS).encode(), "a.csv"),
    "sorted": (ctdc(*sorted(CTDC_ROWS, reverse=True)), "a.csv"),
    "excel": (book(CELLS), "a.xlsx"),
    "excel_with_numbers": (book([[int(c) if c.isdigit() else c for c in row] for row in CELLS]), "a.xlsx"),
    "open_document": (ods(ods_table(CELLS)), "a.ods"),
}


def checked(people: People, work: RunJob, content: bytes, file_name: str) -> ImportBatch:
    batch = make_batch(people.analyst, content, name="Second", file_name=file_name)
    work(imports.ask_check(batch=batch, by=people.analyst))
    batch.refresh_from_db()
    assert batch.state == "checked"
    return batch


@pytest.mark.parametrize(("content", "name"), AGAIN.values(), ids=AGAIN)
def test_the_same_rows_are_asked_about(
    analyst: Client, people: People, work: RunJob, content: bytes, name: str
) -> None:
    make_collection(people.analyst, work, name="First")
    batch = checked(people, work, content, name)
    page = analyst.get(reverse("reports:import", args=[batch.pk])).text
    assert "These are the same rows as in records.csv, put into First on" in page
    assert "Import them again" in page
    assert "Put 5 records into the collection" not in page
    assert "Say whether they are to go in once more" in post(analyst, "commit_import", batch).text
    enter(people.analyst)
    assert ReferenceRecord.objects.count() == 5


def test_somebody_who_wants_them_again_gets_them(analyst: Client, people: People, work: RunJob) -> None:
    make_collection(people.analyst, work, name="First")
    batch = checked(people, work, *AGAIN["sorted"])
    post(analyst, "commit_again", batch)
    enter(people.analyst)
    batch.refresh_from_db()
    assert batch.is_again
    assert batch.job is not None
    assert work(batch.job) == {"rows": 5}
    assert ReferenceRecord.objects.count() == 10


def test_other_rows_are_not_asked_about(analyst: Client, people: People, work: RunJob) -> None:
    make_collection(people.analyst, work, name="First")
    batch = checked(people, work, ctdc(*CTDC_ROWS, CTDC_ROWS[0]), "a.csv")
    assert "Put 6 records into the collection" in analyst.get(reverse("reports:import", args=[batch.pk])).text


def test_what_was_taken_out_again_is_no_longer_the_same(people: People, work: RunJob) -> None:
    first = make_collection(people.analyst, work, name="First").batches.get()
    work(imports.ask_undo(batch=first, by=people.analyst))
    batch = checked(people, work, *AGAIN["other_line_ends"])
    assert work(imports.ask_commit(batch=batch, by=people.analyst)) == {"rows": 5}


def test_two_that_were_sent_before_either_is_in(people: People, work: RunJob) -> None:
    """The worker asks once more: nobody could have been asked when both were checked."""
    batches = [checked(people, work, *AGAIN["sorted"])]
    second = make_batch(people.analyst, ctdc(), name="Third")
    work(imports.ask_check(batch=second, by=people.analyst))
    second.refresh_from_db()
    batches.append(second)
    jobs = [imports.ask_commit(batch=batch, by=people.analyst) for batch in batches]
    work(jobs[0])
    with pytest.raises(JobRefused, match="same_rows") as refused:
        work(jobs[1])
    assert "same rows are in a collection already" in refused.value.message


def test_another_mapping_does_not_hide_it(people: People, work: RunJob) -> None:
    make_collection(people.analyst, work, name="First")
    batch = make_batch(people.analyst, ctdc() + b"\n", name="Second")
    imports.choose_columns(batch=batch, columns={"yearOfRegistration": "year"}, by=people.analyst)
    batch.refresh_from_db()
    work(imports.ask_check(batch=batch, by=people.analyst))
    batch.refresh_from_db()
    with pytest.raises(TransitionRefused, match="same rows"):
        imports.ask_commit(batch=batch, by=people.analyst)


def test_a_changed_mapping_asks_anew(people: People, work: RunJob) -> None:
    make_collection(people.analyst, work, name="First")
    batch = checked(people, work, *AGAIN["sorted"])
    imports.choose_columns(batch=batch, columns={"yearOfRegistration": "year"}, by=people.analyst)
    batch.refresh_from_db()
    assert (batch.rows_digest, batch.is_again) == ("", False)


def test_the_digest_knows_rows_in_any_order_and_how_often_they_stand() -> None:
    def of(*rows: list[str]) -> str:
        taken = Rows()
        for row in rows:
            taken.add(row)
        return taken.value

    assert of(["a", "b"], ["c"]) == of(["c", "", " "], [" a", "b "])
    assert of(["a"], ["a"]) != of(["a"])
    assert of(["a", "b"]) != of(["b", "a"])
    assert of(["a", "", "b"]) != of(["a", "b"])
    assert of() == ""
