"""Who may ask the URLs of the access log. Who has read a row is answered to whoever sees the row."""

from __future__ import annotations

from carisecure.accounts.roles import Role
from tests.access.table import EVERYBODY, Row

ROWS = [
    Row("audit:access_log", roles={Role.AUDITOR}),
    Row("audit:export", roles={Role.AUDITOR}),
    Row("audit:seals", roles={Role.AUDITOR}),
    Row("audit:review", roles={Role.SUPERVISOR, Role.AUDITOR}),
    Row("audit:ask", roles={Role.SUPERVISOR, Role.AUDITOR}, target="review_line", methods=("GET", "POST")),
    Row("audit:settle", roles={Role.SUPERVISOR, Role.AUDITOR}, target="review_line", methods=("GET", "POST")),
    Row("audit:questions", roles=EVERYBODY),
    Row("audit:answer", roles=EVERYBODY, target="review_question", methods=("GET", "POST")),
    Row("audit:readings", roles=EVERYBODY, target="case", extra={"label": "cases.case"}),
    Row("audit:printed", roles=EVERYBODY, target="case", extra={"label": "cases.case"}, methods=("POST",)),
]
