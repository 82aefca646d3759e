"""The work of this room, by name. Doors: the work itself is the platform's."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from carisecure.importing import store, tasks
from carisecure.jobs.kinds import job_kind
from carisecure.jobs.running import Running
from reports.importing.reference import PUBLISHED

tasks.register(PUBLISHED)


@job_kind("reports.forget_imports", purpose="maintenance", title=_("Remove old import files"))
def forget_imports(running: Running, period: str) -> dict[str, Any]:
    return {"removed": store.remove_old()}
