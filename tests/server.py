"""The one server that all test processes share: embedded and thrown away, unless TEST_DATABASE_URL names another.

The controlling process starts it and tells pytest-xdist's workers where it is through their environment. `make test`
runs pytest twice at once (`main`): tests that must be alone on a server have another one.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from psycopg2 import sql

from carisecure.embedded import servers
from carisecure.embedded.supervisor import Supervisor

_held = ExitStack()
ADDRESSES = ("TEST_DATABASE_URL", "TEST_TEMPLATE", "REDIS_URL")
# A migrated database in which nobody lives, as long as a server of our own runs. On somebody else's server it could be
# older than the migrations, so there is none.
TEMPLATE = "carisecure_migrated"


def start() -> None:
    """Start PostgreSQL (without fsync) and Redis in throwaway folders; set DATABASE_URL and REDIS_URL."""
    addresses = _held.enter_context(servers.started(Supervisor(), temporary=True))
    os.environ["TEST_DATABASE_URL"] = addresses.superuser
    os.environ["REDIS_URL"] = addresses.redis
    os.environ["TEST_TEMPLATE"] = TEMPLATE


def stop() -> None:
    _held.close()


def address(database: str, *, user: str | None = None) -> str:
    """The superuser's address of a database on the server, or another role's (the embedded server asks no password)."""
    parts = urlsplit(os.environ["TEST_DATABASE_URL"])
    network = parts.netloc if user is None else f"{user}@{parts.netloc.rpartition('@')[2]}"
    return urlunsplit(parts._replace(netloc=network, path=f"/{database}"))


@dataclass
class Template:
    """The migrated database that test databases are copied from; without a name there is none and none is kept."""

    name: str
    cursor: psycopg2.extensions.cursor

    @property
    def stands(self) -> bool:
        self.cursor.execute("select from pg_database where datname = %s", [self.name])
        return self.cursor.rowcount > 0

    def copy_to(self, other: str) -> None:
        self._copy(self.name, other)

    def copy_from(self, other: str) -> None:
        if self.name:
            self._copy(other, self.name)

    def _copy(self, one: str, other: str) -> None:
        statement = sql.SQL("create database {} template {}")
        self.cursor.execute(statement.format(sql.Identifier(other), sql.Identifier(one)))


@contextmanager
def turn_at_template() -> Iterator[Template]:
    """One process after the other: the first makes the template, the next find it."""
    connection = psycopg2.connect(address("postgres"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(hashtext('carisecure template'))")
            yield Template(os.environ.get("TEST_TEMPLATE", ""), cursor)
    finally:
        connection.close()  # and with it the lock


def main(workers: str, *arguments: str) -> int:
    """Every test: in so many processes on one server, and those that must be alone beside them, on another."""
    command = [sys.executable, "-m", "pytest"]
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C ends pytest, which we wait for, to take the server down
    start()  # first: what has to be unpacked for a server is there for both then
    with tempfile.TemporaryFile() as said:
        by_themselves = beside([*command, "-m", "alone", *arguments], said)
        try:
            together = subprocess.run([*command, "-n", workers, "-m", "not alone", *arguments], check=False).returncode
            alone = by_themselves.wait()
            _say(said)
        finally:
            stop()
    return worse(alone, together)


def beside(command: list[str], said: IO[bytes]) -> subprocess.Popen[bytes]:
    """Without an address pytest starts a server of its own. What it says is kept until it can be read in one piece."""
    kept = {name: value for name, value in os.environ.items() if name not in ADDRESSES}
    return subprocess.Popen(command, env=kept, stdout=said, stderr=subprocess.STDOUT)


def _say(said: IO[bytes]) -> None:
    said.seek(0)
    sys.stdout.flush()
    shutil.copyfileobj(said, sys.stdout.buffer)
    sys.stdout.flush()


def worse(alone: int, together: int) -> int:
    """pytest says 5 where the arguments choose no test: of one of the two runs that is nothing to complain of."""
    nothing = pytest.ExitCode.NO_TESTS_COLLECTED
    return together if alone in (pytest.ExitCode.OK, nothing) and (together != nothing or alone == nothing) else alone


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
