"""Taking a register out again, as a worker does it: one transaction, all of it or nothing."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from carisecure.access.vault import keys
from carisecure.jobs.errors import WORDED, JobRefused
from carisecure.jobs.kinds import LONGEST_SECONDS, job_kind
from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from carisecure.storage import keeping
from cases.registers import settling
from cases.registers.confirming import UNDO_KIND
from cases.registers.models import RegisterBatch, RegisterState

# Rows of the database that one call of the function takes out: a second's work or less.
CHUNK = 2_000
WORDED["register_not_provisional"] = _("This register has been confirmed or undone meanwhile. Nothing was changed.")


def _page(job: Job) -> str:
    return reverse("cases:register_in", args=[job.params["batch_id"]])


@job_kind(
    UNDO_KIND, title=_("Undo a register"), notes={"undoing": _("rows removed")}, result_url=_page,
    limit_seconds=LONGEST_SECONDS,
)  # fmt: skip
def undo_register(running: Running, batch_id: str) -> dict[str, Any]:
    """Everything that hangs on its cases, with their keys; the cases on which somebody worked since stay."""
    batch: RegisterBatch = RegisterBatch.objects.fetch(running.person, "cases.import_register", batch_id, lock=True)
    if batch.state != RegisterState.COMMITTED:
        raise JobRefused("register_not_provisional")
    done, total = 0, 1
    while done < total:
        done, total = settling.take_out(batch.pk, CHUNK)
        running.progress(done, total, "undoing")
        running.stop_if_cancelled()
    batch.refresh_from_db()
    if batch.state == RegisterState.UNDONE:
        _forget(batch)
    return {"rows": done}


def _forget(batch: RegisterBatch) -> None:
    """What it held of people: what stood in its cells, and the file. Its name and what was made of it stay."""
    batch.samples_text, batch.survey_text, batch.faults_text = "{}", "[]", "[]"
    batch.mapping_text = batch.alike_text = json.dumps({})
    batch.result_text = json.dumps({**batch.result, **{name: [] for name in ("doubts", "changed", "totals")}})
    batch.save(
        update_fields=["samples_text", "survey_text", "faults_text", "mapping_text", "alike_text", "result_text"]
    )
    if batch.path:
        keys.destroy(keeping.key_of(batch.path))
        transaction.on_commit(partial(keeping.remove, batch.path))
