"""A database of another release is told and left alone; a demonstration of one is built anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from carisecure import history
from carisecure.embedded import database
from tests import server
from tests.roles import as_system

BEFORE = ("cases", "0003_of_another_release")


def test_the_files_are_the_migrations_that_django_knows() -> None:
    here = history.here()
    ours = {app for app, _ in here}
    assert here == {key for key in MigrationLoader(None).disk_migrations if key[0] in ours}
    assert {"access", "accounts", "audit", "cases", "screening", "prosecutions", "reports"} <= ours


def test_only_what_is_ours_and_not_here_is_a_stranger(tmp_path: Path) -> None:
    folder = tmp_path / "cases" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_initial.py").touch()
    (folder / "sql").mkdir()
    known = history.here(tmp_path)
    assert known == {("cases", "0001_initial")}
    applied = [("auth", "0099_of_django"), ("cases", "0001_initial"), BEFORE]
    assert history.strangers(applied, known) == ["cases.0003_of_another_release"]


@pytest.mark.django_db
def test_another_history_stops_every_start_and_changes_nothing() -> None:
    history.demand()
    assert history.check() == []
    with as_system(), connection.cursor() as cursor:
        cursor.execute("insert into django_migrations (app, name, applied) values (%s, %s, now())", BEFORE)
        cursor.execute("select count(*) from django_migrations")
        before = cursor.fetchone()
    with pytest.raises(history.OtherHistory, match=r"cases\.0003_of_another_release.*Nothing was changed.*make demo"):
        history.demand()
    with pytest.raises(SystemCheckError, match="made by another release"):
        call_command("migrate", verbosity=0, skip_checks=False)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_migrations")
        assert cursor.fetchone() == before


NAME = "carisecure_from_before"


@pytest.fixture
def old() -> Iterator[str]:
    database.drop(server.address("postgres"), NAME)
    database.create(server.address("postgres"), NAME)
    _run(server.address(NAME), "create table django_migrations (id serial, app text, name text)")
    yield server.address(NAME)
    database.drop(server.address("postgres"), NAME)


def _run(address: str, *statements: str) -> None:
    one = psycopg2.connect(address)
    with one, one.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    one.close()


def test_a_demonstration_from_before_is_built_anew_and_nothing_else_is(old: str) -> None:
    database.prepare(old, demonstration=True)
    assert not database.rebuild_from_before(old), "it knows nothing that is not here"
    _run(old, f"insert into django_migrations (app, name) values {BEFORE}")
    _run(old, f"comment on database {NAME} is null")
    assert not database.rebuild_from_before(old), "somebody's real one"
    database.prepare(old, demonstration=True)
    assert database.rebuild_from_before(old)
    one = psycopg2.connect(old)
    with one, one.cursor() as cursor:
        assert history.found_by(cursor) == []
        cursor.execute(history.THERE_IS_ONE)
        assert cursor.fetchone() == (False,)
    one.close()
    assert not database.rebuild_from_before(old)
