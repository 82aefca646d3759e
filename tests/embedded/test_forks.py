"""Services that are forked off a process that has loaded the house: in each test a Python of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carisecure.embedded import forks

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not forks.POSSIBLE, reason="elsewhere nothing is forked")
PARENT = """
import sys, tempfile, carisecure.embedded
from pathlib import Path
from carisecure.embedded.supervisor import Service, Supervisor
carisecure.embedded.loaded_before = True
lock = tempfile.TemporaryFile()
supervisor = Supervisor(Path(sys.argv[1]))
supervisor.heed_signals()
argv = [sys.executable, "-m", "tests.embedded.forked", *sys.argv[2:]]
supervisor.start(Service("forked", argv, {"GIVEN": "yes"}, is_loaded=True))
try:
    supervisor.watch()
finally:
    supervisor.stop()
"""


class Parent:
    """The process that forks, and the log of what it has forked."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.log = folder / "forked.log"
        self.process = subprocess.Popen(
            [sys.executable, "-c", PARENT, str(folder), *arguments], cwd=ROOT, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def said(self) -> dict[str, Any]:
        """The first line of the forked process, once it is there."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.log.exists() and "\n" in (text := self.log.read_text()):
                found: dict[str, Any] = json.loads(text.splitlines()[0])
                return found
            time.sleep(0.05)
        raise AssertionError("it says nothing")

    def children(self) -> list[int]:
        said = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in said.split()]

    def until(self, wanted: bool) -> list[int]:
        """Its children, once there are some or none."""
        deadline = time.monotonic() + 60
        while bool(found := self.children()) != wanted and time.monotonic() < deadline:
            time.sleep(0.05)
        assert bool(found) == wanted
        return found


@pytest.fixture
def sleeping(tmp_path: Path) -> Iterator[Parent]:
    parent = Parent(tmp_path, "sleep", "well")
    yield parent
    parent.process.kill()
    parent.process.communicate()


def test_it_is_as_if_begun_anew_and_shares_what_was_loaded(sleeping: Parent) -> None:
    """Its own words, environment, session and name; none of the parent's files, signals or variables."""
    assert sleeping.said() == {
        "argv": ["sleep", "well"], "given": "yes", "path": None, "shares": True, "files": [], "session": True,
        "name": "forked", "heeds": [True, True],
    }  # fmt: skip


def test_a_killed_one_is_started_again_and_all_end_together(sleeping: Parent) -> None:
    sleeping.said()
    (first,) = sleeping.until(True)
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while sleeping.children() in ([], [first]) and time.monotonic() < deadline:
        time.sleep(0.05)
    (second,) = sleeping.children()
    assert second != first
    sleeping.process.send_signal(signal.SIGTERM)
    sleeping.process.wait(60)
    assert not Path(f"/proc/{second}").exists()


def test_it_does_not_outlive_a_parent_that_is_killed(sleeping: Parent) -> None:
    sleeping.said()
    (child,) = sleeping.until(True)
    sleeping.process.kill()
    sleeping.process.wait(60)
    deadline = time.monotonic() + 60
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists() or " Z " in Path(f"/proc/{child}/stat").read_text()


@pytest.mark.parametrize(("told", "last"), [("raise", "ValueError: out of luck"), ("say", "in words"), ("end", "}")])
def test_one_that_cannot_stay_up_ends_with_its_own_words(told: str, last: str, tmp_path: Path) -> None:
    """The supervisor's rule, as for any service: after five short lives all end, and its last lines are said."""
    parent = Parent(tmp_path, told)
    _, said = parent.process.communicate(timeout=120)
    assert parent.process.returncode
    assert "forked does not stay up" in said
    assert said.rstrip().endswith(last)
