"""Files that work leaves behind: whole on the disk first, then the row; never sent without a line in the ledger.

On the disk they are sealed, each under a key of its own (`storage.keeping`): when a file is forgotten its key is
destroyed, so that copies of the disk do not open afterwards either.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO

from django.db.models import Q
from django.http import FileResponse
from django.utils import timezone

from carisecure.access import policy
from carisecure.access.errors import NotVisible
from carisecure.access.vault import keys
from carisecure.audit.record import record
from carisecure.jobs import conf
from carisecure.jobs.models import JobFile
from carisecure.storage import keeping, serving
from carisecure.storage.keeping import FileLost

if TYPE_CHECKING:
    from carisecure.accounts.models import User

__all__ = ["FileLost", "fetch", "forget_old", "keep", "kept_since", "kept_until", "opened", "remove_strays", "send"]

FOLDER = "jobs"
# Longer than any transaction: a file without a row may still be getting one.
STRAY_AFTER_SECONDS = 24 * 3600


def keep(
    *,
    name: str,
    content_type: str,
    write: Callable[[BinaryIO], object],
    by: User | None,
    job_id: uuid.UUID | None = None,
    action: str = "",
) -> JobFile:
    """Write a file through `write(stream)` and keep it for `by`; with an `action`, for the roles of that line too.

    The stream seals what it is given and cannot be sought.

    Should the transaction be rolled back, the file has no row and `remove_strays` takes it away after a day.
    Raises ValueError for a file name with anything but letters, digits, dots, dashes and underscores; OSError where the
    disk is full: then there is no row, and nothing under the final name.
    """
    serving.check_name(name)
    if action:
        policy.rule(action)
    kept = keeping.keep(FOLDER, write)
    return JobFile.objects.create(
        pk=kept.key, job_id=job_id, actor=by, action=action, name=name, content_type=content_type,
        size=kept.size, sha256=kept.sha256, path=kept.path,
    )  # fmt: skip


def kept_until(file: JobFile) -> date | None:
    """The day, in the country's zone, on which `forget_old` may take it away; None for a policy line's, which stays."""
    return None if file.action else timezone.localdate(file.made_at + _kept_for())


def kept_since() -> datetime:
    """Files that were made for one person before this moment are forgotten."""
    return timezone.now() - _kept_for()


def _kept_for() -> timedelta:
    return timedelta(days=conf.count("JOBS_FILES_KEPT_DAYS"))


def fetch(*, viewer: User, pk: uuid.UUID) -> JobFile:
    """A file that is this person's own, or that a line of the policy opens to their role. Raises NotVisible."""
    file = JobFile.objects.filter(Q(actor=viewer) | ~Q(action="")).filter(pk=pk).first()
    if file is None or (file.actor_id != viewer.pk and not policy.may(viewer, file.action)):
        raise NotVisible
    return file


def send(file: JobFile) -> FileResponse:
    """The file as an attachment, with a line in the ledger in this same transaction. Raises FileLost.

    Who may have it was decided by the caller (`fetch`, or an app's own question about the object behind it). Its hash
    is checked first: 100 MB take about 0.1 s.
    """
    stream = opened(file)
    record(
        "export", table=JobFile._meta.db_table, object_id=file.pk,
        detail={"sha256": file.sha256, "size": file.size, "job": file.job_id},
    )  # fmt: skip
    return serving.streamed(stream, name=file.name, content_type=file.content_type)


def opened(file: JobFile) -> io.BufferedReader:
    """What was written, for reading; whoever calls this has asked whether it may be read. Raises FileLost."""
    return keeping.opened(file.path, file.sha256)


def remove_strays() -> int:
    """Remove files older than a day that no row points at: left by a rollback or a power cut. Returns how many."""
    known = set(JobFile.objects.values_list("path", flat=True))
    strays = [path for path in keeping.older_than(FOLDER, STRAY_AFTER_SECONDS) if path not in known]
    for path in strays:
        keeping.remove(path)
    return len(strays)


def forget_old() -> int:
    """Remove the rows of files that were made for one person longer ago than JOBS_FILES_KEPT_DAYS, and destroy their
    keys: from then on no copy of them on a disk opens. Returns how many.

    The files themselves go as strays the next day: removed now, they would be missing should this be rolled back.
    """
    old = list(JobFile.objects.filter(action="", made_at__lt=kept_since()).values_list("pk", flat=True))
    for file_id in old:
        keys.destroy(file_id)
    return JobFile.objects.filter(pk__in=old).delete()[0]
