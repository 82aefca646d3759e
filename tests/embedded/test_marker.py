"""One-click sign-in exists on the demonstration's own database only."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from secrets import token_urlsafe

import psycopg2
import pytest
from django.db import connection
from psycopg2 import errors

from carisecure.embedded import database, marker
from tests import server

ROOT = Path(__file__).resolve().parents[2]
NAME = "marked_for_a_test"


@pytest.fixture
def marked(request: pytest.FixtureRequest) -> Iterator[str]:
    """The application's address of a database that the embedded server has made and marked."""
    name = f"{NAME}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    database.create(server.address("postgres"), name)
    database.prepare(server.address(name), demonstration=True)
    yield server.address(name, user=database.APP)
    database.drop(server.address("postgres"), name)


def _start_web(address: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "DATABASE_URL": address, "REDIS_URL": "memory://"}
    env["DJANGO_SETTINGS_MODULE"] = "carisecure.settings.demo"
    return subprocess.run(
        [sys.executable, "-c", "import carisecure.wsgi; print('started')"],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_an_ordinary_database_is_not_the_demonstration(db: None) -> None:
    assert not marker.is_demonstration_database(connection)


def test_the_demonstration_starts_on_its_own_database(marked: str) -> None:
    done = _start_web(marked)
    assert done.stdout == "started\n", done.stderr


def test_the_demonstration_refuses_every_other_database(db: None) -> None:
    done = _start_web(server.address(str(connection.settings_dict["NAME"]), user=database.APP))
    assert done.returncode != 0
    assert "ImproperlyConfigured: DEMO is on, but this database was not made by `make demo`" in done.stderr


def test_production_settings_with_demo_on_are_refused_too(db: None) -> None:
    address = server.address(str(connection.settings_dict["NAME"]), user=database.APP)
    code = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'carisecure.settings.base'; import carisecure.wsgi"
    sample = (ROOT / "sample.env").read_text(encoding="utf-8").splitlines()
    env = dict(line.split("=", 1) for line in sample if "=" in line and not line.startswith("#"))
    key = base64.b64encode(os.urandom(32)).decode()
    env |= {"SECRET_KEY": token_urlsafe(60), "VAULT_KEYS": f"1:{key}", "VAULT_INDEX_KEY": token_urlsafe(40)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env={**env, "DATABASE_URL": address, "REDIS_URL": "memory://", "DEMO": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "DEMO is on" in done.stderr


@pytest.mark.parametrize("statement", ["comment on database {} is 'x'", "alter database {} set a.b = 'x'"])
def test_the_application_cannot_write_the_mark(db: None, statement: str) -> None:
    name = str(connection.settings_dict["NAME"])
    app = psycopg2.connect(server.address(name, user=database.APP))
    with pytest.raises(errors.InsufficientPrivilege), app.cursor() as cursor:
        cursor.execute(statement.format(name))
    app.close()


def test_a_mark_that_came_from_another_server_counts_for_nothing(marked: str) -> None:
    name = marked.split("?", maxsplit=1)[0].rsplit("/", 1)[1]
    superuser = psycopg2.connect(server.address(name))
    with superuser, superuser.cursor() as cursor:
        cursor.execute(f"comment on database {name} is 'carisecure demonstration of server 1'")
    superuser.close()
    assert _start_web(marked).returncode != 0
