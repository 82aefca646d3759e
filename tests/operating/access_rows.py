"""Health is for everybody, and says codes; the condition of the machine is its administrator's."""

from __future__ import annotations

from carisecure.accounts.roles import Role
from tests.access.table import Row

ROWS = [
    Row("operating:live", public=True),
    Row("operating:ready", public=True, also=frozenset({503})),
    Row("operating:metrics", public=True, also=frozenset({404})),
    Row("operating:condition", roles={Role.ADMINISTRATOR}),
    Row("operating:card", roles={Role.SUPERVISOR, Role.ADMINISTRATOR}),
]
