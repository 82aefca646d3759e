"""The functions of the database that settle a register (sql/undo_register.sql). They ask themselves who speaks."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection


class Written(NamedTuple):
    """Somebody wrote into what hangs on `root`, a case or a report without one."""

    root: UUID
    actor: UUID
    table: str
    at: datetime


def confirm(batch: UUID) -> None:
    """Everything that the batch brought in becomes ordinary, in one statement a table."""
    with connection.cursor() as cursor:
        cursor.execute("select carisecure.confirm_register(%s)", [batch])


def take_out(batch: UUID, most: int) -> tuple[int, int]:
    """At most so many rows more of what it brought in; how many went, and of how many. Done where they are equal."""
    with connection.cursor() as cursor:
        cursor.execute("select done, total from carisecure.undo_register(%s, %s)", [batch, most])
        done, total = cursor.fetchone()
    return done, total


def written_since(batch: UUID) -> list[Written]:
    """What somebody wrote into it since it came in, in the order of the access log."""
    with connection.cursor() as cursor:
        cursor.execute("select root, actor, table_name, at from carisecure.register_worked_on(%s)", [batch])
        return [Written(*row) for row in cursor.fetchall()]
