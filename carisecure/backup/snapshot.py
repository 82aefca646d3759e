"""One moment of the house's database, held still: pg_dump and every question about it read the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from psycopg2 import errors
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from carisecure.access.vault.keyring import Keyring
from carisecure.backup import tables
from carisecure.backup.source import NoSource, Source
from carisecure.backup.tables import TableState

# What is never empty once somebody has written into it: rows are kept for good, or for as long as the house stands.
NEVER_EMPTIED = ("cases_case", "accounts_user", "access_datakey", "audit_entry", "audit_seal")


class Empty(Exception):
    """What the backup would hold is less than what the house has."""


@dataclass(frozen=True)
class Snapshot:
    """`name`: what pg_dump is given. Valid inside `taken` only."""

    source: Source
    name: str
    cursor: Any

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        self.cursor.execute(query)
        return list(self.cursor.fetchall())

    def states(self, *, at_once: int = 1) -> dict[str, TableState]:
        """Of every table, over so many connections of their own."""
        names = tables.names(self.cursor)
        with ThreadPoolExecutor(at_once) as pool:
            shares = list(pool.map(self._states_of, [names[n::at_once] for n in range(at_once)]))
        return {table: share[table] for share in shares for table in share}

    def _states_of(self, names: list[str]) -> dict[str, TableState]:
        with _connection(self.source) as cursor:
            cursor.execute("set transaction snapshot %s", [self.name])
            return tables.states(cursor, names)

    def seal(self) -> dict[str, Any] | None:
        """The newest seal of the access log; None while nothing is sealed."""
        found = self.ask("select number, encode(root, 'hex'), sealed_at from audit_seal order by number desc limit 1")
        return {"number": found[0][0], "root": found[0][1], "at": found[0][2].isoformat()} if found else None

    def migrations(self) -> list[tuple[str, str]]:
        """(app, name) in the order in which they were applied."""
        return [(app, name) for app, name in self.ask("select app, name from django_migrations order by id")]

    def server(self) -> dict[str, Any]:
        (found,) = self.ask(
            "select current_database(), current_setting('server_version'), current_setting('server_version_num')::int,"
            " (select system_identifier::text from pg_control_system())"
        )
        return dict(zip(("database", "version", "version_number", "system"), found, strict=True))

    def wrapped_keys(self) -> list[tuple[int, bytes]]:
        """One living data key of each number of a wrapping key: two short looks into the index a number."""
        found: list[tuple[int, bytes]] = []
        while row := self.ask(
            f"select wrapped_by, wrapped from access_datakey where wrapped_by > {found[-1][0] if found else -1}"  # noqa: S608
            " and destroyed_at is null order by wrapped_by limit 1"
        ):
            found.append((row[0][0], bytes(row[0][1])))
        return found

    def demand_opened(self, keys: Keyring) -> int:
        """Open one data key of each number. Returns how many numbers there are. Raises CannotOpen."""
        found = self.wrapped_keys()
        for number, wrapped in found:
            keys.unwrap(number, wrapped)
        return len(found)

    def demand_not_empty(self, found: dict[str, TableState]) -> None:
        """Raises Empty where a table has no rows and the access log, or the server, knows of some."""
        for name in NEVER_EMPTIED:
            state = found.get(f"public.{name}")
            if state is None:
                raise Empty(f"The database has no table {name}: it is not this house's, or was never migrated.")
            if state.rows == 0 and self._had_rows(name):
                raise Empty(
                    f"The table {name} looks empty to {self.source.given.get('USER')}, and is not. A copy of it would "
                    "hold nothing. Run access/sql/roles.sql again as superuser."
                )

    def _had_rows(self, name: str) -> bool:
        ((known, logged),) = self.ask(
            f"select (select reltuples > 0 from pg_class where oid = 'public.{name}'::regclass),"  # noqa: S608
            f" exists (select from audit_entry where table_name = '{name}' and action = 'insert')"
        )
        return bool(known or logged)


@contextmanager
def taken(source: Source) -> Iterator[Snapshot]:
    """Raises NoSource, also where the role would not see every row."""
    with _connection(source) as cursor:
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        if cursor.fetchone() != (True,):
            raise NoSource(
                f"{source.given.get('USER')} does not pass the walls: a copy made by it would be empty. The role for "
                "backups is carisecure_backup; access/sql/roles.sql makes it and gives it what it needs."
            )
        cursor.execute("select pg_export_snapshot()")
        yield Snapshot(source, cursor.fetchone()[0], cursor)


@contextmanager
def _connection(source: Source) -> Iterator[Any]:
    with closing(source.connect()) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            try:
                tables.set_up(cursor)
            except errors.InsufficientPrivilege as fault:
                raise NoSource(f"The role {source.given.get('USER')} may not read what a backup reads.") from fault
        connection.autocommit = False
        connection.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
        with connection.cursor() as cursor:
            yield cursor
