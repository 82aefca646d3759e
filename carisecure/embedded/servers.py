"""The two servers together, for the demonstration, for one command, or for the tests."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from signal import SIGINT
from typing import IO
from urllib.parse import urlsplit

from carisecure import libpq
from carisecure.embedded import database, places, postgres, redis_server
from carisecure.embedded.supervisor import Service, Supervisor

DATABASE = "carisecure"
_ADDRESSES = places.VAR / "servers.json"
_LOCK = places.VAR / "servers.lock"


@dataclass(frozen=True)
class Addresses:
    """How to reach the servers: as the application, the owner (to migrate), the superuser (tests), for backups; and the
    bell.
    """

    app: str
    owner: str
    superuser: str
    redis: str
    backup: str = ""

    def environment(self, *, as_owner: bool = False) -> dict[str, str]:
        ours = {"DATABASE_URL": self.owner if as_owner else self.app, "REDIS_URL": self.redis}
        return {**libpq.without(os.environ), **ours, "BACKUP_DATABASE_URL": self.backup}


@contextmanager
def started(supervisor: Supervisor, *, temporary: bool = False, durable: bool | None = None) -> Iterator[Addresses]:
    """PostgreSQL and Redis of this clone (or, `temporary`, of nobody), watched over and stopped by the supervisor.

    `durable`: whether what is committed is on the disk; what is thrown away need not be, unless it is measured.
    """
    libpq.forget()
    account = places.server_account()
    home = places.server_home(account)
    sockets = places.temporary_folder(account)
    data = places.temporary_folder(account) if temporary else places.own_folder(home / "postgresql", account)
    try:
        server = postgres.Postgres(
            programs=places.postgres_programs(home, account),
            data=data, sockets=sockets, account=account, durable=not temporary if durable is None else durable,
            small=not temporary,
        )  # fmt: skip
        yield _start(supervisor, server, demonstration=not temporary)
    finally:
        supervisor.stop()
        shutil.rmtree(sockets, ignore_errors=True)
        if temporary:
            shutil.rmtree(data, ignore_errors=True)


def _start(supervisor: Supervisor, server: postgres.Postgres, *, demonstration: bool) -> Addresses:
    postgres.stop_stray(server.data)
    server.initialise()
    running = supervisor.start(
        Service(
            "postgresql",
            server.command,
            server.environment,
            account=server.account,
            stop_signal=SIGINT,
            grace=30.0,
            cwd="/",
        )
    )
    redis, socket = redis_server.program(), server.sockets / "redis.sock"
    if redis.said:
        print(redis.said, file=sys.stderr, flush=True)
    redis_running = supervisor.start(
        Service("redis", redis.command(socket), {**postgres.ENVIRONMENT, **redis.environment})
    )
    server.wait_until_ready(running)
    redis_server.wait_until_ready(socket, redis_running)
    database.create(server.address(postgres.SUPERUSER, "postgres"), DATABASE)
    database.prepare(server.address(postgres.SUPERUSER, DATABASE), demonstration=demonstration)
    return Addresses(
        app=server.address(database.APP, DATABASE),
        owner=server.address(database.OWNER, DATABASE),
        superuser=server.address(postgres.SUPERUSER, DATABASE),
        redis=redis_server.address(socket),
        backup=server.address(database.BACKUP, DATABASE),
    )


@contextmanager
def only_one() -> Iterator[IO[str] | None]:
    """Held by whoever runs this clone's servers; None when somebody else does. The kernel frees it however they end."""
    _LOCK.parent.mkdir(parents=True, exist_ok=True)
    with _LOCK.open("a", encoding="utf-8") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except OSError:
            yield None
            return
        _remove_stale_sockets()
        try:
            yield lock
        finally:
            _ADDRESSES.unlink(missing_ok=True)


def _remove_stale_sockets() -> None:
    """A start that was killed could not remove its folder of sockets, but has left its name."""
    left = published()
    if left is not None:
        shutil.rmtree(Path(urlsplit(left[0].redis).path).parent, ignore_errors=True)


def publish(addresses: Addresses, web: str | None = None) -> None:
    """Leave the addresses where `run` and a second start find them."""
    temporary = _ADDRESSES.with_suffix(".new")
    temporary.touch(mode=0o600)
    temporary.write_text(json.dumps({"web": web, "servers": asdict(addresses)}), encoding="utf-8")
    temporary.rename(_ADDRESSES)


def published() -> tuple[Addresses, str | None] | None:
    try:
        found = json.loads(_ADDRESSES.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Addresses(**found["servers"]), found["web"]


def remove() -> None:
    """Everything of this clone's servers: strays, data, copied programs, logs."""
    home = places.server_home(places.server_account())
    postgres.stop_stray(home / "postgresql")
    for folder in {home, places.VAR}:
        shutil.rmtree(folder, ignore_errors=True)
        if Path(folder).exists():
            print(f"Could not remove {folder}", flush=True)
