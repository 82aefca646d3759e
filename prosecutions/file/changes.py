"""What changed in the case since the file went: `sql/file_parts.sql`, asked from Python."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from prosecutions.record.models import Prosecution


@dataclass(frozen=True)
class FileChange:
    """Something of the case that no longer is as it was sent. `object_id` is empty for what was never sent."""

    change: str
    kind: str
    object_id: uuid.UUID | None
    at: datetime | None


def changes_since_submission(prosecution: Prosecution) -> list[FileChange]:
    """What changed in the case since the latest submission, newest first; the wall's groups decide who learns it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select change, kind, object_id, at from carisecure.file_changes(%s) order by at desc nulls last, kind",
            [prosecution.pk],
        )
        return [FileChange(*row) for row in cursor.fetchall()]
