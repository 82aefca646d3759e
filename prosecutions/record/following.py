"""The case follows its matters (`sql/case_follows.sql`)."""

from __future__ import annotations

from django.db import connection

from prosecutions.record.models import Prosecution


def let_case_follow(prosecution: Prosecution, *, is_news: bool = True) -> str | None:
    """Move the case to where the furthest open one of its matters stands; returns that stage.

    `is_news`: the case counts as moved today, even where its stage stays. None for whoever may not change the matter.
    """
    with connection.cursor() as cursor:
        cursor.execute("select carisecure.case_follows(%s, %s)", [prosecution.pk, is_news])
        found: str | None = cursor.fetchone()[0]
        return found
