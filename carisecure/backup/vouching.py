"""That a base or a piece of the log was written by this house: a code that only a holder of its wrapping keys can make.

Anybody can seal something for the second place (`manifest.py` says the same of backups).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

_PURPOSE = b"carisecure vouches for its log"


def code(keys: Mapping[int, bytes], said: str) -> str:
    """By the newest key: its number and the code, as "2 9f3a..."."""
    number = max(keys)
    return f"{number} {_code(keys[number], said)}"


def is_of_house(keys: Mapping[int, bytes], said: str, written: str) -> bool:
    number, _, found = written.partition(" ")
    key = keys.get(int(number)) if number.isdecimal() else None
    return key is not None and hmac.compare_digest(_code(key, said), found)


def of_piece(identifier: int, name: str, sha256: str) -> str:
    """What is vouched for of a segment: which server's, which one, and what is in it."""
    return f"{identifier} {name} {sha256}"


def _code(key: bytes, said: str) -> str:
    return hmac.new(hmac.new(key, _PURPOSE, hashlib.sha256).digest(), said.encode(), hashlib.sha256).hexdigest()
