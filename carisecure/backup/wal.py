"""The receiver: fetches the database's log all day, and brings it sealed to the second place.

A finished segment goes there at once, the open one each minute: what a fire takes is at most the last minute. While
the second place is away it goes on receiving and says so; while the server is away it asks again every few seconds.
"""

from __future__ import annotations

import logging
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carisecure.backup import receiving
from carisecure.backup.place import NoPlace
from carisecure.backup.receiving import CannotReceive, Log, Server
from carisecure.backup.shipping import Shelf, Shipped, Shipping, tidy
from carisecure.embedded import children

logger = logging.getLogger(__name__)

OPEN_SECONDS = 60.0
LOOK_SECONDS = 1.0
PAUSE_SECONDS = 5.0
# A receiver that was killed is let go by the server when it notices; so long a new one waits for the slot.
SLOT_PATIENCE_SECONDS = 15.0


class OtherServer(Exception):
    """It is not the server any more whose log was received; the message says what to do."""


@dataclass
class State:
    """What the pulse says: numbers and names of segments only."""

    shipped: str = ""
    waiting: int = 0
    behind: int = 0
    missing: str = ""
    fault: str = ""


class Receiver:
    """`shelf_of` gives the folder of the second place for a server's identifier and raises NoPlace while it is away;
    `told` hears the state each time the open segment was due. Raises CannotReceive where another one receives.
    """

    def __init__(
        self,
        log: Log,
        shelf_of: Callable[[int], Shelf],
        spool: Path,
        *,
        every: float = OPEN_SECONDS,
        told: Callable[[State], object] = lambda state: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.log, self.shelf_of, self.spool, self.every = log, shelf_of, spool, every
        self.told, self.stopped = told, stopped
        self.state = State()
        self._child: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Until `stopped`; what was received by then is brought away before it returns."""
        with receiving.only_one(self.spool):
            server = self._first_answer()
            if server is None:
                return
            self._take_slot()
            shipping, due = self._begin(server), 0.0
            try:
                while not self.stopped():
                    self._keep_receiving(shipping.spool)
                    open_due = time.monotonic() >= due
                    self._ship(shipping, open_too=open_due)
                    if open_due:
                        due = time.monotonic() + self.every
                        self._tell(shipping)
                    self._pause(LOOK_SECONDS)
            finally:
                self._end_child()
            self._ship(shipping, open_too=True)
            self._tell(shipping)

    def once(self) -> State:
        """Fetch what the server has written by now, bring it away, and end. Raises NoPlace, CannotReceive."""
        with receiving.only_one(self.spool):
            server = self.log.server()
            self._take_slot()
            shipping = self._begin(server)
            self._start(shipping.spool, until=server.flushed)
            assert self._child is not None  # noqa: S101
            try:
                while self._child.poll() is None and not self.stopped():
                    self._note(shipping.ship(open_too=False))
                    time.sleep(0.05)
                if self._child.returncode:
                    raise CannotReceive(self._said(shipping.spool))
            finally:
                self._end_child()
            self._note(shipping.ship(open_too=True))
            self._tell(shipping)
        return self.state

    def _first_answer(self) -> Server | None:
        while not self.stopped():
            try:
                return self.log.server()
            except CannotReceive as fault:
                self._fault("wal.server_away", str(fault))
                self._pause(PAUSE_SECONDS)
        return None

    def _take_slot(self) -> None:
        patience = time.monotonic() + SLOT_PATIENCE_SECONDS
        while True:
            try:
                found = self.log.ready_slot()
            except CannotReceive:
                if time.monotonic() > patience or self.stopped():
                    raise
                time.sleep(0.2)
            else:
                if found == "lost":
                    logger.critical("wal.slot_lost the server kept no more for us: take a new base (backup --base)")
                return

    def _begin(self, server: Server) -> Shipping:
        """A folder for each server and timeline: a restored server does not go on where the former one stood."""
        folder = self.spool / _folder(server)
        folder.mkdir(mode=0o700, exist_ok=True)
        for other in sorted(self.spool.glob("*-*")):
            tidy(other)
            if other != folder:
                self._leave(other)
        return Shipping(folder, _Late(lambda: self.shelf_of(server.identifier)), size=server.segment_bytes)

    def _leave(self, other: Path) -> None:
        """What a former server left in the spool goes away too, its open segment as far as it is written."""
        identifier = int(other.name.partition("-")[0])
        try:
            Shipping(other, self.shelf_of(identifier)).ship(open_too=True)
        except NoPlace:
            return  # at the next start
        for path in other.iterdir():
            path.unlink()
        other.rmdir()

    def _keep_receiving(self, folder: Path) -> None:
        if self._child is not None and self._child.poll() is None:
            return
        if self._child is not None:
            self._fault("wal.receiving_ended", self._said(folder))
            self._child = None
            self._pause(PAUSE_SECONDS)
            if self.stopped():
                return
        try:
            if _folder(self.log.server()) != folder.name:
                raise OtherServer("The database server was restored or is another one: start the receiver again.")
            self._take_slot()
            self._start(folder)
        except CannotReceive as fault:
            self._fault("wal.server_away", str(fault))
            self._pause(PAUSE_SECONDS)

    def _start(self, folder: Path, *, until: int | None = None) -> None:
        with (folder / "said.log").open("wb") as errors:
            self._child = self.log.receive(folder, errors, until=until)

    def _said(self, folder: Path) -> str:
        lines = (folder / "said.log").read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1].strip() if lines else "pg_receivewal ended without a word."

    def _end_child(self) -> None:
        if self._child is not None:
            children.end(self._child)
            self._child = None

    def _ship(self, shipping: Shipping, *, open_too: bool) -> bool:
        try:
            done = shipping.ship(open_too=open_too)
        except NoPlace as fault:
            self._fault("wal.place_away", str(fault))
            return False
        except OSError as error:
            self._fault("wal.spool", f"The spool {self.spool} cannot be used: {error.strerror or type(error).__name__}")
            return False
        self._note(done)
        if self.state.fault and self._child is not None and self._child.poll() is None:
            logger.warning("wal.well_again after=%s", self.state.fault)
            self.state.fault = ""
        return True

    def _note(self, done: Shipped) -> None:
        self.state.shipped = done.open or (done.finished[-1] if done.finished else self.state.shipped)
        for name in done.missing:
            self.state.missing = name
            logger.critical("wal.missing segment=%s nothing after it is of use: take a new base (backup --base)", name)

    def _tell(self, shipping: Shipping) -> None:
        self.state.waiting = len(shipping.waiting())
        with suppress(CannotReceive):  # said where it is received
            self.state.behind = self.log.held().behind
        self.told(self.state)

    def _fault(self, code: str, words: str) -> None:
        """Said once for each fault, not every second."""
        if self.state.fault != code:
            logger.error("%s %s", code, words)
            self.state.fault = code

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.stopped() and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))


def _folder(server: Server) -> str:
    return f"{server.identifier}-{server.timeline}"


class _Late:
    """A shelf that is asked for each time: the second place may be away now and there again."""

    def __init__(self, shelf: Callable[[], Any]) -> None:
        self._shelf = shelf

    def names(self) -> set[str]:
        found: set[str] = self._shelf().names()
        return found

    def put(self, name: str, source: Path) -> None:
        self._shelf().put(name, source)

    def remove(self, name: str) -> None:
        self._shelf().remove(name)
