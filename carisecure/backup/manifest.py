"""What is in a backup: table by table, key by key, part by part; sealed with it, vouched for by the house's own key.

Anybody can seal something for a recipient. So the manifest carries a code that only a holder of the wrapping key could
make, whose fingerprint stands on the sheets: whoever can write to the second place cannot pass another house off there.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from carisecure.access.vault.keyring import Keyring
from carisecure.backup.place import FORMAT
from carisecure.backup.tables import METHOD, TableState

_PURPOSE = b"carisecure vouches for a backup"


class Forged(Exception):
    """The manifest was not written by a house that holds the keys it names."""


@dataclass(frozen=True)
class Manifest:
    """`tables`: by quoted name. `seal`: number, root, at. `parts`: size and sha256 as they lie there, clear_size and
    clear_sha256 of what is in them. `fingerprints`: of the keys. `ledger`: what was checked of the access log.
    """

    stamp: str
    release: str
    server: Mapping[str, Any]
    migrations: list[tuple[str, str]]
    tables: Mapping[str, TableState]
    seal: Mapping[str, Any] | None
    fingerprints: Mapping[str, str]
    parts: Mapping[str, Mapping[str, Any]]
    files: Mapping[str, Any]
    settings: Mapping[str, str]
    ledger: Mapping[str, Any]
    method: str = METHOD
    format: int = FORMAT
    code: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(state.rows for state in self.tables.values())

    def vouched_for(self, keys: Keyring) -> bytes:
        """As it is written: with the code of the newest wrapping key."""
        body = self._body()
        number = keys.current
        return json.dumps({"body": body, "number": number, "code": _code(keys.keys[number], body)}).encode()

    def _body(self) -> str:
        said = asdict(self)
        del said["code"]
        return json.dumps(said, sort_keys=True, ensure_ascii=False)


def read(data: bytes) -> Manifest:
    """What a backup's manifest says. Raises ValueError where it is none, or a newer release wrote it."""
    written = json.loads(data)
    said = json.loads(written["body"])
    if said["format"] > FORMAT:
        raise ValueError(f"This backup was made by a newer release ({said['release']}). Use that one.")
    said["tables"] = {name: TableState(**state) for name, state in said["tables"].items()}
    said["migrations"] = [(app, name) for app, name in said["migrations"]]
    return Manifest(**said, code={"number": written["number"], "code": written["code"]})


def demand_vouched_for(manifest: Manifest, keys: Keyring) -> None:
    """Raises Forged."""
    key = keys.keys.get(manifest.code["number"])
    if key is None or not hmac.compare_digest(_code(key, manifest._body()), str(manifest.code["code"])):
        raise Forged(
            "This backup was not made by a house that holds its keys: somebody else has sealed it for this place. "
            "Nothing of it may be trusted."
        )


def _code(key: bytes, body: str) -> str:
    return hmac.new(hmac.new(key, _PURPOSE, hashlib.sha256).digest(), body.encode(), hashlib.sha256).hexdigest()
