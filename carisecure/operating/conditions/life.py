"""Who works: the workers, beat, and how long what waits has waited."""

from __future__ import annotations

from django.utils import timezone

from carisecure.operating import pulses, waiting
from carisecure.operating.conditions.found import Fact, Found, bad, ok, warn
from carisecure.operating.models import Kind

# Each gives a sign of life every minute (`tasks`, `clock`): three missed ones are silence.
SILENT_SECONDS = 200
# The house's jobs run one after the other, and the longest of every night takes up to an hour.
QUEUE_SLOW_SECONDS = 75 * 60
QUEUE_STANDS_SECONDS = 3 * 3600


def seconds_since(kind: str) -> int | None:
    """How long ago the last sign of life of this kind was; None: never."""
    pulse = pulses.last(kind)
    return None if pulse is None else max(0, int((timezone.now() - pulse.at).total_seconds()))


def is_silent(kind: str) -> bool:
    age = seconds_since(kind)
    return age is None or age > SILENT_SECONDS


def _alive(kind: str) -> Found:
    age = seconds_since(kind)
    if age is None:
        return bad("never")
    return bad("silent", minutes=age // 60) if age > SILENT_SECONDS else ok(seconds=age)


def worker() -> Found:
    return _alive(Kind.WORKER)


def house() -> Found:
    return _alive(Kind.HOUSE)


def beat() -> Found:
    return _alive(Kind.BEAT)


def _queue(name: str) -> Found:
    found = waiting.queues()[name]
    facts: dict[str, Fact] = {"jobs": found.jobs, "minutes": int(found.oldest_seconds // 60)}
    if found.oldest_seconds > QUEUE_STANDS_SECONDS:
        return bad("stands", **facts)
    return warn("slow", **facts) if found.oldest_seconds > QUEUE_SLOW_SECONDS else ok(**facts)


def house_queue() -> Found:
    return _queue("house")


def asked_queue() -> Found:
    return _queue("asked")
