"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from carisecure.interface import badges


def register() -> None:
    badges.register(
        "prosecutions.Hearing.state", {"listed": "active", "held": "done", "adjourned": "waiting", "vacated": "closed"}
    )
