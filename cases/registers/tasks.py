"""The work of this room, by name. Doors: the work itself is in `operations`."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from carisecure.importing.tasks import NOTES
from carisecure.jobs.kinds import LONGEST_SECONDS, job_kind
from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from cases.registers import refusals  # noqa: F401  (its words are put in by being imported)
from cases.registers.operations import checking, committing, receiving


def page(job: Job) -> str:
    return reverse("cases:register", args=[job.params["batch_id"]])


def page_of_what_is_in(job: Job) -> str:
    return reverse("cases:register_in", args=[job.params["batch_id"]])


@job_kind(receiving.LOOK, title=_("Examine a register"), notes=NOTES, result_url=page)
def look_into_register(running: Running, batch_id: str) -> dict[str, Any]:
    return receiving.look(running, batch_id)


@job_kind(checking.CHECK, title=_("Check a register"), notes=NOTES, result_url=page)
def check_register(running: Running, batch_id: str) -> dict[str, Any]:
    return checking.check(running, batch_id)


@job_kind(
    committing.COMMIT, title=_("Bring in a register"), notes=NOTES, result_url=page_of_what_is_in,
    limit_seconds=LONGEST_SECONDS,
)  # fmt: skip
def commit_register(running: Running, batch_id: str) -> dict[str, Any]:
    return committing.commit(running, batch_id)
