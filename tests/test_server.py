"""The template that test databases are copied from: made by the first process, found by the others."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator

import psycopg2
import pytest
from django.db import connection

from carisecure.embedded import database
from tests import server

ours = pytest.mark.skipif("TEST_TEMPLATE" not in os.environ, reason="somebody else's server keeps no template")
COPY = f"copied_{os.getpid()}"
# Every object of the schemas with its owner and its rights, and every reference row's table with how many it holds.
OBJECTS = """
    select 'class', c.oid::regclass::text, pg_get_userbyid(c.relowner), c.relacl::text, c.relrowsecurity::text
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'carisecure')
    union all
    select 'function', p.oid::regprocedure::text, pg_get_userbyid(p.proowner), p.proacl::text, md5(p.prosrc)
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'carisecure')
    union all select 'policy', polname, polrelid::regclass::text, null, null from pg_policy
    union all select 'trigger', tgname, tgrelid::regclass::text, tgenabled::text, null from pg_trigger
    union all select 'migration', app, name, null, null from django_migrations
    union all select 'permission', codename, app_label || '.' || model, null, null
      from auth_permission join django_content_type t on t.id = content_type_id order by 1, 2, 3
"""


@pytest.fixture
def copied(db: None) -> Iterator[str]:
    try:
        with server.turn_at_template() as template:
            template.copy_to(COPY)
        database.prepare(server.address(COPY))
        yield COPY
    finally:
        database.drop(server.address("postgres"), COPY)


@ours
def test_a_copy_is_the_database_that_was_migrated(copied: str) -> None:
    with psycopg2.connect(server.address(copied)) as other, other.cursor() as cursor:
        cursor.execute(OBJECTS)
        found = cursor.fetchall()
    other.close()
    with connection.cursor() as cursor:
        cursor.execute(OBJECTS)
        assert cursor.fetchall() == found
    assert len(found) > 500


@ours
def test_the_application_may_enter_a_copy(copied: str) -> None:
    with psycopg2.connect(server.address(copied, user=database.APP)) as application, application.cursor() as cursor:
        cursor.execute("select count(*) from auth_permission")
        assert cursor.fetchone() != (0,)
    application.close()


def test_on_somebody_elses_server_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """It could be older than the migrations."""
    monkeypatch.delenv("TEST_TEMPLATE", raising=False)
    with server.turn_at_template() as template:
        assert not template.stands
        template.copy_from("postgres")  # keeps nothing
        template.cursor.execute("select count(*) from pg_database where datname = ''")
        assert template.cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("alone", "together", "code"),
    [(0, 0, 0), (5, 0, 0), (0, 5, 0), (5, 5, 5), (1, 0, 1), (0, 1, 1), (1, 5, 1), (5, 1, 1), (2, 1, 2), (0, 2, 2)],
)
def test_what_fails_in_either_run_fails(alone: int, together: int, code: int) -> None:
    """pytest's own codes: 0 all passed, 1 some failed, 2 stopped, 5 nothing chosen."""
    assert server.worse(alone, together) == code


def test_those_that_must_be_alone_know_no_server_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in server.ADDRESSES:
        monkeypatch.setenv(name, "somewhere")
    with tempfile.TemporaryFile() as said:
        print_them = (
            f"import os; print([name for name in {server.ADDRESSES} if name in os.environ], 'HOME' in os.environ)"
        )
        assert server.beside([sys.executable, "-c", print_them], said).wait() == 0
        said.seek(0)
        assert said.read().decode().split() == ["[]", "True"]
