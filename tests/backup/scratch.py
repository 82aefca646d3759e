"""A database server of a test's own that keeps what it commits and can be killed, and a second place for its log."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from signal import SIGINT
from typing import Any

import psycopg2
from pyrage import x25519

from carisecure.access.vault.keyring import keyring
from carisecure.backup import base as bases
from carisecure.backup import moment
from carisecure.backup.base import Base
from carisecure.backup.envelope import Run
from carisecure.backup.moment import Opening
from carisecure.backup.place import Place
from carisecure.backup.receiving import Log
from carisecure.backup.shipping import PlaceShelf
from carisecure.backup.source import ROLE, Source
from carisecure.backup.wal import Receiver
from carisecure.embedded import children, database, places, postgres
from tests.killing import kill_all

NAME = "house"


class Scratch:
    """On its own folder and socket. What is acknowledged is on the disk, as in an installation."""

    def __init__(self, kind: type[postgres.Postgres] = postgres.Postgres) -> None:
        account = places.server_account()
        self.programs = places.postgres_programs(places.server_home(account), account)
        self.server = kind(
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

    def start(self, **more: str) -> None:
        """`more`: settings besides its own."""
        options = [part for name, value in more.items() for part in ("-c", f"{name}={value}")]
        child = children.spawn(
            [*self.server.command, *options], env=postgres.ENVIRONMENT, account=self.server.account,
            output=subprocess.DEVNULL, cwd="/",
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
        kill_all(self._child)
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


class Second:
    """A second place, the identity that opens it, and the receiver of one server's log."""

    def __init__(self, folder: Path, house: Scratch) -> None:
        self.identity = x25519.Identity.generate()
        self.place = Place(folder / "second-place")
        self.place.root.mkdir()
        self.run = Run(str(self.identity.to_public()))
        self.place.prepare(self.run.recipient)
        self.house, self.spool, self.folder = house, folder / "spool", folder

    def take_base(self) -> Base:
        return bases.take(self.place, Log(self.house.source), self.run)

    def receiver(self, **more: object) -> Receiver:
        return Receiver(Log(self.house.source), self.shelf, self.spool, **more)  # type: ignore[arg-type]

    def shelf(self, identifier: int) -> PlaceShelf:
        return PlaceShelf(self.place, self.run, identifier, keyring().keys)

    def back(self, at: dt.datetime | None = None, also: tuple[Path, ...] = ()) -> tuple[list[int], list[str]]:
        """The numbers that are there again at that moment, and what was said."""
        base = moment.choose(bases.listed(self.place), at)
        data = folder_for(self.folder / "data")
        try:
            with moment.recovered(
                self.place,
                base,
                Opening(self.identity, keyring().keys),
                data=data,
                programs=self.house.programs,
                moment=at,
                also=also,
            ) as found:
                return numbers(found.server), found.said
        finally:
            shutil.rmtree(data, ignore_errors=True)


class Writer(threading.Thread):
    """Writes one number after the other, each by itself, and remembers those that were acknowledged."""

    def __init__(self, server: postgres.Postgres, first: int) -> None:
        super().__init__()
        self.server, self.acknowledged = server, [first]
        self.some = threading.Event()

    def run(self) -> None:
        connection = psycopg2.connect(self.server.address(postgres.SUPERUSER, "house"))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                while True:
                    cursor.execute("insert into number values (%s)", [self.acknowledged[-1] + 1])
                    self.acknowledged.append(self.acknowledged[-1] + 1)
                    if len(self.acknowledged) > 50:
                        self.some.set()
        except psycopg2.Error:
            self.some.set()
