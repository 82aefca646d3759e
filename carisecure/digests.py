"""The one digest of a JSON value: SHA-256 over its canonical form, which is that of RFC 8785.

Anybody who holds the value can make it again, in any language that has the standard. Only what JSON can say goes in: a
number that is not finite or beyond 2**53, a key that is no text and half a surrogate pair are refused by the library.

Not for what PostgreSQL must compute as well (the hashes of the ledger: `audit/sql/sealing.sql`), nor for what is no
JSON value: files, the rows of a sheet in whatever order, a keyed digest of a form.
"""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """The bytes that are hashed. Raises `ValueError` for what has no canonical form."""
    return rfc8785.dumps(value)


def digest(value: Any) -> str:
    """SHA-256 of a JSON value, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()
