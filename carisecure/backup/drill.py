"""A drill: the newest backup restored on a server that is thrown away, compared, tried, and certified."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseFault
from django.db import transaction
from django.utils import timezone

from carisecure.access import session
from carisecure.audit.record import record
from carisecure.backup import certificate, restoring, scratch, target
from carisecure.backup.certificate import Drill
from carisecure.backup.opening import Opened
from carisecure.backup.restoring import Order
from carisecure.backup.target import CannotRestore, Target
from carisecure.operating import pulses

DATABASE = "carisecure_drill"
DONE = "backup.drill"


def run(backup: Opened, *, address: str = "", say: Callable[[str], None] = print) -> Drill:
    """Raises CannotRestore. `address`: of a superuser of a server with room; without it one is made for the drill.

    The second place is only read, and what lies in the house is not touched.
    """
    begun_at, began = timezone.now(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="carisecure-drill-") as folder, _server(address, backup.major) as where:
        anchor_file = Path(folder) / "anchors.txt"
        outside = Path(settings.LEDGER_ANCHOR_FILE) if settings.LEDGER_ANCHOR_FILE else None
        if outside is not None and outside.exists():
            anchor_file.write_bytes(outside.read_bytes())
        order = Order(Target(where), Path(folder) / "files", anchor_file, None, say)
        done = restoring.restore(backup, order)
    manifest = backup.manifest
    return Drill(
        house=(manifest.settings.get("ALLOWED_HOSTS") or "localhost").split(",")[0],
        backup=backup.kept.stamp,
        backed_up_at=backup.kept.at,
        begun_at=begun_at,
        seconds=time.monotonic() - began,
        release=manifest.release,
        tables=len(manifest.tables),
        rows=manifest.rows,
        files=len(backup.files),
        file_bytes=sum(file.size for file in backup.files),
        settled=done.settled,
        index_key=str(manifest.fingerprints.get("index key", "")),
    )


@contextmanager
def _server(address: str, major: int) -> Iterator[str]:
    if not address:
        with scratch.server(DATABASE, major=major) as made:
            yield made
        return
    place = Target(Target(address).of(DATABASE))
    if target.lives_there(place):
        raise CannotRestore(f"There is a database {DATABASE} on that server already: drop it first.")
    try:
        yield place.address
    finally:
        target.drop(place)


def certificate_of(done: Drill, *, language: str) -> bytes:
    return certificate.pdf(done, language=language)


def note(done: Drill) -> str:
    """Tell the living house, so that it knows when the last drill was. Says in words whether it heard."""
    try:
        with transaction.atomic():
            session.enter(None, purpose="maintenance")
            record(DONE, detail=done.detail)
            pulses.beat("drill", done.detail)
    except DatabaseFault:
        return "The house itself does not answer, so the drill stands on the certificate alone."
    return "It stands in the access log."
