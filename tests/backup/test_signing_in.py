"""Who may sign in to the database server of docker-compose.yml, and who may fetch its log."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import yaml
from psycopg2.extras import PhysicalReplicationConnection

from carisecure.embedded import places, postgres
from tests.backup.scratch import NAME, Scratch, ask

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "of the tests"
pytestmark = pytest.mark.slow


class OnPort(postgres.Postgres):
    """Its socket is named after the port as well."""

    port = 0

    def address(self, user: str, database: str) -> str:
        return f"{super().address(user, database)}&port={self.port}"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server that is told what the compose file tells its own, with a password for each role."""
    command = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["postgres"]["command"]
    told = dict(part.split("=", 1) for part in command if "=" in part)
    assert told.pop("hba_file") == "/carisecure/pg_hba.conf"
    assert told.pop("max_slot_wal_keep_size") == "${WAL_KEPT:-8GB}"
    assert told == {}
    made = Scratch(OnPort)
    rules = made.server.sockets / "pg_hba.conf"
    shutil.copyfile(ROOT / "docker" / "postgres" / "pg_hba.conf", rules)
    if account := places.server_account():
        shutil.chown(rules, account.uid, account.gid)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        OnPort.port = int(probe.getsockname()[1])
    try:
        made.start(
            hba_file=str(rules), max_slot_wal_keep_size="8GB", listen_addresses="127.0.0.1", port=str(OnPort.port)
        )
        made.prepare()
        ask(made.server, "create role carisecure_stranger login replication")
        for name in ("owner", "app", "backup", "stranger"):
            ask(made.server, f"alter role carisecure_{name} password '{PASSWORD}'")
        yield OnPort.port
    finally:
        made.remove()


@pytest.mark.parametrize(
    ("role", "signs_in", "fetches"),
    [("app", True, False), ("owner", True, False), ("backup", True, True), ("stranger", False, False)],
)
def test_who_signs_in_and_who_fetches_the_log(port: int, role: str, signs_in: bool, fetches: bool) -> None:
    assert lets_in(port, role) is signs_in
    assert lets_in(port, role, log=True) is fetches
    assert not lets_in(port, role, password="another one")


def lets_in(port: int, role: str, *, log: bool = False, password: str = PASSWORD) -> bool:
    dsn = f"host=127.0.0.1 port={port} dbname={NAME} user=carisecure_{role} password='{password}' sslmode=disable"
    try:
        with closing(psycopg2.connect(dsn, connection_factory=PhysicalReplicationConnection if log else None)):
            return True
    except psycopg2.OperationalError as fault:
        if "pg_hba.conf" in str(fault) or "password" in str(fault):
            return False
        raise
