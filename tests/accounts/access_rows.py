"""The access table of signing in and of the administrator's pages."""

from __future__ import annotations

from carisecure.accounts.roles import Role
from tests.access.table import Row

ADMINISTRATOR: set[str] = {Role.ADMINISTRATOR}
FORM = ("GET", "POST")

ROWS = [
    Row("accounts:person_list", roles=ADMINISTRATOR),
    Row("accounts:add_person", roles=ADMINISTRATOR, methods=FORM),
    Row("accounts:switch_person", roles=ADMINISTRATOR, target="person", methods=FORM),
    Row("accounts:agency_list", roles=ADMINISTRATOR),
    Row("accounts:add_agency", roles=ADMINISTRATOR, methods=FORM),
    Row("accounts:switch_agency", roles=ADMINISTRATOR, target="agency", methods=FORM),
]
