"""ClamAV by its socket, played by a stand-in that speaks its protocol: found, clean, too large, away."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from carisecure.storage import scanning
from tests.storage import hostile
from tests.storage.scanner import StandIn, stand_in


@pytest.fixture
def scanner(settings: Any) -> Iterator[StandIn]:
    with stand_in() as server:
        settings.CLAMAV_SOCKET = server.path
        yield server


@pytest.mark.parametrize(
    ("content", "code", "what"),
    [
        (b"hello", "clean", ""),
        (b"x" * 300_000, "clean", ""),
        (hostile.eicar(), "found", "Eicar-Test-Signature"),
        (b"x" * 200_000 + hostile.eicar(), "found", "Eicar-Test-Signature"),
        (b"x" * 3_000_000, "too_large", ""),
    ],
)
def test_what_it_says(scanner: StandIn, content: bytes, code: str, what: str) -> None:
    assert scanning.scan(io.BytesIO(content)) == scanning.Scanned(code, what)


def test_without_one_nothing_is_called_clean(settings: Any) -> None:
    settings.CLAMAV_SOCKET = ""
    assert scanning.scan(io.BytesIO(hostile.eicar())).code == "none"


def test_one_that_does_not_answer_is_away(scanner: StandIn, settings: Any) -> None:
    settings.CLAMAV_SOCKET = scanner.path + ".not"
    with pytest.raises(scanning.ScannerAway):
        scanning.scan(io.BytesIO(b"x"))


def test_by_host_and_port_too(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMAV_SOCKET = f"127.0.0.1:{server.getsockname()[1]}"

        def serve() -> None:
            line, _address = server.accept()
            with line:
                line.recv(100_000)
                line.sendall(b"something else\0")

        threading.Thread(target=serve, daemon=True).start()
        with pytest.raises(scanning.ScannerAway):
            scanning.scan(io.BytesIO(b"x"))
