"""The case list as it can be asked for: every kind of filter and order, by hand and wrongly, and far behind.

Processor time of the page and of its database together, which says something on a busy machine too. "To the middle" is
the time over that of the middle one of the same viewer: none should be beyond 2.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from carisecure.access import session
from carisecure.accounts.models import User
from cases.record.models import Case
from tests import signing_in

ROUNDS = 7
ASKED = {
    "the newest": "",
    "two filters, 1 in 70,000": "stage=reopened&region=PTF",
    "a filter, 1 in 200": "stage=reopened",
    "a filter, more than half": "stage=closed",
    "a region of the first months alone": "region=TOB",
    "nobody's, the longest not moved": "lead=null&sort=last_moved_at",
    "not moved for 14 days": "idle=idle",
    "in danger": "danger=now",
    "an order that is not offered": "sort=summary",
    "a filter and a value by hand": "stage=%27%3B--&nonsense=1",
    "a place that is none": "after=nonsense",
    "far behind": "after={far}",
}


def _backend() -> Path:
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return Path(f"/proc/{cursor.fetchone()[0]}/schedstat")


def processor_ms(work: Callable[[], Any]) -> float:
    """Of this process and of the backend that answers it, the median of `ROUNDS` after two that warm up (Linux)."""
    for _ in range(2):
        work()
    backend, times = _backend(), []
    for _ in range(ROUNDS):
        own, its = time.process_time(), int(backend.read_text().split()[0])
        work()
        times.append((time.process_time() - own) * 1e3 + (int(backend.read_text().split()[0]) - its) / 1e6)
    return statistics.median(times)


def _far(user: User) -> str:
    """The key of the case behind nine tenths of those that this person sees; of the last one of a short list."""
    with transaction.atomic():
        session.enter(user, purpose=session.REQUEST)
        rows = Case.objects.visible_to(user, "cases.view_case")
        found = rows.order_by("-opened_at", "-pk").values_list("pk", flat=True)[rows.count() * 9 // 10 :][:1]
        return str(next(iter(found), ""))


def _asking(client: Client, address: str) -> Callable[[], None]:
    def ask() -> None:
        assert client.get(address).status_code == 200

    return ask


def measure(user: User) -> dict[str, float]:
    client, far = Client(), _far(user)
    signing_in.force_login(client, user)
    base = reverse("cases:case_list")
    return {what: processor_ms(_asking(client, f"{base}?{query.format(far=far)}")) for what, query in ASKED.items()}


def run(cases: int, viewers: dict[str, User]) -> None:
    """Print a line for each way to ask, a pair of columns for each viewer."""
    found = {name: measure(User.objects.get(pk=user.pk)) for name, user in viewers.items()}
    middle = {name: statistics.median(times.values()) for name, times in found.items()}
    print(
        f"\n| {cases:,} cases, asked for | " + " | ".join(f"sees {name}, ms | to the middle" for name in found) + " |"
    )
    print("|---" * (1 + 2 * len(found)) + "|")
    for what in ASKED:
        columns = (f"{times[what]:.1f} | {times[what] / middle[name]:.2f}" for name, times in found.items())
        print(f"| {what} | " + " | ".join(columns) + " |", flush=True)
