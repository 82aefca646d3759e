"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from carisecure.interface import badges


def register() -> None:
    badges.register(
        "cases.Case.stage",
        {
            "reported": "new",
            "under_investigation": "active",
            "with_dpp": "waiting",
            "before_court": "active",
            "closed": "closed",
            "reopened": "active",
        },
    )
    badges.register("cases.Case.compartment", {"agency": "info", "restricted": "sealed", "sealed": "sealed"})
    badges.register(
        "cases.Involvement.main_role",
        {"possible_victim": "active", "suspect": "waiting", "witness": "info", "reporter": "info"},
    )
    badges.register(
        "cases.Involvement.status",
        {"possible": "new", "presumed": "active", "identified": "done", "not_a_victim": "closed"},
    )
