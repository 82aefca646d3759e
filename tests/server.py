"""The one server that all test processes share: embedded and thrown away, unless TEST_DATABASE_URL names another.

The controlling process starts it and tells pytest-xdist's workers where it is through their environment.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from urllib.parse import urlsplit, urlunsplit

from carisecure.embedded import servers
from carisecure.embedded.supervisor import Supervisor

_held = ExitStack()


def start() -> None:
    """Start PostgreSQL (without fsync) and Redis in throwaway folders; set DATABASE_URL and REDIS_URL."""
    addresses = _held.enter_context(servers.started(Supervisor(), temporary=True))
    os.environ["TEST_DATABASE_URL"] = addresses.superuser
    os.environ["REDIS_URL"] = addresses.redis


def stop() -> None:
    _held.close()


def address(database: str, *, user: str | None = None) -> str:
    """The superuser's address of a database on the server, or another role's (the embedded server asks no password)."""
    parts = urlsplit(os.environ["TEST_DATABASE_URL"])
    network = parts.netloc if user is None else f"{user}@{parts.netloc.rpartition('@')[2]}"
    return urlunsplit(parts._replace(netloc=network, path=f"/{database}"))
