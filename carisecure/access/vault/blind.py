"""Keyed tokens: what a sealed text can be found by, without the database knowing what it says.

A token is the start of an HMAC with `VAULT_INDEX_KEY`. Equal words have equal tokens, so whoever reads the table can
count them: nothing with few possible values (sex, nationality, a year) is ever indexed.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
import uuid
from collections.abc import Iterable

from carisecure.access.vault.keyring import index_key

EXACT_BYTES = 16
WORD_BYTES = 8


def normalised(text: str) -> str:
    """Letters and digits alone, without accents and case: "TT-0004242" and "tt 0004242" are one document."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def exact_token(field: str, text: str) -> uuid.UUID | None:
    """16 bytes for the whole value of one field; the same value in another field has another token."""
    plain = normalised(text)
    if not plain:
        return None
    return uuid.UUID(bytes=_mac("exact", f"{field}\x1f{plain}")[:EXACT_BYTES])


def word_tokens(purpose: str, words: Iterable[str]) -> list[int]:
    """8 bytes a word as PostgreSQL's bigint. Two words that share one are told apart once the text is open."""
    return sorted({int.from_bytes(_mac(purpose, w)[:WORD_BYTES], "big", signed=True) for w in words})


def digest(term: str) -> str:
    """What the ledger keeps of a search: the same search gives the same digest, and nobody reads the term in it."""
    return _mac("ledger", normalised(term)).hex()[:32]


def _mac(purpose: str, text: str) -> bytes:
    return hmac.new(index_key(purpose), text.encode(), hashlib.sha256).digest()
