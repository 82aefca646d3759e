"""Figures for Prometheus. Labels are names of conditions, processes, queues, methods and classes of answers: nothing
tells of a case, an agency, a person or an address that was asked.

With several web processes each writes what it counts into a folder of memory (`PROMETHEUS_MULTIPROC_DIR`, set by
`web_server`), and whichever is asked adds them up; the rest is read from the database when it is asked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import Error as DatabaseFault
from django.utils import timezone

from carisecure.operating import conditions, pulses, waiting
from carisecure.operating.conditions import State

if TYPE_CHECKING:
    from prometheus_client import Histogram
    from prometheus_client.core import Metric

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
METHODS = {"GET", "HEAD", "POST"}
VALUES = {State.OK: 0, State.UNKNOWN: 1, State.WARN: 2, State.BAD: 3}
BUCKETS = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)


@cache
def _requests() -> Histogram:
    from prometheus_client import REGISTRY, CollectorRegistry, Histogram

    # Without a folder the process's own counts are all there are; they stand in a registry of their own either way.
    registry = REGISTRY if os.environ.get(FOLDER) else _own_registry()
    assert isinstance(registry, CollectorRegistry)  # noqa: S101
    return Histogram(
        "carisecure_request_seconds", "Time until the answer", ["method", "answer"], buckets=BUCKETS, registry=registry
    )


@cache
def _own_registry() -> Any:
    from prometheus_client import CollectorRegistry

    return CollectorRegistry()


def note_request(method: str, status: int, seconds: float) -> None:
    _requests().labels(method if method in METHODS else "other", f"{status // 100}xx").observe(seconds)


def exposed() -> tuple[bytes, str]:
    """The figures of now as text, and its media type."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    now = CollectorRegistry()
    now.register(_House())
    parts = [generate_latest(now)]
    if os.environ.get(FOLDER):
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        parts.append(generate_latest(together))
    else:
        _requests()
        parts.append(generate_latest(_own_registry()))
    return b"".join(parts), CONTENT_TYPE_LATEST


class _House:
    """What the database knows, asked each time."""

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        found = conditions.look_at(conditions.QUICK)
        state = GaugeMetricFamily("carisecure_condition", "0 well, 1 not known, 2 look at it, 3 wrong", labels=["name"])
        for name, one in found.items():
            state.add_metric([name], VALUES[State(one.state)])
        yield state
        try:
            yield from _from_the_database(timezone.now())
        except DatabaseFault:
            return


def _from_the_database(now: datetime) -> Iterator[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    life = GaugeMetricFamily("carisecure_sign_of_life_seconds", "Since the last sign of life", labels=["kind"])
    for kind, pulse in pulses.all_of().items():
        life.add_metric([kind], (now - pulse.at).total_seconds())
    yield life
    jobs = GaugeMetricFamily("carisecure_jobs_waiting", "Jobs that wait", labels=["queue"])
    ages = GaugeMetricFamily("carisecure_jobs_oldest_seconds", "How long the oldest has waited", labels=["queue"])
    for name, queue in waiting.queues().items():
        jobs.add_metric([name], queue.jobs)
        ages.add_metric([name], queue.oldest_seconds)
    yield jobs
    yield ages
    free = GaugeMetricFamily("carisecure_disk_free_gigabytes", "Free on the disk", labels=["place"])
    for one in conditions.ALL:
        if one.name.startswith("disk_"):
            facts = conditions.look(one).facts
            if "free_gb" in facts:
                free.add_metric([one.name.removeprefix("disk_")], float(facts["free_gb"]))
    yield free
    unsealed = conditions.look(next(one for one in conditions.ALL if one.name == "sealing")).facts
    if "lines" in unsealed:
        yield GaugeMetricFamily("carisecure_lines_unsealed", "Lines without a seal", value=float(unsealed["lines"]))
        yield GaugeMetricFamily(
            "carisecure_unsealed_minutes", "How long the oldest has waited", value=float(unsealed["minutes"])
        )
