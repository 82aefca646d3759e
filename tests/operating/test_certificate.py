"""The certificate: whose name, until when, signed by whom; unknown where nobody could ask."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from carisecure.operating.conditions import State, certificate

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())


def made(*names: str, begins: datetime = NOW - timedelta(days=30), days: int = 60) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    alternatives = x509.SubjectAlternativeName([x509.DNSName(one) for one in names])
    builder = x509.CertificateBuilder(name, name, KEY.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(begins).not_valid_after(begins + timedelta(days=days))
    return builder.add_extension(alternatives, critical=False).sign(KEY, hashes.SHA256())


@pytest.mark.parametrize(
    ("names", "days", "is_trusted", "code"),
    [
        (["cases.example.org"], 60, True, "ok"),
        (["*.example.org", "other.example"], 60, True, "ok"),
        (["cases.example.org"], 60, False, "not_trusted"),
        (["cases.example.org"], 45, True, "soon"),
        (["cases.example.org"], 29, True, "over"),
        (["www.example.org"], 60, True, "other_name"),
        (["*.cases.example.org"], 60, True, "other_name"),
    ],
    ids=["well", "wildcard", "own authority", "soon", "over", "another name", "wildcard below"],
)
def test_name_and_end(names: list[str], days: int, is_trusted: bool, code: str) -> None:
    found = certificate.judged(made(*names, days=days), "cases.example.org", NOW, is_trusted=is_trusted)
    assert found.code == code


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[int]:
    """A server with a certificate of its own authority; answers a few handshakes."""
    file = tmp_path / "proxy.pem"
    today = datetime.now(UTC)
    file.write_bytes(
        KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made("cases.example.org", begins=today - timedelta(days=1), days=90).public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def serve() -> None:
            while True:
                try:
                    plain, _address = listening.accept()
                except OSError:
                    return
                with closing(plain):
                    try:
                        context.wrap_socket(plain, server_side=True).close()
                    except OSError:
                        continue

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]


def test_it_is_asked_where_the_proxy_stands_by_the_sites_name(proxy: int, settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.BEHIND_TLS_PROXY = ["localhost", "cases.example.org"], True
    settings.TLS_CHECK_AT = f"127.0.0.1:{proxy}"
    assert (certificate.tls().code, certificate.tls().facts) == ("not_trusted", {"days": 88})
    settings.ALLOWED_HOSTS = ["other.example.org"]
    assert certificate.tls().code == "other_name"


@pytest.mark.parametrize(
    ("hosts", "is_behind", "at", "code"),
    [
        (["cases.example.org"], True, "127.0.0.1:1", "unreachable"),
        (["cases.example.org"], True, "nonsense", "unreachable"),
        (["cases.example.org"], False, "", "not_asked"),
        (["localhost"], True, "", "not_asked"),
    ],
    ids=["refused", "nonsense", "no proxy", "no name"],
)
def test_what_could_not_be_asked_is_not_known(
    hosts: list[str], is_behind: bool, at: str, code: str, settings: Any
) -> None:
    settings.ALLOWED_HOSTS, settings.BEHIND_TLS_PROXY, settings.TLS_CHECK_AT = hosts, is_behind, at
    assert (certificate.tls().state, certificate.tls().code) == (State.UNKNOWN, code)
