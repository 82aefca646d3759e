"""A whole house as `make demo` runs it: its own database with the invented unit in it, web server, worker, beat.

Everything here is a process of its own that signs in as `carisecure_app`; the test looks behind the wall only to count.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import psycopg2

from carisecure.embedded import children, database
from tests import server
from tests.jobs.processes import private_redis

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60.0


@dataclass
class House:
    """A running demonstration. `rows` reads its database as a superuser."""

    name: str
    home: str
    folder: Path
    environment: dict[str, str]
    worker: subprocess.Popen[bytes] | None = None

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg2.connect(server.address(self.name)) as connection, connection.cursor() as cursor:
            cursor.execute(query, values)
            found = list(cursor.fetchall())
        connection.close()
        return found

    def count(self, table: str) -> int:
        return int(self.rows(f"select count(*) from {table}")[0][0])

    def start_worker(self) -> None:
        """The worker with its beat, which also rings again what a dead worker has left."""
        self.worker = self._spawn(
            "worker", "celery", "-A", "carisecure.celery", "worker", "--beat", "--concurrency=1", "--loglevel=INFO",
            "--without-gossip", "--without-mingle", f"--schedule={self.folder / 'beat'}",
        )  # fmt: skip

    def kill_worker(self) -> None:
        """kill -9 of the worker and its pool at once, as a machine that goes down."""
        assert self.worker is not None
        children.sweep(self.worker.pid)
        self.worker.wait()

    def _spawn(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            return children.spawn(
                [sys.executable, "-m", *arguments], env=self.environment, output=log.fileno(), cwd=ROOT
            )

    def _manage(self, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], env=self.environment, cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def running(template: str) -> Iterator[House]:
    """A house whose database begins as a copy of `template`: a migrated one in which nobody lives."""
    name = f"story_{os.getpid()}"
    with private_redis() as redis, tempfile.TemporaryDirectory(prefix="cs-story-") as folder:
        house = _house(name, Path(folder), redis.address)
        processes: list[subprocess.Popen[bytes]] = []
        try:
            _copy(template, name)
            house._manage("load_demo")
            house._manage("collectstatic", "--noinput", "--verbosity=0")
            processes.append(_start_web(house))
            house.start_worker()
            yield house
        finally:
            for process in (*processes, house.worker):
                if process is not None:
                    children.sweep(process.pid)
                    process.wait()
            database.drop(server.address("postgres"), name)


def _house(name: str, folder: Path, redis: str) -> House:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if key not in {"DEBUG", "COUNTRY", "LANGUAGE_CODE"}}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "tests.story.settings",
        "DATABASE_URL": server.address(name, user=database.APP),
        "REDIS_URL": redis,
        "FILES_ROOT": str(folder / "files"),
        "STORY_FOLDER": str(folder),
        "ALLOWED_HOSTS": "localhost",
    }
    return House(name, f"http://localhost:{port}", folder, environment)


def _copy(template: str, name: str) -> None:
    """Migrating takes half a minute, copying a migrated database a second."""
    database.drop(server.address("postgres"), name)
    connection = psycopg2.connect(server.address("postgres"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        # A thread of an earlier test may have left its idle connection behind; a template must have none.
        cursor.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [template])
        cursor.execute(f'create database "{name}" template "{template}"')
    connection.close()
    database.prepare(server.address(name), demonstration=True)


def _start_web(house: House) -> subprocess.Popen[bytes]:
    port = house.home.rpartition(":")[2]
    web = house._spawn(
        "web", "gunicorn", "carisecure.wsgi", f"--bind=127.0.0.1:{port}", "--worker-class=gthread", "--workers=1",
        "--threads=4", "--no-control-socket",
    )  # fmt: skip
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{house.home}/sign-in/", timeout=5)  # noqa: S310  (an address made above)
        except HTTPError:
            return web
        except OSError:
            assert web.poll() is None, (house.folder / "web.log").read_text()
            time.sleep(0.1)
        else:
            return web
    raise AssertionError((house.folder / "web.log").read_text())
