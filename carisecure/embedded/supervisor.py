"""Keeps the processes of the demonstration alive, and takes all of them down together.

The same in small as an init system does in production: a process that ends is started again, after a pause that grows,
and one that cannot stay up at all ends everything with its last lines on the screen.
"""

from __future__ import annotations

import signal
import tempfile
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from carisecure.embedded import children, forks
from carisecure.embedded.errors import CannotStart, StopRequested
from carisecure.embedded.places import Account

_SHORT_LIFE = 5.0  # seconds; a process that ends sooner has not really started
_GIVE_UP_AFTER = 5  # short lives in a row
_LONGEST_PAUSE = 5.0


@dataclass
class Service:
    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    cwd: Path | str | None = None
    # `python -m ...` that may run in a fork of this process, which has loaded what it would load (see `forks`).
    is_loaded: bool = False


@dataclass
class _Running:
    service: Service
    process: children.Child
    started_at: float
    short_lives: int = 0
    start_again_at: float | None = field(default=None)


class Supervisor:
    """`log_folder` receives one file a service, begun anew at each start; without one they are thrown away."""

    def __init__(self, log_folder: Path | None = None) -> None:
        if log_folder is None:
            self._throwaway = tempfile.TemporaryDirectory(prefix="carisecure-log-")  # removed with this object
            log_folder = Path(self._throwaway.name)
        self.log_folder = log_folder
        self._running: list[_Running] = []
        self._stop_requested = False

    def heed_signals(self) -> None:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stop_requested = True  # looked at in every loop; an exception here could lose a child half made

    def check(self) -> None:
        if self._stop_requested:
            raise StopRequested

    def start(self, service: Service) -> Callable[[], bool]:
        """Start a service; the answer tells whether that first process still runs, and heeds a stop."""
        log = self._log(service.name)
        log.unlink(missing_ok=True)
        process = self._spawn(service)
        self._running.append(_Running(service, process, time.monotonic()))

        def still_running() -> bool:
            self.check()
            return process.poll() is None

        return still_running

    def call(self, name: str, argv: Sequence[str], env: Mapping[str, str]) -> None:
        """Run one step to its end. Raises CannotStart with its last lines if it fails."""
        service = Service(name, argv, env)
        self._log(name).unlink(missing_ok=True)
        process = self._spawn(service)
        try:
            while process.poll() is None:
                self.check()
                time.sleep(0.05)
        finally:
            children.end(process)
        if process.returncode:
            raise CannotStart(f"{name} failed:\n{self.last_lines(name)}")

    def watch(self) -> None:
        """Until a stop is asked for: start again what ends."""
        while True:
            self.check()
            for running in self._running:
                self._look_after(running)
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop everything, last started first: nobody loses the database before having let go of it."""
        while self._running:
            running = self._running.pop()
            children.end(running.process, running.service.stop_signal, grace=running.service.grace)

    def last_lines(self, name: str, count: int = 20) -> str:
        try:
            with self._log(name).open(encoding="utf-8", errors="replace") as lines:
                return "".join(deque(lines, count)).rstrip()
        except FileNotFoundError:
            return ""

    def _look_after(self, running: _Running) -> None:
        if running.process.poll() is None:
            return
        now = time.monotonic()
        if running.start_again_at is None:
            children.sweep(running.process.pid)
            short = now - running.started_at < _SHORT_LIFE
            running.short_lives = running.short_lives + 1 if short else 0
            name = running.service.name
            if running.short_lives >= _GIVE_UP_AFTER:
                raise CannotStart(f"{name} does not stay up:\n{self.last_lines(name)}")
            with suppress(OSError):  # whoever was reading may have closed their end; that is no reason to stop
                print(f"{name} has ended ({running.process.returncode}); starting it again.", flush=True)
            running.start_again_at = now + min(0.5 * running.short_lives, _LONGEST_PAUSE)
        if now >= running.start_again_at:
            running.process = self._spawn(running.service)
            running.started_at, running.start_again_at = now, None

    def _spawn(self, service: Service) -> children.Child:
        self.log_folder.mkdir(parents=True, exist_ok=True)
        with self._log(service.name).open("ab") as log:
            if service.is_loaded:
                return forks.fork(
                    service.argv, env=service.env, name=service.name, last_signal=service.stop_signal,
                    output=log.fileno(),
                )  # fmt: skip
            return children.spawn(
                service.argv,
                env=service.env,
                account=service.account,
                last_signal=service.stop_signal,
                output=log.fileno(),
                cwd=service.cwd,
            )

    def _log(self, name: str) -> Path:
        return self.log_folder / f"{name}.log"
