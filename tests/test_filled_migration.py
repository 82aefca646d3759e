"""An installation that holds records is brought to today's state: every migration runs over real rows."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

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
        filled = int(done.stdout.split()[1])
        assert filled >= 60, done.stdout
    finally:
        database.drop(server.address("postgres"), NAME)
