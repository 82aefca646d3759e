"""The test's database as it was a while ago: what a backup keeps, and a restore brings back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.db import connection
from psycopg2 import sql

from carisecure.access.vault import keys
from carisecure.embedded import database
from tests import server


class OlderState:
    """A copy that was made at some moment; in `restored` everything speaks to it."""

    def __init__(self, name: str) -> None:
        self.name = name

    @contextmanager
    def restored(self) -> Iterator[None]:
        now = str(connection.settings_dict["NAME"])
        _speak_to(self.name)
        try:
            yield
        finally:
            _speak_to(now)


def _speak_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    keys.forget()


@contextmanager
def as_it_is_now() -> Iterator[OlderState]:
    """Nobody else may be connected to the test's database meanwhile: what an earlier test left connected is ended."""
    name = str(connection.settings_dict["NAME"])
    copy = f"{name}_older"
    connection.close()
    database.drop(server.address("postgres"), copy)
    superuser = psycopg2.connect(server.address("postgres"))
    superuser.autocommit = True
    try:
        with superuser.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s", [name])
            cursor.execute(sql.SQL("create database {} template {}").format(sql.Identifier(copy), sql.Identifier(name)))
    finally:
        superuser.close()
    try:
        yield OlderState(copy)
    finally:
        connection.close()
        database.drop(server.address("postgres"), copy)
