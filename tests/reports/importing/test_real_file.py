"""The published file of 6,498 records, where it is there: every known total."""

from __future__ import annotations

import datetime as dt

import pytest

from carisecure.importing.operations import imports
from carisecure.jobs.models import Job
from reports.figures import operations as runs
from reports.figures.models import ReportRun
from reports.importing.models import ImportBatch
from reports.importing.receiving import receive_file
from reports.indicators import of_subject
from reports.record.models import Collection, ReferenceRecord
from tests.people import People, enter
from tests.reports.conftest import RunJob
from tests.reports.made import looked_into
from tests.reports.sheets import REAL

pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the real file is not kept in the project")


def imported(people: People, work: RunJob) -> ImportBatch:
    enter(people.analyst)
    batch = receive_file(
        chunks=[REAL.read_bytes()],
        file_name=REAL.name,
        collection=None,
        new_collection="CTDC",
        layout="",
        by=people.analyst,
    )
    looked_into(batch, people.analyst)
    assert batch.mapping_name == "CTDC 2012-2016 layout"
    assert work(imports.ask_check(batch=batch, by=people.analyst)) == {"rows": 6498, "faults": 0}
    assert not ReferenceRecord.objects.exists()
    batch.refresh_from_db()
    assert work(imports.ask_commit(batch=batch, by=people.analyst)) == {"rows": 6498}
    return batch


def test_the_known_totals(people: People, work: RunJob) -> None:
    imported(people, work)
    run = runs.run_figures(
        collection=Collection.objects.get(), unit=None,
        period_from=dt.date(2012, 1, 1), period_to=dt.date(2016, 12, 31),
        indicators=[i.code for i in of_subject("collection")], standing="provisional", by=people.analyst,
    )  # fmt: skip
    work(Job.objects.get(kind="reports.figures"))
    run = ReportRun.objects.get()
    assert run.numbers is not None
    tables = {table["indicator"]: table for table in run.numbers["figures"]}
    assert tables["reference.persons"]["totals"] == [120, 237, 212, 2218, 3711]
    forms = {row["code"]: sum(row["values"]) for row in tables["reference.form"]["rows"]}
    assert forms == {"sexual_exploitation": 4616, "forced_labour": 1881, "other": 1}
    gender = {row["code"]: sum(row["values"]) for row in tables["reference.gender"]["rows"]}
    assert gender == {"woman": 5120, "man": 1378}
    assert sum(tables["reference.citizenship"]["unknown"]) == 2671
    assert sum(tables["reference.recruiter"]["unknown"]) == 3173
