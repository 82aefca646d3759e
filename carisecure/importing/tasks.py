"""The work on an import, by name, for each target. Doors: the work itself is in `operations`."""

from __future__ import annotations

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from carisecure.importing.operations import look, work
from carisecure.importing.targets import Target
from carisecure.jobs.kinds import job_kind
from carisecure.jobs.models import Job

NOTES = {"looking": _("rows checked"), "checking": _("rows read"), "writing": _("rows written")}


def register(target: Target) -> None:
    """The four kinds of work of a target. Called once, from its app's `tasks`."""

    def page(job: Job) -> str:
        return reverse(target.page, args=[job.params["batch_id"]])

    for name, title, do in (
        ("look_into_import", _("Examine a file"), look.look),
        ("check_import", _("Check a file before import"), work.check_rows),
        ("commit_import", target.commit_title, work.write_rows),
        ("undo_import", target.undo_title, work.remove_rows),
    ):
        job_kind(target.kind(name), title=title, notes=NOTES, result_url=page)(partial(do, target))
