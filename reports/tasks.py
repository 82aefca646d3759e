"""The work of this room, by name. Doors: the work itself is in `operations`."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from carisecure.jobs import schedule
from carisecure.jobs.kinds import job_kind
from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from reports.importing import store
from reports.operations import import_look, import_work, runs

NOTES = {"looking": _("rows checked"), "checking": _("rows read"), "writing": _("rows written")}


def _batch_url(job: Job) -> str:
    return reverse("reports:import", args=[job.params["batch_id"]])


@job_kind("reports.look_into_import", title=_("Examine a file"), notes=NOTES, result_url=_batch_url)
def look_into_import(running: Running, batch_id: str) -> dict[str, Any]:
    return import_look.look(running, batch_id)


@job_kind("reports.check_import", title=_("Check a file before import"), notes=NOTES, result_url=_batch_url)
def check_import(running: Running, batch_id: str) -> dict[str, Any]:
    return import_work.check_rows(running, batch_id)


@job_kind("reports.commit_import", title=_("Put a file into a collection"), notes=NOTES, result_url=_batch_url)
def commit_import(running: Running, batch_id: str) -> dict[str, Any]:
    return import_work.write_rows(running, batch_id)


@job_kind("reports.undo_import", title=_("Take a file out of a collection"), notes=NOTES, result_url=_batch_url)
def undo_import(running: Running, batch_id: str) -> dict[str, Any]:
    return import_work.remove_rows(running, batch_id)


def _run_url(job: Job) -> str:
    return reverse("reports:run", args=[job.params["run_id"]])


@job_kind(
    "reports.figures", purpose="statistics", title=_("Count figures"), notes={"counting": _("tables counted")},
    result_url=_run_url,
)  # fmt: skip
def count_figures(running: Running, run_id: str) -> dict[str, Any]:
    return runs.count_run(running, run_id)


@job_kind("reports.month", purpose="statistics", title=_("Count last month as provisional"), limit_seconds=3600)
def count_month(running: Running, period: str) -> dict[str, Any]:
    return runs.count_month(running, period)


@job_kind(
    "reports.export_run",
    title=_("Make a file of figures"),
    notes={"writing_file": _("files written")},
    result_url=lambda job: f"{_run_url(job)}#files",
)
def export_run(running: Running, run_id: str, ending: str) -> dict[str, Any]:
    return runs.write_export(running, run_id, ending)


@job_kind("reports.forget_imports", purpose="maintenance", title=_("Remove old import files"))
def forget_imports(running: Running, period: str) -> dict[str, Any]:
    return {"removed": store.remove_old()}


schedule.schedule("reports.forget_imports", schedule.daily(at=time(3, 30)))
# On the 1st, for the month before (design 8).
schedule.schedule("reports.month", schedule.monthly(day=1, at=time(2)))
