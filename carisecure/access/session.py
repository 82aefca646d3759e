"""Who is asking: told to the database once a transaction, and never beyond it."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import connection

if TYPE_CHECKING:
    from carisecure.accounts.models import User

REQUEST, JOB = "request", "job"
SYSTEM_PURPOSES = ("statistics", "maintenance")


@dataclass(frozen=True)
class Emergency:
    """An emergency access that somebody has open now: a banner on every page of theirs says so."""

    pk: uuid.UUID
    case_id: uuid.UUID
    reference: str
    ends_at: datetime

    @classmethod
    def read(cls, line: dict[str, str]) -> Self:
        until = datetime.fromisoformat(line["until"])
        return cls(uuid.UUID(line["access"]), uuid.UUID(line["case"]), line["reference"], until)


def enter(user: User | None, *, purpose: str, request_id: str = "") -> list[int]:
    """Tell the wall who is asking, for this transaction; returns the groups whose grants count.

    Must run inside a transaction (outside one PostgreSQL forgets it at once: zero rows, never too many).
    """
    key = user.pk if user is not None else None
    with connection.cursor() as cursor:
        cursor.execute(
            "select carisecure.enter(%s, %s, %s), carisecure.open_emergencies(%s)",
            [key, purpose, request_id or uuid.uuid4().hex, key],
        )
        found, emergencies = cursor.fetchone()
        groups: list[int] = list(found)
    if user is not None:
        user.remember_groups(groups)
        user.emergencies = [Emergency.read(line) for line in json.loads(emergencies or "[]")]
    return groups
