"""Files that work leaves behind: whole on the disk first, then the row; never sent without a line in the ledger.

On the disk they are sealed, each under a key of its own (`access.vault.files`): a copy of the disk shows nothing, and
when a file is forgotten its key is destroyed, so that copies of the disk do not open afterwards either.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import time
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from django.conf import settings
from django.db.models import Q
from django.http import FileResponse
from django.utils import timezone

from carisecure.access import policy
from carisecure.access.errors import NotVisible
from carisecure.access.vault import keys
from carisecure.access.vault.files import SealedFile, SealingStream
from carisecure.access.vault.keyring import CannotOpen
from carisecure.access.vault.keys import Destroyed
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

    The stream seals what it is given and cannot be sought. `size` and `sha256` are those of what was written.

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
    size, digest = _write_whole(Path(settings.FILES_ROOT) / path, write, key)
    return JobFile.objects.create(
        pk=key, job_id=job_id, actor=by, action=action, name=name, content_type=content_type,
        size=size, sha256=digest, path=path,
    )  # fmt: skip


def _write_whole(target: Path, write: Callable[[BinaryIO], object], file_id: uuid.UUID) -> tuple[int, str]:
    """Temporary in the same folder, flushed to the disk, renamed. Returns (bytes, SHA-256) of what was written."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = target.with_suffix(".part")
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            sealing = SealingStream(stream, file_id=file_id)
            write(cast(BinaryIO, sealing))
            sealing.finish()
            stream.flush()
            os.fsync(stream.fileno())
        temporary.rename(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name itself must survive a power cut
    finally:
        os.close(folder)
    return sealing.size, sealing.sha256


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
    response = FileResponse(stream, as_attachment=True, filename=file.name, content_type=file.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def opened(file: JobFile) -> io.BufferedReader:
    """What was written, for reading; whoever calls this has asked whether it may be read. Raises FileLost."""
    try:
        stream: io.BufferedReader = SealedFile(Path(settings.FILES_ROOT) / file.path, file.pk).open("rb")
    except (OSError, Destroyed) as error:
        logger.error("job.file_missing file=%s", file.pk)
        raise FileLost from error
    try:
        is_whole = hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256
    except CannotOpen:
        is_whole = False
    if not is_whole:
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
    """Remove the rows of files that were made for one person longer ago than JOBS_FILES_KEPT_DAYS, and destroy their
    keys: from then on no copy of them on a disk opens. Returns how many.

    The files themselves go as strays the next day: removed now, they would be missing should this be rolled back.
    """
    old = list(JobFile.objects.filter(action="", made_at__lt=kept_since()).values_list("pk", flat=True))
    for file_id in old:
        keys.destroy(file_id)
    return JobFile.objects.filter(pk__in=old).delete()[0]
