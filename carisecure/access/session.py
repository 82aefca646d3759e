"""Who is asking: told to the database once a transaction, and never beyond it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from carisecure.accounts.models import User

REQUEST, JOB = "request", "job"
SYSTEM_PURPOSES = ("statistics", "maintenance")


def enter(user: User | None, *, purpose: str, request_id: str = "") -> list[int]:
    """Tell the wall who is asking, for this transaction; returns the groups whose grants count.

    Must run inside a transaction (outside one PostgreSQL forgets it at once: zero rows, never too many).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select carisecure.enter(%s, %s, %s)",
            [user.pk if user is not None else None, purpose, request_id or uuid.uuid4().hex],
        )
        groups: list[int] = list(cursor.fetchone()[0])
    if user is not None:
        user.remember_groups(groups)
    return groups
