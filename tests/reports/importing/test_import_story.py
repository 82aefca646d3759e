"""A file from the browser into a collection and out again."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client, TestCase
from django.urls import reverse

from carisecure.access.errors import NotPermitted, TransitionRefused
from carisecure.importing.operations import imports
from carisecure.jobs.models import Job
from reports.importing.models import ImportBatch, ImportMapping
from reports.importing.receiving import receive_file
from reports.record.models import Collection, ReferenceRecord
from tests.cases.ledger import lines
from tests.people import People, enter
from tests.reports.conftest import RunJob, as_person
from tests.reports.made import make_batch, make_collection
from tests.reports.sheets import SMALL, ctdc, sent
from tests.roles import as_system


def post(client: Client, door: str, batch: ImportBatch, **fields: Any) -> Any:
    return client.post(
        reverse(f"reports:{door}", args=[batch.pk]), {"submission_key": str(uuid.uuid4()), **fields}, follow=True
    )


def test_send_check_put_in_and_undo(analyst: Client, people: People, work: RunJob) -> None:
    key = str(uuid.uuid4())
    fields = {"submission_key": key, "new_collection": "Mine", "collection": "", "layout_key": ""}
    answer = analyst.post("/figures/import/", {**fields, "file": sent(ctdc())}, follow=True)
    assert "The file is stored and is being looked into." in answer.content.decode()
    # A double click sends the same file with the same key: one batch.
    analyst.post("/figures/import/", {**fields, "file": sent(ctdc())}, follow=True)
    enter(people.analyst)
    batch = ImportBatch.objects.get()
    assert work(Job.objects.get(kind="reports.look_into_import")) == {"rows": 6}
    assert "CTDC 2012-2016 layout" in analyst.get(reverse("reports:import", args=[batch.pk])).text

    page = post(analyst, "check_import", batch).content.decode()
    assert "Starting in a moment." in page
    enter(people.analyst)
    job = Job.objects.get(kind="reports.check_import")
    assert post(analyst, "check_import", batch).status_code == 200  # a second click asks nothing new
    assert Job.objects.count() == 2
    assert work(job) == {"rows": 5, "faults": 0}
    assert not ReferenceRecord.objects.exists()

    assert (
        "Put 5 records into the collection" in analyst.get(reverse("reports:import", args=[batch.pk])).content.decode()
    )
    post(analyst, "commit_import", batch)
    enter(people.analyst)
    assert work(Job.objects.get(kind="reports.commit_import")) == {"rows": 5}
    assert ReferenceRecord.objects.count() == 5
    assert [record.row_number for record in ReferenceRecord.objects.order_by("id")] == [2, 3, 4, 5, 6]
    assert "5 records are in the collection" in analyst.get(reverse("reports:import", args=[batch.pk])).content.decode()

    post(analyst, "undo_import", batch)
    enter(people.analyst)
    assert work(Job.objects.get(kind="reports.undo_import")) == {"rows": 5}
    assert not ReferenceRecord.objects.exists()
    batch.refresh_from_db()
    assert batch.state == "undone"
    post(analyst, "undo_import", batch)
    enter(people.analyst)
    assert Job.objects.filter(kind="reports.undo_import").count() == 1, "pressed twice is asked once"
    # The same file may come again.
    assert make_batch(people.analyst, name="Repeat").state == "received"


def test_a_job_that_waits_says_so(analyst: Client, people: People) -> None:
    batch = make_batch(people.analyst)
    job = imports.ask_check(batch=batch, by=people.analyst)
    with as_system():
        Job.objects.filter(pk=job.pk).update(queued_at="2026-01-01T00:00Z")
    page = analyst.get(reverse("reports:import", args=[batch.pk])).content.decode()
    assert "Waiting in line. It starts by itself" in page


def test_an_unknown_sheet_is_mapped_by_hand_and_the_mapping_kept(analyst: Client, people: People, work: RunJob) -> None:
    content = b"When,Sex,Who\n2020,fem,friend\n2021,masc,\n2021,fem,boss\n"
    batch = make_batch(people.analyst, content)
    assert batch.mapping_name == ""
    page = analyst.get(reverse("reports:import_columns", args=[batch.pk])).content.decode()
    assert "For example: fem · masc" in page

    answer = post(analyst, "import_columns", batch, column_0="", column_1="gender", column_2="recruiter")
    assert answer.status_code == 422
    assert "the column that holds the year" in answer.content.decode()
    answer = post(analyst, "import_columns", batch, column_0="year", column_1="gender", column_2="gender")
    assert "Two columns are set to the same field" in answer.content.decode()

    page = post(
        analyst, "import_columns", batch, column_0="year", column_1="gender", column_2="recruiter"
    ).content.decode()
    assert "Sex: fem" in page
    assert "Who: boss" in page
    assert "Who: friend" not in page  # a code of ours already
    post(analyst, "import_values", batch, value_1_1="woman", value_1_2="man", value_2_1="?")
    enter(people.analyst)
    batch.refresh_from_db()
    assert work(imports.ask_check(batch=batch, by=people.analyst)) == {"rows": 3, "faults": 0}

    post(analyst, "save_mapping", batch, name="House style")
    enter(people.analyst)
    assert ImportMapping.objects.get().name == "House style"
    again = make_batch(people.analyst, content + b"2022,fem,\n", name="Later")
    assert again.mapping_name == "House style"
    assert work(imports.ask_check(batch=again, by=people.analyst)) == {"rows": 4, "faults": 0}


def test_a_value_the_check_refused_can_be_given_a_meaning(analyst: Client, people: People, work: RunJob) -> None:
    rows = ["2012,Hotline,Female,US,0,Threats,Other,Other,Other,Age 9-17"] * 2 + ["2012,Post,Female,US,0,,,,,"]
    batch = make_batch(people.analyst, ctdc(*rows))
    work(imports.ask_check(batch=batch, by=people.analyst))
    page = analyst.get(reverse("reports:import_values", args=[batch.pk])).content.decode()
    assert "Datasource: Post" in page
    imports.choose_values(batch=batch, values={"Datasource": {"Post": "other"}}, by=people.analyst)
    batch.refresh_from_db()
    assert batch.state == "received"
    assert work(imports.ask_check(batch=batch, by=people.analyst)) == {"rows": 3, "faults": 0}


def test_the_small_sheet_that_ships(people: People, work: RunJob) -> None:
    make_collection(people.analyst, work, SMALL.read_bytes())
    assert ReferenceRecord.objects.count() == 40
    both = ReferenceRecord.objects.filter(is_sexual_exploitation=True, is_forced_labour=True)
    assert both.count() == 3
    assert ReferenceRecord.objects.get(source_id="R-006").means == ["abuse", "threats", "withhold_documents"]


def test_what_is_in_cannot_be_mapped_checked_or_put_in_again(people: People, work: RunJob) -> None:
    make_collection(people.analyst, work)
    batch = ImportBatch.objects.get()
    for ask in (imports.ask_check, imports.ask_commit):
        with pytest.raises(TransitionRefused):
            ask(batch=batch, by=people.analyst)
    with pytest.raises(TransitionRefused):
        imports.choose_columns(batch=batch, columns={"yearOfRegistration": "year"}, by=people.analyst)


def test_a_ready_mappings_name_is_not_taken(people: People) -> None:
    batch = make_batch(people.analyst)
    with pytest.raises(ValidationError, match="A ready mapping already has this name"):
        imports.save_mapping(batch=batch, name="ctdc 2012-2016 LAYOUT", by=people.analyst)


@pytest.mark.parametrize(
    "person", ["investigator", "supervisor", "caseworker", "prosecutor", "frontline", "auditor", "administrator"]
)
def test_nobody_else_imports(people: People, person: str) -> None:
    batch = make_batch(people.analyst)
    user = getattr(people, person)
    enter(user)
    with pytest.raises(NotPermitted):
        receive_file(chunks=[ctdc()], file_name="a.csv", collection=None, new_collection="x", layout="", by=user)
    client = as_person(user)
    assert client.get("/figures/import/").status_code == 403
    assert client.post("/figures/import/").status_code == 403
    for name in ("import", "import_columns", "import_values", "save_mapping", "import_faults"):
        assert client.get(reverse(f"reports:{name}", args=[batch.pk])).status_code == 404
    for name in ("check_import", "commit_import", "undo_import"):
        assert client.post(reverse(f"reports:{name}", args=[batch.pk])).status_code == 404


def test_the_ledger_keeps_no_value_of_the_file(people: People, work: RunJob) -> None:
    from carisecure.audit.models import Entry

    rows = ["2012,Hotline,Petra Possible,US,0,Threats,Other,Other,Other,Age 9-17"]
    batch = make_batch(people.analyst, ctdc(*rows))
    work(imports.ask_check(batch=batch, by=people.analyst))
    with as_system():
        lines = [(e.old, e.new) for e in Entry.objects.filter(table_name="reports_importbatch")]
    assert lines
    assert "Petra" not in str(lines)


def test_what_stands_in_a_sheet_is_never_part_of_the_page(analyst: Client, people: People, work: RunJob) -> None:
    """A cell that is a tag would send forms by htmx, with the analyst's token: columns, values, faults, names."""
    tag = "<b hx-post=/drafts/x/ hx-trigger=load>{}</b>"
    head = f"When,{tag.format('head')}"
    content = f"{head}\n2020,{tag.format('cell')}\n2021,<i>other</i>\n".encode()
    batch = make_batch(people.analyst, content, name=tag.format("collection"))
    doors = [reverse("reports:import_columns", args=[batch.pk])]
    shown = [analyst.get(door).text for door in doors]
    shown.append(post(analyst, "import_columns", batch, column_0="year", column_1="gender").text)
    enter(people.analyst)
    batch.refresh_from_db()
    work(imports.ask_check(batch=batch, by=people.analyst))
    pages = ("import", "import_values", "import_columns")
    shown += [analyst.get(reverse(f"reports:{name}", args=[batch.pk])).text for name in pages]
    shown.append(analyst.get(reverse("reports:collection_list")).text)
    for page in shown:
        assert "<b hx-post" not in page
        assert "<i>other" not in page
    assert any("&lt;b hx-post=/drafts/x/ hx-trigger=load&gt;cell" in page for page in shown)


def test_a_file_that_never_went_in_is_discarded_and_leaves_no_empty_collection(
    analyst: Client, people: People, work: RunJob
) -> None:
    batch = make_batch(people.analyst, ctdc("2012,Hotline,who,US,0,Threats,Other,Other,Other,Age 9-17"))
    work(imports.ask_check(batch=batch, by=people.analyst))
    place = settings.FILES_ROOT / batch.path
    assert place.exists()
    with TestCase.captureOnCommitCallbacks(execute=True):
        page = post(analyst, "discard_import", batch)
    assert "File discarded" in page.text
    enter(people.analyst)
    assert not ImportBatch.objects.exists()
    assert not Collection.objects.exists()
    assert not place.exists()
    assert [line.actor for line in lines(table_name="reports_importbatch", action="delete")] == [people.analyst.pk]


def test_what_is_in_a_collection_is_taken_out_and_not_discarded(people: People, work: RunJob) -> None:
    collection = make_collection(people.analyst, work)
    batch = collection.batches.get()
    with pytest.raises(TransitionRefused, match="Take them out instead"):
        imports.discard_import(batch=batch, by=people.analyst)
    second = make_batch(people.analyst, ctdc("2013,Hotline,Female,US,0,Threats,Other,Other,Other,Age 9-17"), name="B")
    imports.ask_check(batch=second, by=people.analyst)
    with pytest.raises(TransitionRefused, match="being worked on"):
        imports.discard_import(batch=second, by=people.analyst)
    assert Collection.objects.count() == 2
