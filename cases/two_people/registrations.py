"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from cases.record import worklist
from cases.two_people import queries as waiting


def register() -> None:
    worklist.register("cases.approvals", waiting.approvals_of, lists=waiting.approval_rows)
