"""`python -m carisecure.backup.receive`: what `manage.py receive_wal` becomes once it has looked at everything.

It stays for months, so it loads none of the house: settings, PostgreSQL, age; a third of the memory of a whole process.
"""

from __future__ import annotations

import json
import logging
import logging.config
import signal
import sys
import threading
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings

from carisecure.access.vault.keyring import keyring
from carisecure.backup import place, source
from carisecure.backup.envelope import Run
from carisecure.backup.place import NoPlace
from carisecure.backup.receiving import CannotReceive, Log
from carisecure.backup.shipping import PlaceShelf
from carisecure.backup.source import NoSource, Source
from carisecure.backup.wal import OPEN_SECONDS, OtherServer, Receiver, State
from carisecure.operating import alive

logger = logging.getLogger(__name__)

REFUSALS = (NoPlace, NoSource, CannotReceive, OtherServer)
_PULSE = (
    "insert into operating_pulse (kind, at, detail) values ('wal', now(), %s)"
    " on conflict (kind) do update set at = excluded.at, detail = excluded.detail"
)


def receiver(*, every: float = OPEN_SECONDS, stopped: threading.Event | None = None) -> Receiver:
    """As the settings say. Raises NoPlace, NoSource."""
    there, run = place.configured(), Run(settings.BACKUP_RECIPIENT)
    keys = keyring().keys
    return Receiver(
        Log(source.configured()),
        lambda identifier: PlaceShelf(there, run, identifier, keys),
        Path(settings.BACKUP_SPOOL),
        every=every,
        told=tell,
        stopped=stopped.is_set if stopped else lambda: False,
    )


def tell(state: State) -> None:
    """Give a sign of life: a file for the container, a row for the house. Neither stops the work."""
    if not state.fault:
        alive.touch("wal")
    try:
        with (
            closing(Source(settings.DATABASES["default"]).connect()) as signed_in,
            signed_in,
            signed_in.cursor() as cursor,
        ):
            cursor.execute(_PULSE, [json.dumps(asdict(state))])
    except (NoSource, psycopg2.Error) as fault:
        logger.warning("wal.not_told error=%s", type(fault).__name__)


def main(every: float = OPEN_SECONDS) -> int:
    logging.config.dictConfig(settings.LOGGING)
    stopped = threading.Event()

    def stop(*_: Any) -> None:
        stopped.set()

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, stop)
    try:
        receiver(every=every, stopped=stopped).run()
    except REFUSALS as refusal:
        logger.critical("wal.ended %s", refusal)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:2])))
