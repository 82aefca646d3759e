"""The wrapping keys and the index key: from the environment or a file, never from the database.

`VAULT_KEYS` is `1:<base64>,2:<base64>`: numbered 256-bit keys; the highest number wraps, the others only open. Whoever
holds this value and a copy of the database can read everything in it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32


class CannotOpen(Exception):
    """A ciphertext or a wrapped key that does not open: the wrong key, the wrong row, or somebody changed it."""


def fingerprint(key: bytes, what: str) -> str:
    """Sixteen letters in fours; nothing of the key is in them. The one way in which any key of the house is shown."""
    shown = hmac.new(key, f"carisecure mark of {what}".encode(), hashlib.sha256).hexdigest()
    return "-".join(shown[n : n + 4] for n in range(0, 16, 4))


def secret_of(key: bytes) -> bytes:
    """What the database asks of whoever changes the row of a data key: only who has opened the key can say it."""
    return hmac.new(key, b"carisecure may change this data key", hashlib.sha256).digest()


def proof_of(key: bytes) -> bytes:
    """What the row keeps of that secret, to know it by."""
    return hashlib.sha256(secret_of(key)).digest()


@dataclass(frozen=True)
class Keyring:
    """Numbered wrapping keys; `current` wraps."""

    keys: dict[int, bytes]

    @property
    def current(self) -> int:
        return max(self.keys)

    def fingerprint(self, number: int) -> str:
        """What is printed, and stands in backups, so that a key can be told to be the one that is meant."""
        return fingerprint(self.keys[number], "a wrapping key")

    def mark(self, number: int) -> str:
        """The first half of the fingerprint, by which two people tell that two machines hold the same key."""
        return self.fingerprint(number)[:9]

    def wrap(self, key: bytes) -> tuple[int, bytes]:
        return self.current, aes_key_wrap(self.keys[self.current], key)

    def unwrap(self, number: int, wrapped: bytes) -> bytes:
        """Raises CannotOpen where the numbered key is missing or is another one."""
        try:
            return aes_key_unwrap(self.keys[number], wrapped)
        except (KeyError, InvalidUnwrap) as fault:
            raise CannotOpen(f"wrapping key {number} does not open this data key") from fault


def read_keys(text: str) -> Keyring:
    """Parse `1:<base64>,2:<base64>`; raises ImproperlyConfigured naming what is wrong, never the key itself."""
    keys: dict[int, bytes] = {}
    for part in filter(None, (p.strip() for p in text.replace("\n", ",").split(","))):
        number, _, encoded = part.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not number.isdecimal() or len(key) != KEY_BYTES or int(number) in keys:
            raise ImproperlyConfigured("VAULT_KEYS: each entry is NUMBER:BASE64 of 32 bytes, each number once")
        keys[int(number)] = key
    if not keys:
        raise ImproperlyConfigured("VAULT_KEYS holds no key")
    return Keyring(keys)


@lru_cache(maxsize=4)
def _read(text: str) -> Keyring:
    return read_keys(text)


def keyring() -> Keyring:
    return _read(settings.VAULT_KEYS)


@lru_cache(maxsize=4)
def _derive(secret: str, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(secret.encode())


def index_key(purpose: str) -> bytes:
    """The key of one kind of blind index. Changing `VAULT_INDEX_KEY` means computing every index anew."""
    return _derive(settings.VAULT_INDEX_KEY, purpose)
