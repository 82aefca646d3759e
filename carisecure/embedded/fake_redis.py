"""The last resort where a machine has no Redis: the server of the library `fakeredis`, on a Unix socket.

    python -m carisecure.embedded.fake_redis SOCKET

The library listens on TCP and lets everybody in, whatever password it was given. So it listens on a socket in a private
folder here, as the real servers do: nobody else on the machine can reach it, and the address has the same form.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from itertools import count
from pathlib import Path

from fakeredis import TcpFakeServer


class OnSocket(TcpFakeServer):
    address_family = socket.AF_UNIX
    daemon_threads = True  # a client that stays connected does not hold up the end

    def __init__(self, path: Path) -> None:
        self._numbers = count(1)
        path.unlink(missing_ok=True)  # a server that was killed leaves its socket
        before = os.umask(0o077)
        try:
            super().__init__((str(path), 0))
        finally:
            os.umask(before)

    def server_bind(self) -> None:
        self.socket.bind(self.server_address[0])

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        """Clients of a socket have no address; the library knows them apart by it."""
        client, _ = self.socket.accept()
        return client, ("client", next(self._numbers))


def main(path: Path) -> None:
    with contextlib.suppress(KeyboardInterrupt), OnSocket(path) as server:
        server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
