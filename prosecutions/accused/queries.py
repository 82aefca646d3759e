"""How many humans the accused are."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import connection


def humans_of(accused: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """A number of the human that each accused is: the same for one who is accused in several matters or cases.

    For counting, under the purpose `statistics` alone (`sql/accused_key.sql`); who is in no file is counted alone.
    """
    with connection.cursor() as cursor:
        keys = [str(key) for key in accused]
        cursor.execute("select accused_id, human from carisecure.humans_accused(%s::uuid[])", [keys])
        return dict(cursor.fetchall())
