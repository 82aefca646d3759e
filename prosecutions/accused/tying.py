"""Which suspect of the case an accused is, where no frozen file says so."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection


def tie(pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Tell the database which suspect each accused is (`sql/accused_of_the_unit.sql`): to count humans, for nobody to
    read.
    """
    with connection.cursor() as cursor:
        accused, suspects = ([str(pair[end]) for pair in pairs] for end in (0, 1))
        cursor.execute("select carisecure.tie_accused(%s::uuid[], %s::uuid[])", [accused, suspects])
