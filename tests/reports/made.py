"""Made things of this room, by its own operations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from carisecure.accounts.models import User
from carisecure.jobs.models import Job
from reports.indicators import of_subject
from reports.models import Collection, ImportBatch, ReportRun
from reports.operations import imports, runs
from tests.people import enter
from tests.reports.sheets import ctdc


def make_batch(by: User, content: bytes | None = None, *, name: str = "Made", layout: str = "") -> ImportBatch:
    """A file that was sent, with the mapping that fits it."""
    enter(by)
    return imports.receive_file(
        chunks=[content or ctdc()], file_name="records.csv", collection=None, new_collection=name, layout=layout, by=by
    )


def make_collection(by: User, work: Any, content: bytes | None = None, *, name: str = "Made") -> Collection:
    """A collection with the rows of one file in it."""
    batch = make_batch(by, content, name=name)
    work(imports.ask_check(batch=batch, by=by))
    batch.refresh_from_db()
    work(imports.ask_commit(batch=batch, by=by))
    return batch.collection


def ask_run(by: User, collection: Collection, *, first: int = 2012, last: int = 2013, **changes: Any) -> ReportRun:
    values: dict[str, Any] = {
        "unit": None, "period_from": dt.date(first, 1, 1), "period_to": dt.date(last, 12, 31),
        "indicators": [i.code for i in of_subject("collection")], "standing": "provisional",
    }  # fmt: skip
    return runs.run_figures(collection=collection, **{**values, **changes}, by=by)


def job_of(run: ReportRun) -> Job:
    assert run.job is not None
    return run.job


def make_run(by: User, work: Any, collection: Collection, **changes: Any) -> ReportRun:
    """A run that is counted."""
    run = ask_run(by, collection, **changes)
    work(job_of(run))
    run.refresh_from_db()
    return run
