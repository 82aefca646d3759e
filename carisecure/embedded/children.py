"""Child processes that cannot outlive their parent.

A demonstration that leaves servers behind would hold its data folder and its port. On Linux the kernel is asked to
signal the child when its parent dies, however it dies (kill -9 included); elsewhere an orderly stop has to do.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Protocol

from carisecure.embedded.places import Account

_PR_SET_PDEATHSIG = 1


class Child(Protocol):
    """A process of ours, executed (`subprocess.Popen`) or forked (`forks.Forked`)."""

    pid: int
    returncode: Any

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, sign: int, /) -> None: ...


_libc = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


def die_with_parent(sign: signal.Signals) -> None:
    """From now on the kernel sends `sign` to this process when its parent dies."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(sign))


def _in_child(parent: int, sign: signal.Signals) -> Callable[[], None]:
    def prepare() -> None:
        # Runs after the change of user, which would clear the request.
        die_with_parent(sign)
        if os.getppid() != parent:  # the parent died in between
            os._exit(1)

    return prepare


def spawn(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    account: Account | None = None,
    last_signal: signal.Signals = signal.SIGTERM,
    output: IO[bytes] | int | None = None,
    cwd: Path | str | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches it in the order the supervisor chooses.

    Call it from the main thread: the kernel counts the death of the thread that called it as the parent's death.
    """
    return subprocess.Popen(
        list(argv),
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        preexec_fn=_in_child(os.getpid(), last_signal),
    )


def end(child: Child, sign: signal.Signals = signal.SIGTERM, *, grace: float = 10.0) -> None:
    """Ask, wait for `grace` seconds, then kill it with everything it has started."""
    if child.poll() is None:
        child.send_signal(sign)
        with suppress(subprocess.TimeoutExpired):
            child.wait(grace)
    sweep(child.pid)
    child.wait()


def sweep(group: int) -> None:
    """Kill what is left of a process group, such as the pool of a worker whose first process was killed."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
