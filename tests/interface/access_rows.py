"""Small addresses that every page uses. A draft is found by its author alone, under a key that everybody may use."""

from __future__ import annotations

from tests.access.table import EVERYBODY, Row

PROBE = {"key": "probe"}

ROWS = [
    Row("interface:language", public=True, extra={"code": "en"}),
    Row("interface:theme", public=True, extra={"code": "dark"}),
    Row("interface:line", public=True),
    Row("interface:draft", roles=EVERYBODY, methods=("GET", "POST", "DELETE"), extra=PROBE),
    Row("interface:draft_discard", roles=EVERYBODY, methods=("POST",), extra=PROBE),
]
