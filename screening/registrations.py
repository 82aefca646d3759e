"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from carisecure.interface import badges


def register() -> None:
    badges.register("screening.Screening.state", {"open": "active", "stopped": "refused", "finished": "done"})
    badges.register(
        "screening.Referral.state",
        {
            "sent": "waiting",
            "read": "waiting",
            "accepted": "done",
            "declined": "refused",
            "taken_up": "done",
            "not_taken_up": "refused",
            "withdrawn": "closed",
            "closed": "closed",
        },
    )
