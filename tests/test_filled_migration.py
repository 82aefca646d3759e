"""An installation that holds records is brought to today's state: every migration runs over real rows."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from psycopg2 import errors

from carisecure.embedded import database
from tests import server
from tests.filled_migration import EARLY

ROOT = Path(__file__).resolve().parents[1]
NAME = f"carisecure_filled_{os.getpid()}"


@pytest.mark.slow
def test_every_migration_runs_over_a_filled_database() -> None:
    superuser = server.address(NAME)
    database.create(server.address("postgres"), NAME)
    try:
        database.prepare(superuser)
        environment = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "carisecure.settings.testing", "REDIS_URL": "memory://",
            "DATABASE_URL": server.address(NAME, user=database.OWNER), "SUPERUSER_URL": superuser,
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.filled_migration"]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.splitlines()[-1] == "migrated"
        with closing(psycopg2.connect(superuser)) as connection, connection.cursor() as cursor:
            cursor.execute("select count(*) from cases_case")
            assert cursor.fetchone() == (1,)
            cursor.execute("select count(*) from django_migrations where (app, name) in %s", [tuple(EARLY)])
            assert cursor.fetchone() == (len(EARLY),)
        _see_that_real_rows_tell(environment["DATABASE_URL"])
        filled = int(done.stdout.split()[1])
        assert filled >= 60, done.stdout
    finally:
        database.drop(server.address("postgres"), NAME)


def _see_that_real_rows_tell(owner_address: str) -> None:
    """What the filled database is for: on an empty one this passes, as the owner sees no row behind the wall."""
    again = "alter table cases_casegrant add constraint x foreign key (content_object_id) references cases_case (id)"
    with (
        closing(psycopg2.connect(owner_address)) as owner,
        owner.cursor() as cursor,
        pytest.raises(errors.ForeignKeyViolation),
    ):
        cursor.execute(again)
