"""What each database role can do, asked by signing in as that role itself; and the switches of the test harness."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from psycopg2 import errors

from tests import server
from tests.roles import acting_as, as_system


def _current_role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        return str(cursor.fetchone()[0])


@pytest.fixture
def app(db: None) -> Iterator[Any]:
    """A cursor of the application's own sign-in, without the superuser behind it."""
    name = str(connection.settings_dict["NAME"])
    signed_in = psycopg2.connect(server.address(name, user="carisecure_app"))
    signed_in.autocommit = True
    with signed_in.cursor() as cursor:
        yield cursor
    signed_in.close()


@pytest.mark.parametrize("role", ["carisecure_owner", "carisecure_system", "postgres"])
def test_the_application_takes_no_other_role(app: Any, role: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute(f"set role {role}")


@pytest.mark.parametrize(
    "statement",
    [
        "create table of_mine (id int)",
        "alter table auth_group disable row level security",
        "truncate auth_group",
        "drop table auth_group",
        "set session_replication_role = replica",
        "create role another",
        "comment on database postgres is 'mine'",
    ],
)
def test_the_application_owns_nothing_and_makes_nothing(app: Any, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute(statement)


def test_the_application_owns_no_object_and_is_no_member(app: Any) -> None:
    app.execute(
        "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'carisecure_app'"
    )
    assert app.fetchone() == (0,)
    app.execute(
        "select count(*) from pg_auth_members m join pg_roles r on r.oid = m.member where rolname = current_user"
    )
    assert app.fetchone() == (0,)


def test_the_owner_reads_past_the_wall_only_when_it_says_so(db: None) -> None:
    name = str(connection.settings_dict["NAME"])
    with psycopg2.connect(server.address(name, user="carisecure_owner")) as owner, owner.cursor() as cursor:
        cursor.execute("select rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False,)
        cursor.execute("set local role carisecure_system")
        cursor.execute("select rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (True,)
    owner.close()


def test_nobody_signs_in_as_the_system_role(db: None) -> None:
    with pytest.raises(psycopg2.OperationalError, match="not permitted to log in"):
        psycopg2.connect(server.address("postgres", user="carisecure_system"))


@pytest.mark.parametrize(
    "statement",
    [
        "set transaction read write; insert into auth_group (name) values ('mine')",
        "set transaction read write; delete from audit_entry",
        "set transaction read write; update access_datakey set wrapped = ''",
        "set transaction read write; create table of_mine (id int)",
        "set role carisecure_system",
        "set role carisecure_owner",
        "set role pg_read_all_data",
        "select carisecure.seal_ledger()",
        "set transaction read write; alter role carisecure_backup superuser",
    ],
)
def test_what_makes_backups_writes_nothing_and_takes_no_other_role(db: None, statement: str) -> None:
    name = str(connection.settings_dict["NAME"])
    signed_in = psycopg2.connect(server.address(name, user="carisecure_backup"))
    with closing(signed_in), signed_in.cursor() as cursor, pytest.raises(errors.InsufficientPrivilege):
        cursor.execute(statement)


def test_what_makes_backups_reads_every_table(db: None) -> None:
    name = str(connection.settings_dict["NAME"])
    signed_in = psycopg2.connect(server.address(name, user="carisecure_backup"))
    with closing(signed_in), signed_in.cursor() as cursor:
        cursor.execute("show default_transaction_read_only")
        assert cursor.fetchone() == ("on",)
        cursor.execute("set row_security = off")
        cursor.execute("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
        for (table,) in cursor.fetchall():
            cursor.execute(f"select count(*) from {table}")


def test_every_table_belongs_to_the_owner(db: None) -> None:
    with as_system(), connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class c join pg_roles r on r.oid = c.relowner "
            "where relnamespace = 'public'::regnamespace and relkind = 'r' and rolname <> 'carisecure_owner'"
        )
        assert cursor.fetchall() == []


def test_tests_speak_as_the_application(db: None) -> None:
    assert _current_role() == "carisecure_app"


def test_the_role_comes_back_after_the_block(db: None) -> None:
    with as_system():
        assert _current_role() == "postgres"
        with acting_as("carisecure_owner"):
            assert _current_role() == "carisecure_owner"
        assert _current_role() == "postgres"
    assert _current_role() == "carisecure_app"


def test_the_role_comes_back_after_a_failed_statement(db: None) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), as_system(), connection.cursor() as cursor:
        cursor.execute("select 1 / 0")
    assert _current_role() == "carisecure_app"


@pytest.mark.django_db(transaction=True)
class TestAfterAFlush:
    """In this order: the first leaves a row, the flush removes it although the application may not truncate."""

    def test_a_row_is_committed(self) -> None:
        with as_system():
            Group.objects.create(name="left behind")

    def test_the_row_is_gone_and_the_role_is_the_applications(self) -> None:
        assert not Group.objects.filter(name="left behind").exists()
        assert _current_role() == "carisecure_app"
        with connection.cursor() as cursor:
            cursor.execute("show session_replication_role")
            assert cursor.fetchone() == ("origin",)
