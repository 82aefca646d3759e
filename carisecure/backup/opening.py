"""A backup opened with two shares: everything about it is looked at before anything is written anywhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyrage import x25519

from carisecure import history
from carisecure.access.vault.keyring import read_keys
from carisecure.backup import envelope, kept, making, manifest, registry, shares
from carisecure.backup.endings import Batch
from carisecure.backup.envelope import Unreadable
from carisecure.backup.kept import ANCHORS, FILE_LIST, MANIFEST, Kept
from carisecure.backup.manifest import Manifest
from carisecure.backup.place import ENDINGS, Place
from carisecure.backup.stores import Copied
from carisecure.backup.target import CannotRestore


@dataclass(frozen=True)
class Listed:
    """A batch of endings, and the name under which it lies there."""

    name: str
    batch: Batch


@dataclass(frozen=True)
class Opened:
    """What a restore needs of a backup, but the database itself. `secrets`: by the names of sample.env."""

    kept: Kept
    identity: x25519.Identity
    manifest: Manifest
    secrets: dict[str, str]
    anchors: bytes
    files: list[Copied]
    endings: list[Listed]

    @property
    def is_older(self) -> bool:
        """Whether the release that is here has migrations which the backup has not."""
        return bool(history.here() - {(app, name) for app, name in self.manifest.migrations})

    @property
    def major(self) -> int:
        """Of the PostgreSQL that it was made with."""
        return int(self.manifest.server["version_number"]) // 10_000

    def __repr__(self) -> str:
        return f"Opened({self.kept.stamp})"  # nothing of the keys reaches a log


def choose(place: Place, stamp: str = "") -> Kept:
    """The backup of that moment, or the newest whole one. Raises CannotRestore, NoPlace, NotWhole."""
    if stamp:
        return kept.kept(place, stamp)
    found = kept.listed(place)
    if not found:
        faults = kept.unreadable(place)
        raise CannotRestore(f"There is no whole backup at {place.root}. {' '.join(faults[:3])}".strip())
    return found[-1]


def opened(chosen: Kept, typed: Sequence[str]) -> Opened:
    """Raises WrongShares, NotWhole (cut, altered), Forged, CannotRestore (of a newer release)."""
    identity = shares.demanded(typed, str(chosen.about["recipient"]))
    chosen.demand()
    try:
        said = manifest.read(_read(chosen, MANIFEST, identity))
        secrets = json.loads(_read(chosen, chosen.keys, identity))["secrets"]
        files = making.files_of(_read(chosen, FILE_LIST, identity))
    except Unreadable as fault:
        raise CannotRestore(f"The backup of {chosen.stamp} does not open with these shares, or was altered.") from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise CannotRestore(f"The backup of {chosen.stamp} cannot be understood: {_said(fault)}") from fault
    manifest.demand_vouched_for(said, read_keys(secrets["VAULT_KEYS"]))
    if registry.fingerprints_of(secrets) != dict(said.fingerprints):
        raise CannotRestore("The keys beside this backup are not those that it was made with. Nothing was restored.")
    _demand_release(said)
    return Opened(
        chosen, identity, said, secrets, _read(chosen, ANCHORS, identity), files, endings_there(chosen.place, identity)
    )


def _read(chosen: Kept, name: str, identity: x25519.Identity) -> bytes:
    with chosen.part(name).open("rb") as stream:
        return envelope.read_all(stream, [identity])


def _said(fault: Exception) -> str:
    return str(fault) if isinstance(fault, ValueError) and "newer release" in str(fault) else "a part of it is missing."


def _demand_release(said: Manifest) -> None:
    others = history.strangers([(app, name) for app, name in said.migrations], history.here())
    if others:
        raise CannotRestore(
            f"This backup was made by a newer release ({said.release}): it knows the migration {others[0]}, which is"
            " not here. Restore it with that release."
        )


def endings_there(place: Place, identity: x25519.Identity) -> list[Listed]:
    """All that lie there, oldest first. One that cannot be read stops the restore: something would come alive again."""
    found = []
    for name in place.names(ENDINGS):
        try:
            with place.path(f"{ENDINGS}/{name}").open("rb") as stream:
                found.append(Listed(name, Batch.from_json(envelope.read_all(stream, [identity]))))
        except (Unreadable, ValueError) as fault:
            raise CannotRestore(
                f"The list of what was ended, {ENDINGS}/{name}, was altered or is sealed for somebody else."
                " Without it somebody's access could come alive again: nothing was restored."
            ) from fault
    return found


def secrets_shown(found: Opened) -> dict[str, Any]:
    """Fingerprints in the place of keys, for the person at the keyboard."""
    return registry.fingerprints_of(found.secrets)
