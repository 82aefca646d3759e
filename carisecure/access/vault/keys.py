"""Data keys: found or made for an owner, kept unwrapped for a while for reading, destroyed for good."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache

from django.db import connection

from carisecure.access.vault.keyring import KEY_BYTES, CannotOpen, keyring, proof_of, secret_of
from carisecure.access.vault.models import DataKey

# Unwrapped keys by the key's own random id. For reading only: a key that a rolled-back transaction made has no row, and
# nothing may ever be sealed with it, so writing asks the table each time.
KEPT = 20_000


class Destroyed(Exception):
    """The key was destroyed: what it sealed is gone, by decision."""


@lru_cache(maxsize=KEPT)
def _unwrapped(key_id: uuid.UUID, number: int, wrapped: bytes) -> bytes:
    return keyring().unwrap(number, wrapped)


class _Reading:
    """Rows of keys already read by this process, by id. An id is random and never used for another key.

    `as_of`: the newest destruction that the database knew of when this was begun (`sql/destroyed_keys.sql`). Threads
    share it, so it is replaced and never emptied: who still reads for an older transaction fills the old one.
    """

    def __init__(self) -> None:
        self.rows: dict[uuid.UUID, tuple[int, bytes]] = {}
        self.as_of: datetime | None = None

    def load(self, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[int, bytes]]:
        if len(self.rows) > KEPT:
            self.rows = {}
        rows = self.rows
        missing = [key_id for key_id in set(ids) if key_id not in rows]
        if not missing:
            return rows
        for key_id, number, wrapped in DataKey.objects.filter(pk__in=missing).values_list(
            "pk", "wrapped_by", "wrapped"
        ):
            if bytes(wrapped):
                rows[key_id] = (number, bytes(wrapped))
        return rows


_reading = _Reading()


def forget() -> None:
    """Empty what is kept in memory: after a key was destroyed or rewrapped, and between tests."""
    _reading.rows = {}
    _unwrapped.cache_clear()


def keep_only(as_of: datetime | None) -> None:
    """Forget every key where one was destroyed since the last transaction, in whatever process: told at the start of
    each (`session.enter`). The order matters: no other thread may find the new mark with the old keys.
    """
    if as_of != _reading.as_of:
        forget()
        _reading.as_of = as_of


def load(ids: Iterable[uuid.UUID]) -> None:
    """Read many keys with one query, before the texts of a list are opened one by one."""
    _reading.load(ids)


def for_reading(key_id: uuid.UUID) -> bytes:
    """Raises Destroyed where the key is gone, CannotOpen where no wrapping key opens it."""
    row = _reading.load([key_id]).get(key_id)
    if row is None:
        raise Destroyed
    try:
        return _unwrapped(key_id, *row)
    except CannotOpen:
        # Rewrapped meanwhile by a rotation: the row has the new wrapping.
        _reading.rows.pop(key_id, None)
        row = _reading.load([key_id]).get(key_id)
        if row is None:
            raise Destroyed from None
        return _unwrapped(key_id, *row)


# The keys of many owners while their rows are written (`held`); never longer, and nobody else's.
_held: ContextVar[dict[uuid.UUID, tuple[uuid.UUID, bytes]] | None] = ContextVar("keys held for writing", default=None)


@contextmanager
def held(owners: Iterable[uuid.UUID]) -> Iterator[int]:
    """The keys of many owners with two queries, those missing made now; inside, `for_writing` asks for none of them.

    Gives the number of keys made. Within one transaction: the rows that are sealed inside are rolled back with the keys
    or not at all. Raises Destroyed where one of them was destroyed.
    """
    wanted = set(owners)
    rows = {row.owner: row for row in DataKey.objects.filter(owner__in=wanted)}
    made = [_made_for(owner) for owner in wanted - set(rows)]
    if made:
        DataKey.objects.bulk_create(made, ignore_conflicts=True)
        rows |= {row.owner: row for row in DataKey.objects.filter(owner__in=[row.owner for row in made])}
    if any(row.destroyed_at is not None for row in rows.values()):
        raise Destroyed
    found = {owner: (row.pk, keyring().unwrap(row.wrapped_by, bytes(row.wrapped))) for owner, row in rows.items()}
    token = _held.set(found)
    try:
        yield len(made)
    finally:
        _held.reset(token)


def _made_for(owner: uuid.UUID) -> DataKey:
    key = os.urandom(KEY_BYTES)
    number, wrapped = keyring().wrap(key)
    return DataKey(owner=owner, wrapped=wrapped, wrapped_by=number, proof=proof_of(key))


def for_writing(owner: uuid.UUID) -> tuple[uuid.UUID, bytes]:
    """The owner's key, made now if there is none. Raises Destroyed for an owner whose key was destroyed."""
    known = _held.get()
    if known is not None and owner in known:
        return known[owner]
    row = DataKey.objects.filter(owner=owner).first()
    if row is None:
        made = _made_for(owner)
        # Two writers at once: the later one waits for the first to commit, and both use the first one's key.
        DataKey.objects.bulk_create([made], ignore_conflicts=True)
        row = DataKey.objects.get(owner=owner)
    if row.destroyed_at is not None:
        raise Destroyed
    return row.pk, keyring().unwrap(row.wrapped_by, bytes(row.wrapped))


def existing(owner: uuid.UUID) -> bytes:
    """The owner's key, for reading what lies on a disk; never makes one. Raises Destroyed where there is none."""
    row = DataKey.objects.filter(owner=owner, destroyed_at=None).first()
    if row is None:
        raise Destroyed
    return keyring().unwrap(row.wrapped_by, bytes(row.wrapped))


def destroy(owner: uuid.UUID) -> bool:
    """Destroy the owner's key for good: everything it sealed is erased. False where there was none to destroy.

    Other processes forget it with their next transaction. Waits for a destruction that is not committed yet. The
    database destroys a key only for who can open it (`sql/proved_keys.sql`).
    """
    row = DataKey.objects.filter(owner=owner, destroyed_at=None).first()
    if row is None:
        return False
    secret = secret_of(keyring().unwrap(row.wrapped_by, bytes(row.wrapped)))
    with connection.cursor() as cursor:
        cursor.execute("select carisecure.destroy_key(%s, %s)", [owner, secret])
        ((done,),) = cursor.fetchall()
    forget()
    return bool(done)


def is_destroyed(owner: uuid.UUID) -> bool:
    """Whether there was a key, and it was destroyed: nothing is ever sealed for that owner again."""
    return DataKey.objects.filter(owner=owner, destroyed_at__isnull=False).exists()
