"""The access table of the numbers on call."""

from __future__ import annotations

from carisecure.accounts.roles import Role
from tests.access.table import Row

ROWS = [
    Row(
        "countries:fill_in_number",
        roles={Role.SUPERVISOR},
        methods=("GET", "POST"),
        extra={"code": "ambulance"},
    )
]
