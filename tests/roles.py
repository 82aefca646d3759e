"""As which database role a test speaks.

The tests sign in as a superuser and put on the application's role at every new connection, so that the wall stands as
in production and can still be stepped around where a test has to: to make people and cases, to look behind the wall, to
flush. (A superuser who has put on a role may put on any other: whether the application itself could is asked by
`tests/embedded/test_database_roles.py`, which signs in as the application.)
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import NO_DB_ALIAS, BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import TransactionTestCase
from django.test.utils import setup_databases
from psycopg2 import sql
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from carisecure.embedded import database
from tests import server

# Seconds for what a closed page has sent; a test that leaves a transaction open on purpose costs this much.
PATIENCE = 10.0
# What a new connection puts on: the owner while the test database is migrated, the application from then on.
_at_connection: str | None = None
# The digest of the reference data as it was migrated.
_migrated = ""


def _raw(connection: BaseDatabaseWrapper, query: str | sql.Composed) -> Any:
    """Past Django's cursor, so that a change of role is not among the queries that a test counts."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0] if cursor.description else None


def _put_on(connection: BaseDatabaseWrapper, role: str | None) -> None:
    _raw(connection, sql.SQL("set role {}").format(sql.Identifier(role)) if role else "reset role")


def _on_connection(connection: BaseDatabaseWrapper, **_: object) -> None:
    if connection.alias != NO_DB_ALIAS:
        _put_on(connection, _at_connection)


@contextmanager
def acting_as(role: str | None, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Speak as another role, and then again as the one before. None is the superuser, for whom there is no wall."""
    connection = connections[using]
    before = _raw(connection, "show role")
    _put_on(connection, role)
    try:
        yield
    finally:
        # In a failed transaction nothing can be said any more, and rolling it back puts the role back as well.
        if connection.connection and connection.connection.info.transaction_status != TRANSACTION_STATUS_INERROR:
            _put_on(connection, None if before == "none" else before)


@contextmanager
def as_system(*, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """For factories and for looking behind the wall: no row is hidden, every table can be written."""
    with acting_as(None, using=using):
        yield


@contextmanager
def guards_aside() -> Iterator[None]:
    """For a row as it could not be made now (sent last week): whatever a trigger thinks of it."""
    with as_system(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        yield
        cursor.execute("set local session_replication_role = origin")


# The same switch, under the name that says what a sweep for leaks does with it.
wall_down = as_system


def build_test_database() -> None:
    """Make this process's test database as production's is made: prepared by a superuser, migrated by its owner.

    On a server of our own the first process keeps a copy (`server.TEMPLATE`), and those after it begin with that.
    """
    global _at_connection, _migrated
    connection = connections[DEFAULT_DB_ALIAS]
    name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    connection.close()
    connection_created.connect(_on_connection, dispatch_uid="tests.roles")
    with server.turn_at_template() as template:
        database.drop(server.address("postgres"), name)
        if template.stands:
            template.copy_to(name)
            settings.DATABASES[DEFAULT_DB_ALIAS]["NAME"] = connection.settings_dict["NAME"] = name
        else:
            database.create(server.address("postgres"), name)
        database.prepare(server.address(name))
        if not template.stands:
            _at_connection = database.OWNER
            setup_databases(verbosity=0, interactive=False, keepdb=True, serialized_aliases=[])
            connection.close()  # a database that somebody uses cannot be copied
            template.copy_from(name)
    with as_system():
        _migrated = _reference(connection)
    _at_connection = database.APP
    connection.close()


def drop_test_database() -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    connection.close()
    database.drop(server.address("postgres"), str(connection.settings_dict["NAME"]))


# What post_migrate fills, and no test changes: 400 rows, which to make anew takes longer than most tests.
REFERENCE = ("auth_permission", "django_content_type")


def flush_as_superuser() -> None:
    """Teach TransactionTestCase (and the live server) to empty tables that neither the application nor the ledger's own
    triggers would let it empty. Reference data stays; where a test changed how much of it there is, it comes back in
    post_migrate, as after Django's own flush.
    """

    def _fixture_teardown(self: TransactionTestCase) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        with as_system():
            _raw(connection, "set session_replication_role = replica")
            try:
                # What arrives from now on is nobody's; what came before is answered before the tables are emptied.
                Session.objects.all().delete()
                _wait_for_requests(connection)
                changed = _reference(connection) != _migrated
                _empty(connection, () if changed else REFERENCE)
            finally:
                _raw(connection, "reset session_replication_role")
            if changed:
                emit_post_migrate_signal(verbosity=0, interactive=False, db=DEFAULT_DB_ALIAS)

    TransactionTestCase._fixture_teardown = _fixture_teardown  # type: ignore[attr-defined]


def _reference(connection: BaseDatabaseWrapper) -> str:
    each = ", ".join(f"(select sum(hashtext(t::text)) from {table} t)" for table in REFERENCE)
    return str(_raw(connection, f"select row({each})::text"))


def _wait_for_requests(connection: BaseDatabaseWrapper) -> None:
    """A page that a test closed may have sent something that the server still answers: it is not to be met half-way."""
    busy = (
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null"
    )
    until = time.monotonic() + PATIENCE
    while _raw(connection, busy) and time.monotonic() < until:
        time.sleep(0.02)


def _empty(connection: BaseDatabaseWrapper, but: Collection[str]) -> None:
    """What Django's flush empties, row by row: to truncate eighty tables takes ten times as long as to delete from the
    ten that hold something, and every plan and every table's description is made anew afterwards.
    """
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    asked = [table for table in tables if table not in but]
    filled = " union all ".join(f"select '{table}' where exists (select from {table})" for table in asked)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(filled)
        for (table,) in cursor.fetchall():
            cursor.execute(f"delete from {table}")


@contextmanager
def unkept(table: str) -> Iterator[None]:
    """Let the rows of a kept table be edited, as a migration could: to see what ledger and indexes make of it."""
    connection = connections[DEFAULT_DB_ALIAS]
    name = sql.Identifier(table)
    with acting_as(None):
        _raw(connection, "set constraints all immediate")
        _raw(connection, sql.SQL("alter table {} disable trigger kept").format(name))
    yield
    with acting_as(None):
        _raw(connection, sql.SQL("alter table {} enable trigger kept").format(name))
        _raw(connection, "set constraints all deferred")
