"""What the house does by itself each hour: grants that have expired end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access.grants import grant_models
from carisecure.jobs.kinds import job_kind
from carisecure.jobs.running import Running
from carisecure.jobs.schedule import Due, schedule


@job_kind("cases.end_grants", purpose="maintenance", title=_("Remove expired access"))
def end_grants(running: Running, period: str) -> dict[str, Any]:
    """An expired grant opens nothing; deleting it puts its end into the ledger."""
    now = timezone.now()
    return {"ended": sum(model._default_manager.filter(expires_at__lte=now).delete()[0] for model in grant_models())}


def _hourly(now: datetime) -> Iterable[Due]:
    period = f"{now:%Y-%m-%dT%H}"
    return [Due(period, {"period": period})]


schedule("cases.ask_next", _hourly)
schedule("cases.end_grants", _hourly)
