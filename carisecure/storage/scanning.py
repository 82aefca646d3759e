"""Asking ClamAV about a file, by its socket (INSTREAM). What it did not look at is never called clean.

Its protocol: `zINSTREAM\\0`, then each piece with its length in four bytes, then a length of zero; one line comes back.
Above its StreamMaxLength it answers *size limit exceeded* and closes, often before everything was sent.
"""

from __future__ import annotations

import contextlib
import re
import socket
import struct
from dataclasses import dataclass
from typing import IO

from django.conf import settings

PIECE = 64 * 1024
SECONDS = 120
_FOUND = re.compile(r"stream: (.{1,200}) FOUND")


class ScannerAway(Exception):
    """It is configured, and does not answer: the file waits."""


@dataclass(frozen=True)
class Scanned:
    """`code`: clean, found, too_large, or none where no scanner is configured. `what`: what it found."""

    code: str
    what: str = ""


def is_configured() -> bool:
    return bool(settings.CLAMAV_SOCKET)


def scan(stream: IO[bytes]) -> Scanned:
    """Raises ScannerAway."""
    if not is_configured():
        return Scanned("none")
    stream.seek(0)
    try:
        with _connected() as line:
            answer = _ask(line, stream)
    except OSError as fault:
        raise ScannerAway from fault
    if match := _FOUND.search(answer):
        return Scanned("found", match.group(1))
    if "size limit exceeded" in answer:
        return Scanned("too_large")
    if answer.strip().endswith("OK"):
        return Scanned("clean")
    raise ScannerAway


def _connected() -> socket.socket:
    """CLAMAV_SOCKET is a path, or host:port."""
    address = settings.CLAMAV_SOCKET
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        line.connect(address)
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _ask(line: socket.socket, stream: IO[bytes]) -> str:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # its answer is read all the same
        line.sendall(b"zINSTREAM\0")
        while part := stream.read(PIECE):
            line.sendall(struct.pack("!I", len(part)) + part)
        line.sendall(struct.pack("!I", 0))
    answer = b""
    with contextlib.suppress(ConnectionResetError):
        while len(answer) < 4096 and (part := line.recv(4096)):
            answer += part
    return answer.decode("ascii", errors="replace").rstrip("\0")
