"""The doors Celery knocks on. They carry no logic of their own."""

from __future__ import annotations

import gc
import uuid
from datetime import time
from typing import Any

from celery.signals import celeryd_after_setup, worker_ready
from django.utils.translation import gettext_lazy as _

from carisecure.celery import app
from carisecure.jobs import apart, bell, files, kinds, schedule, sweeper
from carisecure.jobs.kinds import job_kind
from carisecure.jobs.running import Running


@app.task(name=bell.TASK, time_limit=kinds.LONGEST_SECONDS + 120)
def run(job_id: str) -> None:
    """Run one job. A bell rung twice, late or for nothing is skipped. Celery's limit is never reached while the watcher
    lives; and it holds on a prefork pool alone.
    """
    apart.run_apart(uuid.UUID(job_id))


@app.task(name="jobs.sweep")
def sweep() -> None:
    """Ring again for what was lost."""
    sweeper.sweep()


@app.task(name="jobs.ask_due")
def ask_due() -> None:
    """Ask for the house's own work that is due."""
    schedule.ask_due()


@worker_ready.connect(dispatch_uid="carisecure.jobs.sweep_at_start")
def _sweep_at_start(**_kwargs: Any) -> None:
    """A worker that was started again looks at once for what the one before it left. In a child of the pool: the first
    process must open no connection to the database that its children would inherit.
    """
    sweep.apply_async(retry=False)


@celeryd_after_setup.connect(dispatch_uid="carisecure.jobs.share_memory")
def _share_memory(**_kwargs: Any) -> None:
    """What is loaded before the forks (of the pool, of beat) stays shared, for no child's collector writes into all of
    it: the whole demonstration took 629 MB before, 512 MB with it.
    """
    gc.collect()
    gc.freeze()


@job_kind("jobs.tidy", purpose="maintenance", title=_("Remove old files"))
def tidy(running: Running, period: str) -> dict[str, Any]:
    removed, forgotten = files.remove_strays(), files.forget_old()
    return {"removed": removed, "forgotten": forgotten, "jobs": schedule.forget_old()}


schedule.schedule("jobs.tidy", schedule.daily(at=time(3)))
