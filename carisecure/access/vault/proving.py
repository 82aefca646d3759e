"""Are these the keys of this database? Asked at every start: what a wrong key seals, the right one never opens.

One data key of each number is opened. An empty database says nothing; one that does not answer is asked again.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import Error as DatabaseFault
from django.db import OperationalError, ProgrammingError, transaction

from carisecure.access.vault.keyring import CannotOpen, fingerprint, keyring
from carisecure.access.vault.models import DataKey

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_TRIES = 2.0
# The value of VAULT_KEYS that was proved in this process.
_proved: set[str] = set()


class WrongKeys(Exception):
    """A wrapping key is missing or is another one than the database was written with. The message names no key."""


@dataclass(frozen=True)
class Tried:
    """One number that the database knows, and whether the key of that number in VAULT_KEYS opens what it wrapped."""

    number: int
    is_here: bool
    opens: bool

    @property
    def fault(self) -> str:
        if self.opens:
            return ""
        if not self.is_here:
            return f"Keys in this database are wrapped by key {self.number}, which is not in VAULT_KEYS."
        shown = keyring().fingerprint(self.number)
        return (
            f"Key {self.number} of VAULT_KEYS (fingerprint {shown}) does not open what key {self.number} of this "
            "database has wrapped: it is another key."
        )


ADVICE = (
    "Nothing was started and nothing written. Put back the VAULT_KEYS that this database was written with; "
    "its fingerprints stand in the backups (manage.py key_fingerprints prints those of the keys that are here)."
)


def tried() -> list[Tried]:
    """One data key of each number, opened. Two short looks into the index a number, however many keys there are.

    Before the first migration there is nothing to open. Raises django.db.OperationalError where nothing answers.
    """
    found: list[Tried] = []
    try:
        with transaction.atomic():
            while (row := _next(found[-1].number if found else -1)) is not None:
                number, wrapped = row
                found.append(Tried(number, number in keyring().keys, _opens(number, bytes(wrapped))))
    except ProgrammingError:  # no such table yet
        return []
    return found


def _next(number: int) -> Any:
    alive = DataKey.objects.filter(wrapped_by__gt=number, destroyed_at=None)
    return alive.order_by("wrapped_by").values_list("wrapped_by", "wrapped").first()


def _opens(number: int, wrapped: bytes) -> bool:
    try:
        keyring().unwrap(number, wrapped)
    except CannotOpen:
        return False
    return True


def demand() -> None:
    """Raises WrongKeys, or OperationalError where the database does not answer. Asks once a process."""
    if settings.VAULT_KEYS in _proved:
        return
    if faults := [one.fault for one in tried() if one.fault]:
        raise WrongKeys(" ".join([*faults, ADVICE]))
    _proved.add(settings.VAULT_KEYS)


def demand_or_wait() -> None:
    """At the start of a process that can do nothing without its database: waits for it. Raises WrongKeys."""
    while True:
        try:
            return demand()
        except OperationalError:
            logger.warning("keys.not_proved the database does not answer yet")
            time.sleep(SECONDS_BETWEEN_TRIES)


def check(**_: Any) -> list[CheckMessage]:
    """For `manage.py check` and before every command: an error stops it. Without a database there is nothing to say."""
    try:
        faults = [one.fault for one in tried() if one.fault]
    except DatabaseFault:
        return []
    return [Error(fault, hint=ADVICE, id="access.E001") for fault in faults]


def index_fingerprint() -> str:
    """Of the key of the search indexes."""
    return fingerprint(settings.VAULT_INDEX_KEY.encode(), "the index key")
