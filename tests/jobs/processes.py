"""A Redis and workers of a test's own, as processes that can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from carisecure.embedded import children, database, redis_server
from tests import server

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 40.0


def until(what: Callable[[], bool], *, patience: float = PATIENCE_SECONDS) -> float:
    """Wait until it is so; returns the seconds it took, fails the test after `patience`."""
    begun = time.monotonic()
    while not what():
        assert time.monotonic() - begun < patience, "it did not happen in time"
        time.sleep(0.05)
    return time.monotonic() - begun


class Redis:
    """Started, stopped and started again on the same socket; it keeps nothing between."""

    def __init__(self, folder: Path, program: redis_server.Program | None = None) -> None:
        self.program = program or redis_server.program()
        self.socket = folder / "redis.sock"
        self.address = redis_server.address(self.socket)
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        child = children.spawn(
            self.program.command(self.socket),
            env={**os.environ, **self.program.environment},
            output=subprocess.DEVNULL,
        )
        self._child = child
        redis_server.wait_until_ready(self.socket, lambda: child.poll() is None)

    def stop(self) -> None:
        if self._child is not None:
            children.end(self._child)
            self._child = None

    def kill(self) -> None:
        """kill -9: it cannot tidy up behind itself."""
        assert self._child is not None
        children.sweep(self._child.pid)
        self._child.wait()


class Workers:
    """Workers as in production: they sign in as the application and know nothing of the test but its database."""

    def __init__(self, redis: Redis, log: Path, files: Path) -> None:
        name = str(connection.settings_dict["NAME"])
        self.log = log
        self._environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.jobs.worker_settings",
            "DATABASE_URL": server.address(name, user=database.APP),
            "REDIS_URL": redis.address,
            "FILES_ROOT": str(files),
        }
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, *, beat: bool = False, queues: str = "asked,house", processes: int = 1) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "carisecure.celery", "worker", f"--concurrency={processes}"]
        command += [f"--queues={queues}", f"--hostname={queues.replace(',', '-')}-{len(self._running)}@%h"]
        command += ["--loglevel=INFO", "--without-gossip", "--without-mingle", *(["--beat"] if beat else [])]
        with self.log.open("ab") as log:
            child = children.spawn(command, env=self._environment, output=log.fileno(), cwd=ROOT)
        self._running.append(child)
        return child

    def kill(self, child: subprocess.Popen[bytes]) -> None:
        """kill -9 of the worker and its pool at once, as a machine that goes down."""
        children.sweep(child.pid)
        child.wait()

    def kill_all(self) -> None:
        for child in self._running:
            self.kill(child)


@contextmanager
def private_redis(program: redis_server.Program | None = None) -> Iterator[Redis]:
    with tempfile.TemporaryDirectory(prefix="cs-") as folder:  # a short path: sockets allow 107 bytes
        redis = Redis(Path(folder), program)
        redis.start()
        try:
            yield redis
        finally:
            redis.stop()
