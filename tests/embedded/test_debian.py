"""A program out of the distribution's packages without installing it; apt and dpkg-deb are a few lines of shell here.

`test_redis_server.py` does it once more with the real ones where the machine has them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from carisecure.embedded import debian

NAMES = ("redis-server", "valkey-server")
# What apt says of a machine where libc6 is there, and older than the list's.
SIMULATED = """
Inst libc6 [2.36-9] (2.36-10 Debian:12/stable [amd64])
Inst liblzf1 (3.6-3 Debian:12/stable [amd64])
Inst {name} (7.0.15-1 Debian:12/stable [amd64])
Conf {name} (7.0.15-1 Debian:12/stable [amd64])
"""
APT = """#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in *Dir::State::lists=*) own=yes;; esac
case "$*" in *update*) exit 0;; esac
[ "$LISTS" = there ] || [ "$own" = yes ] || exit 100
case "$*" in *--simulate*"$HAS") cat "$SIMULATED"; exit 0;; *--simulate*) exit 100;; esac
[ "$REACHABLE" = yes ] || exit 100
while [ "$1" != download ]; do shift; done; shift
for name in "$@"; do echo "$name" > "$name.deb"; done
"""
UNPACK = """#!/bin/sh
name=$(cat "$2")
case $name in
    lib*) mkdir -p "$3/usr/lib/machine" && echo > "$3/usr/lib/machine/$name.so.1";;
    *) mkdir -p "$3/usr/bin" && echo > "$3/usr/bin/$name";;
esac
"""


class Machine:
    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.calls = folder / "var" / "redis", folder / "calls"
        self._monkeypatch, self._simulated = monkeypatch, folder / "simulated"
        programs = folder / "programs"
        programs.mkdir()
        for name, script in (("apt-get", APT), ("dpkg-deb", UNPACK)):
            (programs / name).write_text(script)
            (programs / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{programs}:{os.defpath}")
        monkeypatch.setenv("CALLS", str(self.calls))
        monkeypatch.setenv("SIMULATED", str(self._simulated))
        self.programs = programs
        self.is_like()

    def is_like(self, *, has: str = "redis-server", lists: str = "there", reachable: str = "yes") -> None:
        self._simulated.write_text(SIMULATED.format(name=has))
        for name, value in (("HAS", has), ("LISTS", lists), ("REACHABLE", reachable)):
            self._monkeypatch.setenv(name, value)

    def said_to_apt(self) -> str:
        return self.calls.read_text() if self.calls.exists() else ""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def test_only_what_the_machine_lacks_is_fetched(machine: Machine, capfd: pytest.CaptureFixture[str]) -> None:
    found = debian.unpacked(NAMES, machine.home)
    assert found == debian.Unpacked(machine.home / "usr/bin/redis-server", str(machine.home / "usr/lib/machine"))
    assert "download liblzf1 redis-server\n" in machine.said_to_apt()
    assert capfd.readouterr().err == "Fetching Redis from this machine's package sources ...\n"


def test_the_second_time_nothing_is_fetched(machine: Machine, capfd: pytest.CaptureFixture[str]) -> None:
    first = debian.unpacked(NAMES, machine.home)
    machine.calls.unlink()
    capfd.readouterr()
    assert debian.unpacked(NAMES, machine.home) == first
    assert machine.said_to_apt() == ""
    assert capfd.readouterr().err == ""


def test_nothing_is_installed_and_the_machines_lists_are_left_alone(machine: Machine) -> None:
    debian.unpacked(NAMES, machine.home)
    lines = machine.said_to_apt().splitlines()
    assert all("--simulate" in line for line in lines if "install" in line)
    assert not any("update" in line for line in lines)


def test_a_container_without_lists_reads_its_own(machine: Machine) -> None:
    machine.is_like(lists="none")
    assert debian.unpacked(NAMES, machine.home) is not None
    updates = [line for line in machine.said_to_apt().splitlines() if "update" in line]
    assert len(updates) == 1
    assert f"Dir::State::lists={machine.home.parent}" in updates[0]
    assert [path.name for path in machine.home.parent.iterdir()] == ["redis"], "nothing else is left"


def test_valkey_is_taken_where_there_is_no_redis(machine: Machine) -> None:
    machine.is_like(has="valkey-server")
    found = debian.unpacked(NAMES, machine.home)
    assert found is not None
    assert found.program == machine.home / "usr/bin/valkey-server"


@pytest.mark.parametrize(("has", "reachable"), [("something-else", "yes"), ("redis-server", "no")])
def test_what_cannot_be_had_leaves_nothing_behind(machine: Machine, has: str, reachable: str) -> None:
    machine.is_like(has=has, reachable=reachable)
    assert debian.unpacked(NAMES, machine.home) is None
    assert list(machine.home.parent.iterdir()) == []


def test_a_package_that_cannot_be_unpacked_leaves_nothing_behind(machine: Machine) -> None:
    (machine.programs / "dpkg-deb").write_text("#!/bin/sh\nexit 2\n")
    assert debian.unpacked(NAMES, machine.home) is None
    assert list(machine.home.parent.iterdir()) == []


@pytest.mark.parametrize("missing", ["apt-get", "dpkg-deb"])
def test_another_distribution_is_not_asked(machine: Machine, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setenv("PATH", str(machine.programs))
    (machine.programs / missing).unlink()
    assert debian.unpacked(NAMES, machine.home) is None
    assert machine.said_to_apt() == ""


def test_an_apt_that_hangs_is_given_up(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    (machine.programs / "apt-get").write_text("#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(debian, "_PATIENCE", 0.1)
    assert debian.unpacked(NAMES, machine.home) is None
