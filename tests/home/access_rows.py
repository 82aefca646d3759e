"""The way in, the way out, and the start page."""

from __future__ import annotations

from tests.access.table import EVERYBODY, Row

ROWS = [
    Row("home", roles=EVERYBODY),
    Row("account_login", public=True, methods=("GET", "POST")),
    Row("account_logout", public=True, methods=("GET", "POST")),
]
