"""Files that work leaves behind: whole on the disk first, then the row; never sent without a line in the ledger."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.db.models import Q
from django.http import FileResponse
from django.utils import timezone

from carisecure.access import policy
from carisecure.access.errors import NotVisible
from carisecure.audit.record import record
from carisecure.jobs import conf
from carisecure.jobs.models import JobFile

if TYPE_CHECKING:
    from carisecure.accounts.models import User

logger = logging.getLogger(__name__)

FOLDER = "jobs"
# No blank and no accent: a name says what kind of file it is and of which period, never about whom.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,149}")
# Longer than any transaction: a file without a row may still be getting one.
STRAY_AFTER_SECONDS = 24 * 3600


class FileLost(Exception):
    """The row is there, but the file is gone from the disk or is not the one that was written."""


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

    Should the transaction be rolled back, the file has no row and `remove_strays` takes it away after a day.
    Raises ValueError for a file name with anything but letters, digits, dots, dashes and underscores; OSError where the
    disk is full: then there is no row, and nothing under the final name.
    """
    if not _NAME.fullmatch(name):
        raise ValueError("a file name holds letters, digits, dots, dashes and underscores only")
    if action:
        policy.rule(action)
    key = uuid.uuid4()
    path = f"{FOLDER}/{key.hex[:2]}/{key.hex}"
    size, digest = _write_whole(Path(settings.FILES_ROOT) / path, write)
    return JobFile.objects.create(
        pk=key, job_id=job_id, actor=by, action=action, name=name, content_type=content_type,
        size=size, sha256=digest, path=path,
    )  # fmt: skip


def _write_whole(target: Path, write: Callable[[BinaryIO], object]) -> tuple[int, str]:
    """Temporary in the same folder, flushed to the disk, renamed. Returns (bytes, SHA-256)."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = target.with_suffix(".part")
    try:
        with open(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
            size = stream.seek(0, os.SEEK_END)
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        temporary.rename(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name itself must survive a power cut
    finally:
        os.close(folder)
    return size, digest


def fetch(*, viewer: User, pk: uuid.UUID) -> JobFile:
    """A file that is this person's own, or that a line of the policy opens to their role. Raises NotVisible."""
    file = JobFile.objects.filter(Q(actor=viewer) | ~Q(action="")).filter(pk=pk).first()
    if file is None or (file.actor_id != viewer.pk and not policy.may(viewer, file.action)):
        raise NotVisible
    return file


def send(file: JobFile) -> FileResponse:
    """The file as an attachment, with a line in the ledger in this same transaction. Raises FileLost.

    Who may have it was decided by the caller (`fetch`, or an app's own question about the object behind it). Its hash
    is checked first: 1 GB takes about a second.
    """
    stream = _opened(file)
    record(
        "export", table=JobFile._meta.db_table, object_id=file.pk,
        detail={"sha256": file.sha256, "size": file.size, "job": file.job_id},
    )  # fmt: skip
    response = FileResponse(stream, as_attachment=True, filename=file.name, content_type=file.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _opened(file: JobFile) -> BinaryIO:
    try:
        stream = (Path(settings.FILES_ROOT) / file.path).open("rb")
    except OSError as error:
        logger.error("job.file_missing file=%s", file.pk)
        raise FileLost from error
    if hashlib.file_digest(stream, "sha256").hexdigest() != file.sha256:
        stream.close()
        logger.error("job.file_changed file=%s", file.pk)
        raise FileLost
    stream.seek(0)
    return stream


def remove_strays() -> int:
    """Remove files older than a day that no row points at: left by a rollback or a power cut. Returns how many."""
    root = Path(settings.FILES_ROOT)
    known = set(JobFile.objects.values_list("path", flat=True))
    old = time.time() - STRAY_AFTER_SECONDS
    removed = 0
    for path in (root / FOLDER).glob("*/*"):
        if str(path.relative_to(root)) not in known and path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def forget_old() -> int:
    """Remove the rows of files that were made for one person longer ago than JOBS_FILES_KEPT_DAYS. Returns how many.

    The files themselves go as strays the next day: removed now, they would be missing should this be rolled back.
    """
    kept_since = timezone.now() - timedelta(days=conf.count("JOBS_FILES_KEPT_DAYS"))
    return JobFile.objects.filter(action="", made_at__lt=kept_since).delete()[0]
