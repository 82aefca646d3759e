"""Processes that are kept alive together and go down together. Real ones: `sleep` and a few lines of shell."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from carisecure.embedded import children
from carisecure.embedded.errors import CannotStart, StopRequested
from carisecure.embedded.supervisor import Service, Supervisor

ROOT = Path(__file__).resolve().parents[2]
ENV = {"PATH": os.environ["PATH"]}


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path)
    yield made
    made.stop()


def _until(true: Callable[[], bool], patience: float = 60.0) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def _alive(pid: int) -> bool:
    """A process that nobody has reaped yet is dead all the same."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def _watch_until(supervisor: Supervisor, true: Callable[[], bool]) -> None:
    """Drive the loop of `watch` by its stop flag, from within its own check."""
    check = supervisor.check

    def checked() -> None:
        if true():
            raise StopRequested
        check()

    supervisor.check = checked  # type: ignore[method-assign]
    with pytest.raises(StopRequested):
        supervisor.watch()


def test_a_service_that_is_killed_is_started_again(supervisor: Supervisor, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    supervisor.start(Service("worker", ["sh", "-c", f"echo $$ >> {pids}; exec sleep 60"], ENV))
    assert _until(lambda: len(_pids(pids)) == 1)
    os.kill(_pids(pids)[0], signal.SIGKILL)
    _watch_until(supervisor, lambda: len(_pids(pids)) == 2)
    assert not _alive(_pids(pids)[0])
    assert _alive(_pids(pids)[1])


def test_a_service_that_cannot_stay_up_ends_everything_and_says_why(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carisecure.embedded.supervisor._LONGEST_PAUSE", 0.0)
    supervisor.start(Service("web", ["sh", "-c", "echo no such setting; exit 3"], ENV))
    with pytest.raises(CannotStart, match=r"web does not stay up:\n(no such setting\n?)+"):
        supervisor.watch()


def test_a_step_that_fails_shows_its_last_lines(supervisor: Supervisor) -> None:
    with pytest.raises(CannotStart, match="migrate failed:\nrelation is missing"):
        supervisor.call("migrate", ["sh", "-c", "echo relation is missing >&2; exit 1"], ENV)


def test_stopping_kills_what_does_not_listen_and_what_it_has_started(supervisor: Supervisor, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    script = f"trap '' TERM; sleep 60 & echo $! >> {pids}; echo $$ >> {pids}; while :; do sleep 1; done"
    supervisor.start(Service("stubborn", ["sh", "-c", script], ENV, grace=0.5))
    assert _until(lambda: len(_pids(pids)) == 2)
    supervisor.stop()
    assert _until(lambda: not any(_alive(pid) for pid in _pids(pids)))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a child that its parent was killed")
def test_children_die_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import time; from pathlib import Path; from carisecure.embedded.supervisor import Service, Supervisor\n"
        f"s = Supervisor(Path({str(tmp_path)!r})); s.start(Service('child', ['sleep', '60'], {ENV!r}))\n"
        "print(s._running[0].process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert _alive(child)
        parent.kill()
    assert _until(lambda: not _alive(child))


def test_a_signal_is_heeded_while_a_step_runs(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from carisecure.embedded.supervisor import Supervisor\n"
        f"s = Supervisor(Path({str(tmp_path)!r})); s.heed_signals(); print('ready', flush=True)\n"
        f"s.call('step', ['sleep', '60'], {ENV!r})"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        parent.send_signal(signal.SIGINT)
        _, said = parent.communicate(timeout=60)
    assert said.rstrip().endswith("StopRequested")


def test_ending_a_child_that_has_ended_already_is_no_fault(tmp_path: Path) -> None:
    child = children.spawn(["true"], env=ENV)
    child.wait()
    children.end(child)
