"""Small addresses that every page uses. A draft is found by its author alone, under a key that everybody may use."""

from __future__ import annotations

from carisecure.accounts.roles import Role
from tests.access.table import EVERYBODY, Row

OPENING: set[str] = {Role.INVESTIGATOR, Role.SUPERVISOR, Role.FRONTLINE, Role.CASEWORKER, Role.PROSECUTOR}
PROBE = {"key": "probe"}

ROWS = [
    Row("interface:language", public=True, extra={"code": "en"}),
    Row("interface:theme", public=True, extra={"code": "dark"}),
    Row("interface:open", roles=OPENING),
    Row("interface:line", public=True),
    Row("interface:draft", roles=EVERYBODY, methods=("GET", "POST", "DELETE"), extra=PROBE),
    Row("interface:draft_discard", roles=EVERYBODY, methods=("POST",), extra=PROBE),
]
