"""Strict readers of the environment.

A setting that is missing, empty or malformed stops the start with its name and what was expected, instead of becoming a
default that nobody chose. Secrets can also come from a file named in `NAME_FILE` (as Docker and systemd do).

Every name that is read is remembered in `NAMES`; a test compares them with `sample.env`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

NAMES: set[str] = set()
# Those of them that are secrets.
SECRETS: set[str] = set()
# What the secrets of sample.env are told by: everybody has them.
EXAMPLES = ("change-me-change-me", "Y2hhbmdlLW1lLWNoYW5nZS1tZS1jaGFuZ2UtbWUtISE=", ":password@")

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def _raw(name: str) -> str | None:
    NAMES.add(name)
    value = os.environ.get(name)
    return value.strip() if value and value.strip() else None


def _missing(name: str, expected: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} is not set. Expected: {expected}. See sample.env.")


def text(name: str, *, default: str | None = None, expected: str = "a text") -> str:
    value = _raw(name) or default
    if value is None:
        raise _missing(name, expected)
    return value


def flag(name: str, *, default: bool) -> bool:
    value = _raw(name)
    if value is None:
        return default
    if value.lower() in _TRUE:
        return True
    if value.lower() in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def integer(name: str, *, default: int, least: int = 0) -> int:
    value = _raw(name)
    if value is None:
        return default
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}, not {value!r}.")
    return int(value)


def names(name: str, *, default: list[str] | None = None, expected: str = "names, separated by commas") -> list[str]:
    value = _raw(name)
    if value is None:
        if default is None:
            raise _missing(name, expected)
        return default
    listed = [item.strip() for item in value.split(",") if item.strip()]
    if not listed:
        raise ImproperlyConfigured(f"{name} must be {expected}, not {value!r}.")
    return listed


def choice(name: str, *, default: str, allowed: tuple[str, ...]) -> str:
    value = _raw(name) or default
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def secret(name: str, *, default: str | None = None, expected: str = "a secret", least: int = 0) -> str:
    """A value that must not be in a process list: from `NAME`, or from the file named in `NAME_FILE` (never both)."""
    SECRETS.add(name)
    value, file_name = _raw(name), _raw(f"{name}_FILE")
    if value and file_name:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    if file_name:
        value = _in_file(f"{name}_FILE", file_name)
    value = value or default
    if value is None:
        raise _missing(name, f"{expected} (or {name}_FILE, the path of a file that holds it)")
    if any(example in value for example in EXAMPLES):
        raise ImproperlyConfigured(f"{name} is still the example of sample.env: make one that nobody else knows.")
    if value != default and len(value) < least:
        # The value itself is never part of a message: messages reach logs.
        raise ImproperlyConfigured(f"{name} is too short: at least {least} characters are needed.")
    return value


def _in_file(name: str, path: str) -> str:
    """What the file holds; a file that was named and holds nothing is a slip, whatever the default."""
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        # Without its cause, which quotes a part of what it could not read.
        raise ImproperlyConfigured(f"{name} cannot be read: not a text in UTF-8.") from None
    if not value:
        raise ImproperlyConfigured(f"{name} names an empty file.")
    return value


def database(name: str, *, default: str | None = None) -> dict[str, Any]:
    """Django's connection dictionary from `postgresql://user:password@host:port/name?host=/socket/folder&sslmode=...`."""
    return read_database(name, secret(name, default=default, expected="postgresql://user:password@host:5432/database"))


def read_database(name: str, url: str) -> dict[str, Any]:
    """The same, of an address that was given elsewhere. Raises ImproperlyConfigured, without the address."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/") or not _has_a_port(parts):
        raise ImproperlyConfigured(f"{name} must look like postgresql://user:password@host:5432/database.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # The folder of a Unix socket cannot stand in the host part of an address: hence libpq's own `?host=`.
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(options.pop("port", None) or parts.port or ""),
        "OPTIONS": options,
    }


def database_if_set(name: str) -> dict[str, Any] | None:
    """None where it is not set: what needs it says so itself."""
    return database(name) if secret(name, default="") else None


def _has_a_port(parts: SplitResult) -> bool:
    """Whether the port is a number or is not said: `urlsplit` finds out only when it is asked."""
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False
