"""A file that has arrived is looked at while it lies in quarantine, and kept or refused."""

from __future__ import annotations

import hashlib
import logging
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from carisecure.access.policy import fetch
from carisecure.access.vault import keys
from carisecure.access.vault.keyring import CannotOpen
from carisecure.accounts.models import User
from carisecure.audit.record import record
from carisecure.jobs.operations import enqueue
from carisecure.storage import archives, arriving, keeping, pictures, scanning, sniffing
from carisecure.storage.sniffing import Refused
from cases.exhibits.models import Arrival, ExhibitFile, ExhibitUpload, Scan
from cases.exhibits.uploads import ACTION
from cases.record.models import Case
from cases.record.operations import case_moved

logger = logging.getLogger(__name__)
FOLDER = "exhibits"
COPY_JOB = "cases.copy_picture"


def check(upload_id: UUID, by: User) -> str:
    """Keep the file, or say why not; returns the state. Raises `scanning.ScannerAway`: then it waits.

    The original is kept as it came, sealed with the key under which it arrived: it gets its final name (flushed), then
    its row, and its name in quarantine goes once both are sure.
    """
    row: ExhibitUpload = fetch(ExhibitUpload, viewer=by, action=ACTION, pk=upload_id)
    case = fetch(Case, viewer=by, action=ACTION, pk=row.case_id, lock=True)
    row = ExhibitUpload.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.state != Arrival.WAITING:
        return row.state
    try:
        kind, sha256, scan = _look(row)
    except Refused as refused:
        return _refuse(row, refused.code)
    except (OSError, CannotOpen, keys.Destroyed):
        return _refuse(row, "damaged")
    if scan.code == "found":
        return _refuse(row, "found", scan.what)
    last: int | None = ExhibitFile._base_manager.filter(exhibit=row.exhibit_id).aggregate(last=Max("number"))["last"]
    path = arriving.let_in(row.pk, FOLDER)
    made = ExhibitFile.objects.create(
        pk=row.pk, case=case, exhibit_id=row.exhibit_id, number=(last or 0) + 1, name=row.name, mime=kind.mime,
        size=row.size, sha256=sha256, path=path, scan=scan.code, sent_by=row.sent_by, sent_at=timezone.now(),
    )  # fmt: skip
    row.state = Arrival.KEPT
    row.save(update_fields=["state"])
    if kind.family == "picture":
        enqueue(COPY_JOB, params={"file": str(made.pk)}, by=by, unique_key=str(made.pk))
    case_moved(case, by)
    transaction.on_commit(lambda: arriving.drop(row.pk))
    return row.state


def make_copy(file_id: UUID, by: User) -> bool:
    """Of a picture, the copy that can be shown. False where it cannot be opened: the original is kept all the same."""
    fetch(ExhibitFile, viewer=by, action=ACTION, pk=file_id)
    row = ExhibitFile.objects.select_for_update(of=("self",)).get(pk=file_id)
    if row.copy_path:
        return True
    with keeping.opened(row.path, row.sha256) as stream:
        try:
            kept = keeping.keep(FOLDER, lambda target: pictures.safe_copy(stream, target))
        except Refused as refused:
            logger.info("exhibit.no_copy file=%s code=%s", row.pk, refused.code)
            return False
    row.copy_path, row.copy_sha256 = kept.path, kept.sha256
    row.save(update_fields=["copy_path", "copy_sha256"])
    return True


def _look(row: ExhibitUpload) -> tuple[sniffing.Kind, str, scanning.Scanned]:
    """What it is, its digest, and what the scanner says. Its name is looked at first, what it is before anybody opens
    it, and a locked archive is never called clean."""
    with arriving.place(row.pk).open("rb") as stream:
        kind = sniffing.kind_of(stream, size=row.size, ending=sniffing.check_name(row.name))
        locked = archives.look_into(stream, row.size) if kind.family == "archive" else False
        if kind.family == "picture":
            pictures.check(stream)
        sha256 = _digest(stream, row.size)
        scan = scanning.scan(stream)
    if locked and scan.code == "clean":
        scan = scanning.Scanned(Scan.LOCKED)
    return kind, sha256, scan


def _digest(stream: IO[bytes], size: int) -> str:
    """Of what was sent: each frame opens only as it was sealed on arrival, so nothing can have changed since."""
    stream.seek(0)
    digest = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]  # it is readable
    if stream.tell() != size:
        raise Refused("damaged")
    return digest


def _refuse(row: ExhibitUpload, code: str, found: str = "") -> str:
    """It goes, with its key; the row says why."""
    row.state, row.refusal, row.found = Arrival.REFUSED, code, found[:200]
    row.save(update_fields=["state", "refusal", "found"])
    keys.destroy(row.pk)
    record("refused.invalid", table=row._meta.db_table, object_id=row.pk, detail={"code": code})
    transaction.on_commit(lambda: arriving.drop(row.pk))
    return row.state
