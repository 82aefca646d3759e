"""Processes of ours that share what they all load: forked off the one that has loaded it, instead of begun anew.

The web server, both workers and beat are some 90 MB each before they have done anything, and it is the same 90 MB.
Only on Linux: elsewhere a fork of a process that has loaded so much is not safe, and each loads for itself.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NoReturn

from carisecure.embedded import children

POSSIBLE = sys.platform.startswith("linux")
_PR_SET_NAME = 15
_HEEDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)


class Forked:
    """A child as `subprocess.Popen` is one, as far as the supervisor asks."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Raises subprocess.TimeoutExpired."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if deadline is not None and time.monotonic() >= deadline:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
            time.sleep(0.02)
        return code

    def send_signal(self, sign: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, sign)


def fork(argv: Sequence[str], *, env: Mapping[str, str], name: str, last_signal: signal.Signals, output: int) -> Forked:
    """What `python -m MODULE ARGUMENTS...` would do (`argv` begins with the first three words), in a fork of us.

    Call it from the main thread of a process that has no other, and holds no connection that a child must not have.
    """
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return Forked(pid)
    try:
        _become(name, output)
        children.die_with_parent(last_signal)
        if os.getppid() != parent:  # it died in between
            os._exit(1)
        os.environ.clear()
        os.environ.update(env)
        _run(argv[2:])
    finally:
        os._exit(1)  # whatever happened: the parent's own end is not ours to run through


def _become(name: str, output: int) -> None:
    """A session of its own, the parent's signals and files put away, its name in lists of processes."""
    os.setsid()
    for sign in _HEEDED:
        signal.signal(sign, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.closerange(3, 4096)  # the lock on this clone's servers among them: it must end with whoever took it
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode()[:15], 0, 0, 0)


def _run(argv: Sequence[str]) -> NoReturn:
    sys.argv = list(argv)
    code: object = 0
    try:
        runpy.run_module(argv[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001  (nothing above us could say it)
        traceback.print_exc()
        code = 1
    if isinstance(code, str):
        print(code, file=sys.stderr)
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))
