"""The one server that all test processes share: embedded and thrown away, unless TEST_DATABASE_URL names another.

The controlling process starts it and tells pytest-xdist's workers where it is through their environment. `make test`
runs pytest twice, and holds one server for both (`main`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from psycopg2 import sql

from carisecure.embedded import servers
from carisecure.embedded.supervisor import Supervisor

_held = ExitStack()
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
    """Every test on this one server: those that must be alone, then the others in so many processes."""
    command = [sys.executable, "-m", "pytest"]
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C ends pytest, which we wait for, to take the server down
    start()
    try:
        alone = subprocess.run([*command, "-m", "alone", *arguments], check=False).returncode
        if alone not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return alone
        return subprocess.run([*command, "-n", workers, "-m", "not alone", *arguments], check=False).returncode
    finally:
        stop()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
