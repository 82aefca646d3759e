"""What the house does by itself each hour: an approval without an answer goes to the next."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from carisecure.jobs.kinds import job_kind
from carisecure.jobs.running import Running


@job_kind("cases.ask_next", purpose="maintenance", title=_("Ask the next supervisor"))
def ask_next(running: Running, period: str) -> dict[str, Any]:
    """Approvals that nobody answered within 24 hours go to the next one."""
    with connection.cursor() as cursor:
        cursor.execute("select carisecure.ask_next_for_approvals()")
        return {"asked": cursor.fetchone()[0]}
