"""Who is asking: told to the database once a transaction, and never beyond it."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import connection

from carisecure import logs
from carisecure.access import path
from carisecure.access.vault import keys

if TYPE_CHECKING:
    from carisecure.accounts.models import User

REQUEST, JOB = "request", "job"
SYSTEM_PURPOSES = ("statistics", "maintenance")
# The permissions' own keys change when a database is loaded anew, so no process keeps them beyond a transaction.
NUMBERS = (
    "select json_object_agg(c.app_label || '.' || p.codename, p.id)::text from auth_permission p "
    "join django_content_type c on c.id = p.content_type_id where c.app_label || '.' || p.codename = any(%s)"
)
DESTROYED = "select max(destroyed_at) from access_datakey where destroyed_at is not null"


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

    Must run inside a transaction (outside one PostgreSQL forgets it at once: zero rows, never too many). With the same
    query it learns whether a key of the vault was destroyed meanwhile by another process.
    """
    key = user.pk if user is not None else None
    with connection.cursor() as cursor:
        cursor.execute(
            f"select carisecure.enter(%s, %s, %s), carisecure.open_emergencies(%s), ({NUMBERS}), ({DESTROYED})",
            [key, purpose, request_id or logs.current() or uuid.uuid4().hex, key, path.guarded_permissions()],
        )
        found, emergencies, numbers, destroyed = cursor.fetchone()
    keys.keep_only(as_of=destroyed)
    groups: list[int] = list(found)
    if user is not None:
        user.remember_groups(groups, json.loads(numbers or "{}"))
        user.emergencies = [Emergency.read(line) for line in json.loads(emergencies or "[]")]
    return groups
