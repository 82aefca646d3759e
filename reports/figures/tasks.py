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
from reports.figures import operations as runs


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


schedule.schedule("reports.forget_imports", schedule.daily(at=time(3, 30)))
# On the 1st, for the month before (design 8).
schedule.schedule("reports.month", schedule.monthly(day=1, at=time(2)))
