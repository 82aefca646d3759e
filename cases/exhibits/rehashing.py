"""Each night every file of an exhibit is read again, whole: a bit that was flipped is found, and named.

The house reads no case: the database hands it ids, paths and digests alone (`exhibit_files.sql`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min
from django.utils import timezone

from carisecure.audit.record import record
from carisecure.jobs.running import Running
from carisecure.storage import arriving, keeping
from carisecure.storage.readings import Standing
from cases.exhibits.checking import FOLDER
from cases.exhibits.models import FileReading
from cases.exhibits.uploads import GOES_ON_FOR

logger = logging.getLogger(__name__)
# Those that were read longest ago come first, so that a night that is too short is made up for in the next.
SECONDS_A_NIGHT = 3 * 3600
STRAY_AFTER_SECONDS = 24 * 3600


def read_again(running: Running, seconds: float = SECONDS_A_NIGHT) -> dict[str, Any]:
    """Read what can be read in so many seconds; returns counts. The ids of changed ones go to log and ledger."""
    until = time.monotonic() + seconds
    files, done, changed = _files(), 0, 0
    for file_id, path, sha256 in files:
        if time.monotonic() > until:
            break
        whole = keeping.is_unchanged(path, sha256)
        if not whole:
            changed += 1
            logger.error("exhibit.changed file=%s", file_id)
        _note(file_id, whole)
        done += 1
        running.progress(done, len(files))
        running.stop_if_cancelled()
    return {"read": done, "changed": changed, "of": len(files), "strays": _remove_strays()}


def standing() -> Standing:
    found = FileReading.objects.aggregate(count=Count("pk"), changed=Count("changed_since"), oldest=Min("read_at"))
    return Standing(found["count"], found["changed"], found["oldest"])


def changed_among(files: Iterable[UUID]) -> dict[UUID, datetime]:
    """Those that are not what was kept, and since when."""
    rows = FileReading.objects.filter(file__in=list(files), changed_since__isnull=False)
    found = rows.values_list("file", "changed_since")
    return {file: since for file, since in found if since is not None}


def _note(file_id: UUID, whole: bool) -> None:
    """A line of the ledger for what was found, the first time."""
    now = timezone.now()
    before = FileReading.objects.filter(pk=file_id).values_list("changed_since", flat=True).first()
    if not whole and before is None:
        record("exhibit.changed", table="cases_exhibitfile", object_id=file_id)
    since = None if whole else before or now
    FileReading.objects.update_or_create(file=file_id, defaults={"read_at": now, "changed_since": since})


def _files() -> list[tuple[UUID, str, str]]:
    """Originals and copies that still have their keys."""
    with connection.cursor() as cursor:
        cursor.execute("select id, path, sha256 from carisecure.exhibit_files()")
        return list(cursor.fetchall())


def _remove_strays() -> int:
    """What a rollback left, and what was begun and never finished."""
    with connection.cursor() as cursor:
        cursor.execute("select path from carisecure.exhibit_paths()")
        known = {path for (path,) in cursor.fetchall()}
    strays = [path for path in keeping.older_than(FOLDER, STRAY_AFTER_SECONDS) if path not in known]
    strays += keeping.older_than(arriving.FOLDER, GOES_ON_FOR.total_seconds())
    for path in strays:
        keeping.remove(path)
    return len(strays)
