"""Work on files of exhibits that outlives a request, and what the house does with them by itself each night."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from carisecure.jobs.kinds import job_kind
from carisecure.jobs.running import Running
from carisecure.jobs.schedule import daily, schedule
from carisecure.storage import scanning
from cases.exhibits import checking, rehashing


@job_kind("cases.check_file", title=_("Check a file"), limit_seconds=3600)
def check_file(running: Running, upload: str) -> dict[str, Any]:
    try:
        return {"state": checking.check(UUID(upload), running.person)}
    except scanning.ScannerAway:
        return {"state": "waiting", "why": "scanner_away"}


@job_kind(checking.COPY_JOB, title=_("Make the copy of a picture that can be shown"))
def copy_picture(running: Running, file: str) -> dict[str, Any]:
    return {"made": checking.make_copy(UUID(file), running.person)}


@job_kind("cases.rehash", purpose="maintenance", title=_("Read every file of an exhibit again"), limit_seconds=4 * 3600)
def rehash(running: Running, period: str) -> dict[str, Any]:
    return rehashing.read_again(running)


schedule("cases.rehash", daily())
