"""Made things of this room, by its own operations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from carisecure.accounts.models import Agency, User
from carisecure.digests import digest
from carisecure.importing.operations import imports
from carisecure.importing.operations import look as import_look
from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from reports.figures import counting as figures
from reports.figures import operations as runs
from reports.figures.models import ReportRun
from reports.importing.models import ImportBatch
from reports.importing.receiving import receive_file
from reports.importing.reference import PUBLISHED
from reports.indicators import of_subject
from reports.record.models import Collection
from tests.people import enter
from tests.reports.sheets import ctdc
from tests.roles import as_system


def make_batch(
    by: User, content: bytes | None = None, *, name: str = "Made", layout: str = "", file_name: str = "records.csv"
) -> ImportBatch:
    """A file that was sent and looked into, with the mapping that fits it."""
    enter(by)
    batch = receive_file(
        chunks=[content or ctdc()], file_name=file_name, collection=None, new_collection=name, layout=layout, by=by
    )
    return looked_into(batch, by)


def looked_into(batch: ImportBatch, by: User) -> ImportBatch:
    """What the worker does first, done here and now."""
    job = batch.job
    assert job is not None
    import_look.look(PUBLISHED, Running(job.pk, by), str(batch.pk))
    with as_system():
        Job.objects.filter(pk=job.pk).update(state="done", finished_at=job.asked_at)
    enter(by)
    batch.refresh_from_db()
    return batch


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


def frozen_table(indicator: str, rows: dict[str, list[int]], **changes: Any) -> dict[str, Any]:
    """A table of a run as it was kept before anything was said of all its columns together."""
    width = len(next(iter(rows.values())))
    return {
        "indicator": indicator, "version": 1, "rows": [{"code": code, "values": row} for code, row in rows.items()],
        "unknown": [0] * width, "totals": [sum(column) for column in zip(*rows.values(), strict=True)], "left_out": {},
        "measure": None, **changes,
    }  # fmt: skip


def make_frozen_run(by: User, unit: Agency, first: dt.date, last: dt.date, *tables: dict[str, Any]) -> ReportRun:
    """A run of the unit with these numbers in it, however they came about. `last`: the last day of the last month."""
    enter(by)
    run = ReportRun(
        agency_group_id=by.agency.group_id, subject="unit", unit=unit, made_by=by,
        period_from=first, period_to=last, as_known_on=timezone.now(), standing="provisional",
        indicators=[table["indicator"] for table in tables],
    )  # fmt: skip
    run.numbers = {"schema": 1, "columns": [span.label for span in figures.spans(run)], "figures": list(tables)}
    run.sha256, run.counted_at = digest(run.numbers), timezone.now()
    run.save(force_insert=True)
    return run
