"""A whole house of its own to be harmed: PostgreSQL that keeps what it acknowledges, Redis, web processes, a worker.

Everything is a process that signs in as in production; the proof itself looks at the database as a superuser.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGINT
from typing import IO

import psycopg2

from carisecure.embedded import children, database, places, postgres
from tests.accounts.web import Browser
from tests.jobs.processes import Redis, private_redis
from tests.killing import kill_all

ROOT = Path(__file__).resolve().parents[2]
NAME = "carisecure"
SETTINGS = "tests.proving.settings"
PATIENCE_SECONDS = 60.0


class Database:
    """A PostgreSQL of our own: killed, stopped and started again on the same folder. Its log goes to `log`."""

    def __init__(self, data: Path, sockets: Path, log: Path, *, durable: bool = True) -> None:
        account = places.server_account()
        self.server = postgres.Postgres(
            programs=places.postgres_programs(places.server_home(account), account),
            data=data, sockets=sockets, account=account, durable=durable,
        )  # fmt: skip
        self.log = log
        self._child: subprocess.Popen[bytes] | None = None

    def address(self, user: str = postgres.SUPERUSER, name: str = NAME) -> str:
        return self.server.address(user, name)

    @property
    def is_running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def start(self, *, patience: float = PATIENCE_SECONDS) -> None:
        """Start it and wait until it answers. Raises CannotStart where it ends instead, or does not answer in time."""
        with self.log.open("ab") as log:
            child = children.spawn(
                self.server.command, env=postgres.ENVIRONMENT, account=self.server.account,
                output=log.fileno(), last_signal=SIGINT, cwd="/",
            )  # fmt: skip
        self._child = child
        self.server.wait_until_ready(lambda: child.poll() is None, patience=patience)

    def kill(self) -> None:
        """kill -9 of the server and all it has started, as a machine that loses its power."""
        if self._child is not None:
            kill_all(self._child)

    def stop_fast(self) -> None:
        """As an administrator restarts it: whoever is connected is sent away."""
        if self._child is not None:
            children.end(self._child, SIGINT, grace=PATIENCE_SECONDS)


@contextmanager
def new_database(*, durable: bool = True, data: Path | None = None, log: Path | None = None) -> Iterator[Database]:
    """Running, migrated, empty. `data`: a folder for it instead of one that is thrown away."""
    account = places.server_account()
    with ExitStack() as stack:
        folder, sockets = data or places.temporary_folder(account), places.temporary_folder(account)
        for one in (folder, sockets):
            stack.callback(shutil.rmtree, one, ignore_errors=True)
        made = Database(folder, sockets, log or Path(os.devnull), durable=durable)
        made.server.initialise()
        stack.callback(made.kill)
        made.start()
        database.create(made.address(name="postgres"), NAME)
        database.prepare(made.address())
        for command in (["migrate", "-v0"], ["createcachetable"]):
            manage(command, made.address(database.OWNER))
        yield made


def manage(command: list[str], address: str) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, "DATABASE_URL": address, "REDIS_URL": "memory://"}
    done = subprocess.run(
        [sys.executable, "manage.py", *command], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


@dataclass
class House:
    """`output`: where web and worker write their logs, a file of the folder unless it says otherwise."""

    database: Database
    redis: Redis
    folder: Path
    files: Path
    anchors: Path
    home: str = ""
    output: Path | None = None
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "DATABASE_URL": self.database.address(database.APP),
            "REDIS_URL": self.redis.address,
            "FILES_ROOT": str(self.files),
            "PROOF_ANCHORS": str(self.anchors),
        }

    def start_web(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.home = f"http://localhost:{port}"
        self._start(
            "web", "gunicorn", "carisecure.wsgi", f"--bind=127.0.0.1:{port}", "--workers=2", "--worker-class=gthread",
            "--threads=8", "--no-control-socket",
        )  # fmt: skip
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                Browser(self.home).get("/sign-in/")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the web processes did not start")

    def start_worker(self) -> None:
        self._start(
            "worker", "celery", "-A", "carisecure.celery", "worker", "--beat", "--concurrency=2", "--loglevel=INFO",
            "--queues=asked,house", "--without-gossip", "--without-mingle", f"--schedule={self.folder / 'beat'}",
        )  # fmt: skip

    def stop(self, name: str) -> None:
        child = self._running.pop(name, None)
        if child is not None:
            children.sweep(child.pid)
            child.wait()

    def stop_all(self) -> None:
        for name in list(self._running):
            self.stop(name)

    def is_running(self, name: str) -> bool:
        return self._running[name].poll() is None

    def log_of(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _start(self, name: str, *arguments: str) -> None:
        with self._log(name) as log:
            self._running[name] = children.spawn(
                [sys.executable, "-m", *arguments], env=self.environment, output=log.fileno(), cwd=ROOT
            )

    def _log(self, name: str) -> IO[bytes]:
        return (self.output or self.folder / f"{name}.log").open("ab")


@contextmanager
def house(*, data: Path | None = None, files: Path | None = None) -> Iterator[House]:
    """A house with nobody in it: the database runs, nothing else yet."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cs-proof-")))
        made = stack.enter_context(new_database(data=data, log=folder / "postgresql.log"))
        redis = stack.enter_context(private_redis())
        one = House(made, redis, folder, files or folder / "files", folder / "anchors.txt")
        stack.callback(one.stop_all)
        yield one


def wait_for(address: str, *, seconds: float = PATIENCE_SECONDS) -> bool:
    """Whether a database takes a connection within that time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            psycopg2.connect(address, connect_timeout=2).close()
        except psycopg2.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False
