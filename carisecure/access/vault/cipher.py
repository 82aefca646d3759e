"""AES-256-GCM with the place bound in: a ciphertext copied to another row or column does not open.

Layout: version (1 byte, 1) | id of the data key (16) | nonce (12) | ciphertext and tag.
"""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from carisecure.access.vault.keyring import CannotOpen

VERSION = b"\x01"
NONCE_BYTES = 12
HEADER_BYTES = 1 + 16


@dataclass(frozen=True)
class Place:
    """Where a text stands: table, column and the row's id."""

    table: str
    column: str
    row: str

    def bound(self, key_id: uuid.UUID) -> bytes:
        return "\x1f".join((self.table, self.column, self.row, key_id.hex)).encode()


def seal(text: str, *, key_id: uuid.UUID, key: bytes, place: Place) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), place.bound(key_id))
    return VERSION + key_id.bytes + nonce + sealed


def key_id_of(sealed: bytes) -> uuid.UUID:
    """Which data key opens this; raises CannotOpen for what was never sealed by us."""
    if len(sealed) < HEADER_BYTES + NONCE_BYTES or sealed[:1] != VERSION:
        raise CannotOpen("not a sealed text")
    return uuid.UUID(bytes=sealed[1:HEADER_BYTES])


def open_sealed(sealed: bytes, *, key: bytes, place: Place) -> str:
    """Raises CannotOpen where key, place or bytes are not the ones it was sealed with."""
    key_id = key_id_of(sealed)
    nonce, rest = sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES], sealed[HEADER_BYTES + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, rest, place.bound(key_id)).decode()
    except InvalidTag as fault:
        raise CannotOpen(f"{place.table}.{place.column} of {place.row} does not open") from fault
