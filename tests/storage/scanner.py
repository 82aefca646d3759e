"""A stand-in for ClamAV that speaks its protocol."""

from __future__ import annotations

import socket
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.storage import hostile


class StandIn:
    """A server that takes INSTREAM and answers as ClamAV 1.4 does, `limit` being its StreamMaxLength."""

    def __init__(self, folder: Path, limit: int = 1_000_000) -> None:
        self.path, self.limit, self.seen = str(folder / "clamd.sock"), limit, 0
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(self.path)
        self._server.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._server.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self._server.accept()
            except OSError:
                return
            with line:
                line.sendall(self._answer(line))

    def _answer(self, line: socket.socket) -> bytes:
        stream = line.makefile("rb")
        if stream.read(10) != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        content = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(length)
            if len(content) > self.limit:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen += 1
        return b"stream: Eicar-Test-Signature FOUND\0" if hostile.eicar() in content else b"stream: OK\0"


@contextmanager
def stand_in(limit: int = 1_000_000) -> Iterator[StandIn]:
    """In a short folder: a socket's address has 107 letters at most."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        server = StandIn(Path(folder), limit)
        yield server
        server.close()
