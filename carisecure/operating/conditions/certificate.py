"""The certificate that browsers get at the site's own address: whose name it bears, and until when."""

from __future__ import annotations

import socket
import ssl
from contextlib import closing
from datetime import UTC, datetime

from cryptography import x509
from django.conf import settings

from carisecure.operating.conditions.found import Found, bad, ok, unknown, warn

TIMEOUT_SECONDS = 5.0
# Proxies that fetch their own renew 30 days before the end: at three weeks something has not worked.
SOON_DAYS = 21
ANYBODY = ("*", "localhost", "127.0.0.1", "[::1]")


def site_name() -> str:
    """The name under which people reach this installation; "" where it has none of its own."""
    return next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name not in ANYBODY), "")


def tls() -> Found:
    name = site_name()
    if not settings.BEHIND_TLS_PROXY or not name:
        return unknown("not_asked")
    host, _, port = (settings.TLS_CHECK_AT or f"{name}:443").rpartition(":")
    try:
        raw, is_trusted = _certificate(host, int(port), name)
    except (OSError, ValueError):
        return unknown("unreachable")
    return judged(x509.load_der_x509_certificate(raw), name, datetime.now(UTC), is_trusted=is_trusted)


def judged(certificate: x509.Certificate, name: str, now: datetime, *, is_trusted: bool) -> Found:
    if not _bears(certificate, name):
        return bad("other_name")
    days = (certificate.not_valid_after_utc - now).days
    if now > certificate.not_valid_after_utc or now < certificate.not_valid_before_utc:
        return bad("over", days=max(0, -days))
    if days < SOON_DAYS:
        return warn("soon", days=days)
    return ok(days=days) if is_trusted else warn("not_trusted", days=days)


def _certificate(host: str, port: int, name: str) -> tuple[bytes, bool]:
    """The certificate as it is sent, and whether this machine trusts whoever signed it."""
    trusting = ssl.create_default_context()
    trusting.check_hostname = False  # the name is compared below, so that the answer can say which of the two it was
    for context, is_trusted in ((trusting, True), (_asking_nothing(), False)):
        try:
            with (
                closing(socket.create_connection((host, port), TIMEOUT_SECONDS)) as plain,
                context.wrap_socket(plain, server_hostname=name) as wrapped,
            ):
                return wrapped.getpeercert(binary_form=True) or b"", is_trusted
        except ssl.SSLCertVerificationError:
            continue
    raise OSError("no certificate")


def _asking_nothing() -> ssl.SSLContext:
    """To read a certificate that is not trusted: nothing is sent through it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _bears(certificate: x509.Certificate, name: str) -> bool:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    for one in names.get_values_for_type(x509.DNSName):
        head, _, rest = name.partition(".")
        if one.lower() == name.lower() or (one.startswith("*.") and head and one[2:].lower() == rest.lower()):
            return True
    return False
