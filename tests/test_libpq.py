"""What the caller keeps in PG* for other work leads none of our programs astray."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command

from carisecure import env, libpq
from carisecure.backup.source import NoSource, Source
from tests import server

ROOT = Path(__file__).resolve().parents[1]
# Each of them alone keeps a plain connection to a server's socket from being made, or made as it should be.
ASTRAY = {
    "PGHOST": "/nowhere",
    "PGHOSTADDR": "192.0.2.1",
    "PGPORT": "1",
    "PGDATABASE": "nowhere",
    "PGUSER": "nobody",
    "PGSERVICE": "nowhere",
    "PGSERVICEFILE": "/nowhere/services",
    "PGOPTIONS": "-c nothing.of.the.kind",
    "PGCLIENTENCODING": "NOTHING",
    "PGTARGETSESSIONATTRS": "standby",
}
SIGN_IN = {"PGSSLMODE": "verify-full", "PGREQUIREAUTH": "scram-sha-256", "PGPASSFILE": "/nowhere/passwords"}


def test_an_address_is_followed_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**ASTRAY, **SIGN_IN}.items():
        monkeypatch.setenv(name, value)
    assert libpq.without(os.environ).keys() & {*ASTRAY, *SIGN_IN} == set()
    assert libpq.without(os.environ, but_sign_in=True).keys() & {*ASTRAY, *SIGN_IN} == set(SIGN_IN)
    assert libpq.without(os.environ)["PATH"] == os.environ["PATH"]
    libpq.forget(but_sign_in=True)
    assert os.environ.keys() & {*ASTRAY, *SIGN_IN} == set(SIGN_IN)
    libpq.forget()
    assert os.environ.keys() & {*ASTRAY, *SIGN_IN} == set()


@pytest.mark.slow
def test_the_embedded_servers_start_for_whoever_uses_postgresql_otherwise() -> None:
    """The servers, and the command that is given their addresses: Django's own, which signs in and looks at tables."""
    asked = "import os, psycopg2; print(sorted(n for n in os.environ if n.startswith('PG')))\n" + (
        "with psycopg2.connect(os.environ['DATABASE_URL']) as one, one.cursor() as cursor:\n"
        "    cursor.execute('select current_user, current_database()'); print(*cursor.fetchone())"
    )
    done = subprocess.run(
        [sys.executable, "-m", "carisecure.embedded", "run", "--temporary", "--", sys.executable, "-c", asked],
        cwd=ROOT, env={**os.environ, **ASTRAY, **SIGN_IN}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["[]", "carisecure_app carisecure"], done.stderr


@pytest.mark.slow
def test_the_tests_own_server_too() -> None:
    """pytest within pytest, on a server of its own."""
    given = {name: value for name, value in os.environ.items() if not name.startswith(("TEST_", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_libpq.py", "-k", "address_is"],
        cwd=ROOT, env={**given, **ASTRAY, **SIGN_IN}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def _ours() -> Source:
    """As the superuser, by an address that leaves the port to whoever completes it."""
    return Source({**env.read_database("TEST_DATABASE_URL", server.address("postgres")), "PORT": ""})


@pytest.mark.parametrize("name", ["PGHOSTADDR", "PGPORT", "PGSERVICE", "PGOPTIONS", "PGCLIENTENCODING"])
def test_a_backup_signs_in_where_its_address_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, ASTRAY[name])
    with pytest.raises((NoSource, psycopg2.Error)):
        _ours().connect()
    libpq.forget(but_sign_in=True)
    _ours().connect().close()
    assert not {*ASTRAY} & _ours().environment().keys() - {"PGHOST", "PGUSER", "PGDATABASE"}


@pytest.mark.parametrize(
    ("command", "given"),
    [("backup", ["--list"]), ("receive_wal", ["--once"]), ("restore", ["--list", "--place=/nowhere"])],
)
def test_commands_that_meet_servers_forget_them_first(
    command: str, given: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**ASTRAY, **SIGN_IN}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(CommandError):
        call_command(command, *given)
    assert os.environ.keys() & {*ASTRAY, *SIGN_IN} == set(SIGN_IN)
