"""`pg_receivewal` as a child of ours, and the slot that keeps for it what it has not fetched.

The server keeps what the slot has not confirmed, up to `max_slot_wal_keep_size`; past that it gives the slot up, so
that a receiver that is away for days cannot fill the server's disk. A slot that was given up is made anew here, and
what lies between is missing (a new base is needed).
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import IO

import psycopg2

from carisecure.backup import segments
from carisecure.backup.source import NoSource, Source, program
from carisecure.embedded import children

SLOT = "carisecure_backup"


class CannotReceive(Exception):
    """Nothing can be received now; the message says why and what to do."""


@dataclass(frozen=True)
class Server:
    """What the log belongs to: a segment of another server is never put among these."""

    identifier: int
    timeline: int
    segment_bytes: int
    flushed: int


@dataclass(frozen=True)
class Held:
    """How the slot stands: whether somebody receives, and how many bytes the server keeps for it."""

    active: bool
    behind: int


class Log:
    """The log of the database server, as the role of backups fetches it."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def environment(self) -> dict[str, str]:
        """For PostgreSQL's programs, whose words are English whatever the machine speaks."""
        return {**self.source.environment(), "LC_ALL": "C"}

    @contextmanager
    def connected(self) -> Iterator[psycopg2.extensions.cursor]:
        try:
            connection = self.source.connect()
        except NoSource as fault:
            raise CannotReceive(str(fault)) from fault
        with closing(connection):
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor

    def server(self) -> Server:
        with self.connected() as cursor:
            cursor.execute(
                "select system_identifier, timeline_id, pg_size_bytes(current_setting('wal_segment_size')),"
                " pg_current_wal_flush_lsn() - '0/0' from pg_control_system(), pg_control_checkpoint()"
            )
            ((identifier, timeline, size, flushed),) = cursor.fetchall()
        return Server(identifier, timeline, int(size), int(flushed))

    def held(self) -> Held:
        with self.connected() as cursor:
            cursor.execute(
                "select active, pg_current_wal_flush_lsn() - coalesce(restart_lsn, pg_current_wal_flush_lsn())"
                " from pg_replication_slots where slot_name = %s",
                [SLOT],
            )
            row = cursor.fetchone()
        return Held(bool(row[0]), int(row[1])) if row else Held(False, 0)

    def ready_slot(self) -> str:
        """Make the slot unless it stands. Returns "" where it stood, "new" where it is the first, "lost" where the
        server had given the former up. Raises CannotReceive where somebody else receives.
        """
        with self.connected() as cursor:
            cursor.execute(
                "select active, wal_status from pg_replication_slots where slot_name = %s and slot_type = 'physical'",
                [SLOT],
            )
            row = cursor.fetchone()
            if row and row[0]:
                raise CannotReceive("Somebody else receives already: one receiver for one database server.")
            if row and row[1] != "lost":
                return ""
            if row:
                cursor.execute("select pg_drop_replication_slot(%s)", [SLOT])
            cursor.execute("select pg_create_physical_replication_slot(%s, true)", [SLOT])
        return "lost" if row else "new"

    def receive(self, spool: Path, errors: IO[bytes], *, until: int | None = None) -> subprocess.Popen[bytes]:
        """Start receiving into the spool; with `until` (a byte of the log) only as far as that."""
        command = [program("pg_receivewal"), f"--directory={spool}", f"--slot={SLOT}", "--no-password"]
        command += ["--no-loop", "--status-interval=5"]
        if until is not None:
            # It ends when it has received past this byte.
            command.append(f"--endpos={segments.lsn(until - 1)}")
        return children.spawn(command, env=self.environment(), last_signal=signal.SIGTERM, output=errors.fileno())


@contextmanager
def only_one(spool: Path) -> Iterator[None]:
    """Held while somebody receives into this spool; the kernel frees it however they end."""
    spool.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (spool / "lock").open("a") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except OSError:
            raise CannotReceive("The log is received into this folder already, by another process.") from None
        yield
