"""Who may ask the URLs of the access log. Who has read a row is answered to whoever sees the row."""

from __future__ import annotations

from carisecure.accounts.roles import Role
from tests.access.table import EVERYBODY, Row

ROWS = [
    Row("audit:access_log", roles={Role.AUDITOR}),
    Row("audit:seals", roles={Role.AUDITOR}),
    Row("audit:readings", roles=EVERYBODY, target="case", extra={"label": "cases.case"}),
]
