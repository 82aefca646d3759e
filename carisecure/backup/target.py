"""The server that a backup is restored into, as its superuser: what is there, loading beside it, and taking its place.

Nothing is written into a database that somebody lives in. The backup is loaded into a new one beside it; only when that
one was proved does it get the name, and the old one, if there was one, keeps its data under another name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import parse_dsn

from carisecure.embedded.database import ROLES

LOADING = "_restoring"
BEFORE = "_before_"
MADE = re.compile(r"^\s*create role (\w+);$", re.MULTILINE)
HOUSES = """
select exists (select from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema'))
"""


class CannotRestore(Exception):
    """Why nothing was restored, in words for the person at the keyboard. What was there is as it was."""


@dataclass(frozen=True)
class Target:
    """`address`: a superuser's, of the database that the house will have."""

    address: str

    @property
    def name(self) -> str:
        return str(parse_dsn(self.address)["dbname"])

    @property
    def loading(self) -> str:
        return self.name + LOADING

    def of(self, database: str) -> str:
        """The same superuser's address of another database of the server."""
        parts = urlsplit(self.address)
        return urlunsplit(parts._replace(path="/" + quote(database)))

    @contextmanager
    def asking(self, database: str = "postgres") -> Iterator[Any]:
        """A cursor, each statement by itself. Raises CannotRestore where the server does not answer."""
        try:
            connection = psycopg2.connect(self.of(database), connect_timeout=10)
        except psycopg2.OperationalError as fault:
            raise CannotRestore("The server to restore into does not answer, or knows no such superuser.") from fault
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()


def check(target: Target) -> None:
    """Raises CannotRestore for a sign-in that is no superuser's."""
    with target.asking() as cursor:
        cursor.execute("select rolsuper from pg_roles where rolname = current_user")
        if not cursor.fetchone()[0]:
            raise CannotRestore("A restore needs the address of a superuser of the new server.")


def lives_there(target: Target) -> bool:
    """Whether the database of that name holds any table."""
    with target.asking() as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [target.name])
        if cursor.fetchone() is None:
            return False
    with target.asking(target.name) as cursor:
        cursor.execute(HOUSES)
        return bool(cursor.fetchone()[0])


@contextmanager
def loading(target: Target) -> Iterator[None]:
    """An empty database to load into; whatever goes wrong, nothing is left of it."""
    with target.asking() as cursor:
        _drop(cursor, target.loading)
        cursor.execute(sql.SQL("create database {} template template0").format(sql.Identifier(target.loading)))
    try:
        yield
    except BaseException:
        with target.asking() as cursor:
            _drop(cursor, target.loading)
        raise


def drop(target: Target) -> None:
    """What a drill made on somebody's server."""
    with target.asking() as cursor:
        for name in (target.name, target.loading):
            _drop(cursor, name)


def _drop(cursor: Any, name: str) -> None:
    cursor.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def make_roles(target: Target) -> list[str]:
    """The roles alone, without any right: rights that stand before the tables come would be given to all of them."""
    names = MADE.findall(ROLES.read_text(encoding="utf-8"))
    with target.asking() as cursor:
        for name in names:
            cursor.execute("select 1 from pg_roles where rolname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("create role {}").format(sql.Identifier(name)))
    return names


def give_rights(target: Target) -> None:
    """What each role may do, and what whoever makes tables from now on gives to whom."""
    with target.asking(target.loading) as cursor:
        cursor.execute(ROLES.read_text(encoding="utf-8"))


def take_place(target: Target, stamp: str) -> str:
    """The proved database gets the name. Returns what the one before it is called now, "" where there was none."""
    with target.asking() as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [target.name])
        was_there = cursor.fetchone() is not None
        lived_in = was_there and lives_there(target)
        before = f"{target.name}{BEFORE}{stamp}" if lived_in else ""
        if was_there and not lived_in:
            _drop(cursor, target.name)
        if lived_in:  # nobody goes on writing there
            cursor.execute(sql.SQL("alter database {} allow_connections false").format(sql.Identifier(target.name)))
        for name in (target.name, target.loading):
            cursor.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])
        renames = [(target.name, before)] if lived_in else []
        both = sql.SQL("; ").join(
            sql.SQL("alter database {} rename to {}").format(sql.Identifier(one), sql.Identifier(other))
            for one, other in [*renames, (target.loading, target.name)]
        )
        try:
            cursor.execute(both)  # as one: both names change, or neither
        except psycopg2.Error:
            if lived_in:
                cursor.execute(sql.SQL("alter database {} allow_connections true").format(sql.Identifier(target.name)))
            raise
    return before
