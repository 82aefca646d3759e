"""The work of this room, by name. Doors: the work itself is in `operations`."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from carisecure.jobs.kinds import job_kind
from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from reports.importing import store
from reports.importing.operations import look as import_look
from reports.importing.operations import work as import_work

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


@job_kind("reports.forget_imports", purpose="maintenance", title=_("Remove old import files"))
def forget_imports(running: Running, period: str) -> dict[str, Any]:
    return {"removed": store.remove_old()}
