"""What the house keeps besides its tables, and what a backup does with it. A test fails for what is not named here.

A new folder of files, a new secret or a table that the server's log does not carry is added here, with a word about it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from django.conf import settings

from carisecure import env
from carisecure.access.vault.keyring import fingerprint, keyring, read_keys
from carisecure.access.vault.proving import index_fingerprint

# Folders of FILES_ROOT (the first argument of `storage.keeping.keep`). All of them are copied, each file once.
STORES = {
    "jobs": "What work leaves behind: exports, reports, sheets of the file to the DPP.",
    "exhibits": "Files of exhibits: originals, and of pictures the copy that is shown.",
    "imports": "Sheets that were sent to be imported.",
    "registers": "Books of a unit's own paper, kept as long as their rows are in.",
}

# Secrets that a backup keeps, apart from the data: without them it opens nothing, or nobody goes on where they were.
KEPT: Mapping[str, Callable[[], str]] = {
    "VAULT_KEYS": lambda: settings.VAULT_KEYS,
    "VAULT_INDEX_KEY": lambda: settings.VAULT_INDEX_KEY,
    "SECRET_KEY": lambda: settings.SECRET_KEY,
    "SECRET_KEY_OLD": lambda: (settings.SECRET_KEY_FALLBACKS or [""])[0],
    "EMAIL_HOST_PASSWORD": lambda: settings.EMAIL_HOST_PASSWORD,
}
# Secrets that belong to servers: a house that is made again has servers of its own.
MADE_ANEW = {
    "DATABASE_URL": "The password of carisecure_app on the new server.",
    "BACKUP_DATABASE_URL": "The password of carisecure_backup on the new server.",
    "REDIS_URL": "Redis keeps nothing.",
    "METRICS_TOKEN": "For the program that gathers figures; another one is told to it.",
}
# Tables that a crash of the server empties: none.
UNLOGGED: tuple[str, ...] = ()


def secrets() -> dict[str, str]:
    """What goes into `keys/<moment>.age`; those that are not set are left out."""
    return {name: value for name, read in KEPT.items() if (value := read())}


def plain_settings() -> dict[str, str]:
    """What the installation has chosen, by the names of sample.env: no secret is among them."""
    hidden = {*KEPT, *MADE_ANEW}
    named = [name for name in sorted(env.NAMES) if name not in hidden and name.removesuffix("_FILE") not in hidden]
    return {name: os.environ[name] for name in named if os.environ.get(name)}


def fingerprints() -> dict[str, str]:
    """Of the keys that are here: by what name, and by which sixteen letters they are told."""
    ring = keyring()
    found = {f"wrapping key {number}": ring.fingerprint(number) for number in sorted(ring.keys)}
    return found | {"index key": index_fingerprint()}


def fingerprints_of(kept: Mapping[str, str]) -> dict[str, str]:
    """The same, of keys out of a backup."""
    ring = read_keys(kept["VAULT_KEYS"])
    found = {f"wrapping key {number}": ring.fingerprint(number) for number in sorted(ring.keys)}
    return found | {"index key": fingerprint(kept["VAULT_INDEX_KEY"].encode(), "the index key")}
