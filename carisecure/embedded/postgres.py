"""One PostgreSQL 18 server that belongs to this process: made, started, waited for, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psycopg2

from carisecure.embedded import children
from carisecure.embedded.errors import CannotStart
from carisecure.embedded.places import Account

SUPERUSER = "postgres"
_PORT = "5432"  # names the socket; nothing listens on TCP
# Nothing of the caller's environment: a PGDATA, a PGPORT or a locale that this machine lacks must not reach the server.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_SETTINGS = {
    "listen_addresses": "",
    "port": _PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "jit": "off",  # as for the roles of every installation (access/sql/roles.sql)
}
# The demonstration's, on a machine that has other work: few people, a database of some 40 MB. No processes that would
# read ahead or replicate, and one that cleans up.
_SMALL = {
    "shared_buffers": "16MB",
    "max_connections": "30",
    "io_method": "sync",
    "autovacuum_max_workers": "1",
    "max_logical_replication_workers": "0",
    "wal_buffers": "1MB",
}
# glibc keeps what a session has freed, three times of what it uses; from this size on it gives back.
_GIVES_BACK = {"MALLOC_MMAP_THRESHOLD_": "16384", "MALLOC_TRIM_THRESHOLD_": "16384", "MALLOC_TOP_PAD_": "16384"}
# A database that is thrown away need not survive a power cut.
_THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Postgres:
    """`small`: with as little memory as a demonstration needs."""

    def __init__(
        self, *, programs: Path, data: Path, sockets: Path, account: Account | None, durable: bool, small: bool = False
    ) -> None:
        self.programs, self.data, self.sockets, self.account = programs, data, sockets, account
        self.durable, self.small = durable, small

    def address(self, user: str, database: str) -> str:
        """With its port, though it is the usual one: an address without it is completed by the caller's PGPORT."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.sockets), safe='')}&port={_PORT}"

    def initialise(self) -> None:
        """Make the data folder. Locale and encoding are PostgreSQL's own, so a machine without locales is as good."""
        if (self.data / "PG_VERSION").exists():
            return
        command = [
            str(self.programs / "initdb"), f"--pgdata={self.data}", f"--username={SUPERUSER}", "--auth=trust",
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ]  # fmt: skip
        if not self.durable:
            command.append("--no-sync")
        child = children.spawn(command, env=ENVIRONMENT, account=self.account, output=subprocess.PIPE, cwd="/")
        output, _ = child.communicate()
        if child.returncode:
            raise CannotStart(f"initdb failed:\n{output.decode(errors='replace')}")

    @property
    def command(self) -> list[str]:
        settings = {**_SETTINGS, **(_SMALL if self.small else {}), "unix_socket_directories": str(self.sockets)}
        if not self.durable:
            settings |= _THROWAWAY
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.data), *options]

    @property
    def environment(self) -> dict[str, str]:
        return {**ENVIRONMENT, **(_GIVES_BACK if self.small else {})}

    def wait_until_ready(self, still_running: Callable[[], bool], *, patience: float = 60.0) -> None:
        """Recovery after a crash may take a while; a server that has died is noticed at once."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not still_running():
                raise CannotStart("PostgreSQL stopped while it was starting.")
            try:
                psycopg2.connect(self.address(SUPERUSER, "postgres"), connect_timeout=2).close()
            except psycopg2.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise CannotStart(f"PostgreSQL was not ready after {patience:.0f} seconds.")


def stop_stray(data: Path, *, patience: float = 20.0) -> bool:
    """Stop a server that still runs on this data folder although whoever started it is gone. True if there was one."""
    pid = _running(data)
    if pid is None:
        return False
    os.kill(pid, signal.SIGINT)  # "fast": disconnects clients, writes everything down
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and _running(data) == pid:
        time.sleep(0.1)
    return True


def _running(data: Path) -> int | None:
    """The process id in postmaster.pid, if that process is a PostgreSQL of this folder (ids are used again)."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        command = Path(f"/proc/{pid}/cmdline")
        if command.parent.parent.exists() and str(data) not in command.read_text():
            return None
        os.kill(pid, 0)
    except (OSError, ValueError, IndexError):
        return None
    return pid
