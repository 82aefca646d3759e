"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from cases.finding.matching import what_matches
from cases.intake import matching


def register() -> None:
    matching.register("finding", what_matches)
