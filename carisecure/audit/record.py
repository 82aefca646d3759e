"""Write what no trigger sees into the ledger: reads, exports, sign-ins, refusals."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.db import connection


def record(action: str, *, table: str = "", object_id: object = "", detail: Mapping[str, object] | None = None) -> None:
    """Add one line in the current transaction: if it cannot be written, the page does not come either.

    `detail` holds ids, codes and counts; a name, a search term or a sentence never goes in.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select carisecure.note_event(%s, %s, %s, %s::jsonb)",
            [action, table, str(object_id), json.dumps(detail or {}, default=str)],
        )
