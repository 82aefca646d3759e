"""A small house that lies in the database for good, and a second place: what a backup is made of in the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection
from pyrage import x25519

from carisecure import env
from carisecure.backup import envelope, making, shares
from carisecure.backup.kept import Kept
from carisecure.backup.manifest import Manifest, read
from carisecure.backup.place import Place
from carisecure.backup.source import ROLE, Source
from tests import server

SECRET, SHARES = shares.make()
RECIPIENT = shares.recipient(SECRET)
IDENTITY = shares.identity(SECRET)


@dataclass(frozen=True)
class SecondPlace:
    """`source`: the test database as the role for backups reaches it."""

    place: Place
    source: Source

    def back_up(self) -> Kept:
        return making.back_up(self.place, self.source, say=SAID.append)

    def opened(self, one: Kept, name: str, identity: x25519.Identity = IDENTITY) -> bytes:
        with one.part(name).open("rb") as stream:
            return envelope.read_all(stream, [identity])

    def manifest(self, one: Kept) -> Manifest:
        return read(self.opened(one, "manifest.age"))

    def files(self) -> dict[str, bytes]:
        """Everything that lies there, to see that nothing of it changed."""
        return {str(p.relative_to(self.place.root)): p.read_bytes() for p in self.place.root.rglob("*") if p.is_file()}


SAID: list[str] = []


def second_place(root: Path) -> SecondPlace:
    root.mkdir(exist_ok=True)
    place = Place(root)
    place.prepare(RECIPIENT)
    return SecondPlace(place, Source(address(ROLE)))


def address(user: str) -> dict[str, Any]:
    """As Django knows it, of the test database and for another role."""
    return env.read_database("TEST", server.address(str(connection.settings_dict["NAME"]), user=user))


@contextmanager
def superuser() -> Iterator[Any]:
    """A cursor of its own, whose statements stand at once."""
    with closing(psycopg2.connect(server.address(str(connection.settings_dict["NAME"])))) as own:
        own.autocommit = True
        with own.cursor() as cursor:
            yield cursor
