"""The case list: our two guards against the same page without security, and beside guardian's own helper."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from benchmarks import asked
from benchmarks.case_data import VIEWERS, build, make_people, make_units, share_seen
from carisecure.access import path, session
from carisecure.accounts.models import User
from cases.record.models import Case
from tests import signing_in

ROUNDS = 15


def median_ms(work: Callable[[], Any]) -> float:
    """Milliseconds, the median of `ROUNDS` after two that warm up."""
    for _ in range(2):
        work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


@contextmanager
def no_security(superuser: str) -> Iterator[None]:
    """Wall and path both down: as the superuser, with a `limit` that limits nothing."""
    old = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict["USER"] = "postgres"
    with mock.patch.object(path, "limit", lambda queryset, user, permission: queryset):
        yield
    connection.close()
    connection.settings_dict.update(old)


def pages(user: User) -> Callable[[], None]:
    """The whole page, signed in once: middleware, query, template."""
    client = Client()
    signing_in.force_login(client, user)
    address = reverse("cases:case_list")

    def ask() -> None:
        assert client.get(address).status_code == 200

    return ask


def rows(user: User, queryset: Callable[[], Any]) -> tuple[float, float]:
    """Database and ORM only: 51 newest, and the count that stops at 1,001."""

    def run(work: Callable[[], Any]) -> Callable[[], Any]:
        def inside() -> Any:
            with transaction.atomic():
                session.enter(user, purpose=session.REQUEST)
                return work()

        return inside

    def ordered() -> Any:  # as the page asks, and for the count it asks for no order
        return queryset().order_by("-opened_at", "-pk")

    newest = median_ms(run(lambda: list(ordered()[:51])))
    return newest, median_ms(run(lambda: queryset().order_by()[:1001].count()))


def measure(user: User, superuser: str) -> dict[str, float]:
    from guardian.shortcuts import get_objects_for_user  # noqa: TID251  (the yardstick itself)

    result: dict[str, float] = {"page": median_ms(pages(user))}
    result["list"], result["count"] = rows(user, lambda: Case.objects.visible_to(user, "cases.view_case"))
    with no_security(superuser):
        result["page0"] = median_ms(pages(user))
        result["list0"], result["count0"] = rows(user, Case.objects.all)

        def guardian() -> Any:
            return get_objects_for_user(user, "cases.view_case", klass=Case, accept_global_perms=False)

        result["guardian_list"], result["guardian_count"] = rows(user, guardian)
    return result


HEAD = (
    "| cases | sees | page ms | no security | **ratio** | 51 newest ms | no security | guardian | ratio "
    "| count ms | no security | guardian |\n|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def run(sizes: list[int], *, superuser: str) -> None:
    """Print one line a size and viewer, and the growth of the page from the first size to the last."""
    people, units = make_people(), make_units()
    growth: dict[str, list[float]] = {}
    for cases in sizes:
        build(cases, superuser=superuser, people=people, units=units)
        print(f"\n{HEAD}")
        for viewer in VIEWERS:
            m = measure(User.objects.get(pk=people[viewer].pk), superuser)
            growth.setdefault(viewer, []).append(m["page"])
            print(
                f"| {cases:,} | {share_seen(viewer, cases):,} | {m['page']:.1f} | {m['page0']:.1f} "
                f"| **{m['page'] / m['page0']:.2f}** | {m['list']:.1f} | {m['list0']:.1f} | {m['guardian_list']:.1f} "
                f"| {m['list'] / m['list0']:.2f} | {m['count']:.1f} | {m['count0']:.1f} | {m['guardian_count']:.1f} |",
                flush=True,
            )
        asked.run(cases, people)
    if len(sizes) > 1:
        words = ", ".join(f"{viewer} {times[-1] / times[0]:.2f}" for viewer, times in growth.items())
        print(f"\nPage at {sizes[-1]:,} cases over page at {sizes[0]:,}: {words}")
