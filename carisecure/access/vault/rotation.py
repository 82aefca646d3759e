"""Rewrapping every data key with the newest wrapping key. What is sealed stays as it is: only the wrapping changes."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

from carisecure.access.vault import keys
from carisecure.access.vault.keyring import keyring, secret_of
from carisecure.access.vault.models import DataKey

BATCH = 5_000
REWRAP = "select carisecure.rewrap_keys(%s::uuid[], %s::bytea[], %s::bytea[], %s::int[], %s)"


def outstanding() -> int:
    """How many keys are not under the newest wrapping key."""
    return DataKey.objects.filter(destroyed_at=None).exclude(wrapped_by=keyring().current).count()


def rewrap_all(each: Callable[[int], None] | None = None) -> int:
    """Rewrap in batches of one transaction each, so that readers never wait; returns how many keys were rewrapped.

    `each` is told how many are done before every batch. Inside an open transaction (a job) it is all or nothing.
    A reader that still holds the old wrapping opens it with the old wrapping key, which stays in the ring until it is
    retired: take it out of VAULT_KEYS only then. Raises CannotOpen for a key that no wrapping key in the ring opens;
    the batches before it stay rewrapped.
    """
    ring, done = keyring(), 0
    while True:
        if each is not None:
            each(done)
        batch = list(
            DataKey.objects.exclude(wrapped_by=ring.current)
            .filter(destroyed_at=None)
            .values_list("pk", "wrapped_by", "wrapped")[:BATCH]
        )
        if not batch:
            keys.forget()
            return done
        ids = [str(pk) for pk, _, _ in batch]
        opened = [ring.unwrap(n, bytes(w)) for _, n, w in batch]
        secrets, wrapped = [_bytes(secret_of(key)) for key in opened], [_bytes(ring.wrap(key)[1]) for key in opened]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(REWRAP, [ids, secrets, wrapped, [n for _, n, _ in batch], ring.current])
        done += len(batch)


def _bytes(value: bytes) -> object:
    return connection.Database.Binary(value)  # type: ignore[attr-defined]
