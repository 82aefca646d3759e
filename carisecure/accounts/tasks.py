"""What the house does with accounts by itself each night, and the one long work that administrators ask for."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.accounts import kept, key_work, leaving
from carisecure.accounts.models import Desk
from carisecure.accounts.sign_in_models import AT_MOST
from carisecure.jobs.kinds import job_kind
from carisecure.jobs.running import Running
from carisecure.jobs.schedule import daily, schedule


@job_kind("accounts.deactivate_unused", purpose="maintenance", title=_("Switch off unused accounts"))
def deactivate_unused(running: Running, period: str) -> dict[str, Any]:
    return {"deactivated": [str(user.pk) for user in leaving.deactivate_unused()]}


@job_kind("accounts.forget_sessions", purpose="maintenance", title=_("Forget ended sessions"))
def forget_sessions(running: Running, period: str) -> dict[str, Any]:
    old = timezone.now() - AT_MOST - timedelta(days=1)
    forgotten, _by_model = Desk.objects.filter(opened_at__lt=old).delete()
    return {"forgotten": forgotten, "kept": kept.forget_old()}


@job_kind(
    key_work.JOB,
    title=_("Move every key to the newest wrapping key"),
    result_url=lambda job: reverse("accounts:keys"),
    limit_seconds=3600,
)
def rotate_keys(running: Running, request: str) -> dict[str, Any]:
    """As the administrator who agreed."""
    return {"keys": key_work.rotate(running, request)}


schedule("accounts.deactivate_unused", daily(at=time(2, 30)))
schedule("accounts.forget_sessions", daily(at=time(3, 15)))
