"""A database server of a test's own that keeps what it commits, and can be killed and started again."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from signal import SIGINT
from typing import Any

import psycopg2

from carisecure.backup.source import ROLE, Source
from carisecure.embedded import children, database, places, postgres

NAME = "house"


class Scratch:
    """On its own folder and socket. What is acknowledged is on the disk, as in an installation."""

    def __init__(self) -> None:
        account = places.server_account()
        self.programs = places.postgres_programs(places.server_home(account), account)
        self.server = postgres.Postgres(
            programs=self.programs,
            data=places.temporary_folder(account),
            sockets=places.temporary_folder(account),
            account=account,
            durable=True,
        )
        self._child: subprocess.Popen[bytes] | None = None
        self.server.initialise()

    @property
    def source(self) -> Source:
        """As the role of backups."""
        return Source({"HOST": str(self.server.sockets), "USER": ROLE, "NAME": NAME})

    def start(self) -> None:
        child = children.spawn(
            self.server.command, env=postgres.ENVIRONMENT, account=self.server.account, output=subprocess.DEVNULL,
            cwd="/",
        )  # fmt: skip
        self._child = child
        self.server.wait_until_ready(lambda: child.poll() is None)

    def prepare(self) -> None:
        """The house's database with its roles, and a table of numbers in it."""
        database.create(self.server.address(postgres.SUPERUSER, "postgres"), NAME)
        database.prepare(self.server.address(postgres.SUPERUSER, NAME))
        ask(self.server, "create table number (n int)")

    def kill(self) -> None:
        """kill -9 of the server and everything it has started, at once."""
        assert self._child is not None
        children.sweep(self._child.pid)
        self._child.wait()
        self._child = None

    def stop(self) -> None:
        if self._child is not None:
            children.end(self._child, SIGINT)
            self._child = None

    def remove(self) -> None:
        self.stop()
        for folder in (self.server.data, self.server.sockets):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch_server() -> Iterator[Scratch]:
    made = Scratch()
    try:
        made.start()
        made.prepare()
        yield made
    finally:
        made.remove()


def ask(server: postgres.Postgres, statement: str, given: Any = None) -> list[tuple[Any, ...]]:
    """One statement, committed by itself, as the superuser."""
    with closing(psycopg2.connect(server.address(postgres.SUPERUSER, NAME))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            return cursor.fetchall() if cursor.description else []


def numbers(server: postgres.Postgres) -> list[int]:
    return [n for (n,) in ask(server, "select n from number order by n")]


def folder_for(path: Path) -> Path:
    """An empty folder's path that the server's account can reach."""
    account = places.server_account()
    return places.temporary_folder(account) if account is not None else path
