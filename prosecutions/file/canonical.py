"""The digests that stand under a frozen list: anybody who holds the list can make them again.

Canonical form: that of RFC 8785 (`carisecure.digests`). An item's digest covers its text and the names filed with it; a
submission's covers its number, its covering note and the digests of its items in their order.
"""

from __future__ import annotations

from collections.abc import Iterable

from carisecure.digests import digest


def item_digest(
    *, position: int, kind: str, object_id: object, version: int, title: str, content: str,
    names: Iterable[tuple[str, str]],
) -> str:  # fmt: skip
    """SHA-256 of one item, in hexadecimal."""
    return digest(
        {
            "position": position,
            "kind": str(kind),
            "object_id": str(object_id),
            "version": version,
            "title": title,
            "content": content,
            "names": sorted([kind, value] for kind, value in names),
        }
    )


def list_digest(*, reference: str, number: int, note: str, items: Iterable[str]) -> str:
    """SHA-256 of a whole submission, in hexadecimal; `items` are the digests in the order of the list."""
    return digest({"reference": reference, "number": number, "note": note, "items": list(items)})
