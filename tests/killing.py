"""kill -9 of a server and of all it has started, as of a machine that loses its power."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL, SIGSTOP

PATIENCE_SECONDS = 60.0


def children_of(parent: int) -> list[int]:
    processes = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    return [process for process in processes if _stat(process)[1:2] == [str(parent)]]


def lives(process: int) -> bool:
    """Not one that has ended and that nobody has asked about yet."""
    return _stat(process)[:1] not in ([], ["Z"])


def _stat(process: int) -> list[str]:
    """What stands there after the name in brackets: its state, who started it ... Nothing where it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def kill_all(child: subprocess.Popen[bytes]) -> None:
    """PostgreSQL's processes are each a group of their own: a signal to the group of the first reaches none of them.

    One that lived on would finish what it was about, and keep the next server from starting. The first is stopped
    before they are counted, so that it starts no other meanwhile. Returns when none of them is left.
    """
    if child.poll() is not None:
        return
    os.kill(child.pid, SIGSTOP)
    started = children_of(child.pid)
    for process in [*started, child.pid]:
        with suppress(ProcessLookupError):
            os.kill(process, SIGKILL)
    child.wait()
    until = time.monotonic() + PATIENCE_SECONDS
    while any(map(lives, started)) and time.monotonic() < until:
        time.sleep(0.01)
