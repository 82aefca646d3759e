"""Can this web server do its work? Codes, for machines; kept some seconds, so that asking often costs nothing."""

from __future__ import annotations

import logging
import time
from threading import Lock

from django.db import Error as DatabaseFault

from carisecure.operating import alarms
from carisecure.operating.conditions import Condition, State, life, log, look, place
from carisecure.operating.models import Kind

logger = logging.getLogger(__name__)

KEPT_SECONDS = 2.0
LOOK_EVERY_SECONDS = 60.0
# What must be well, and the code that says which is not. The first is asked by all the others.
ASKED: tuple[tuple[str, Condition], ...] = (
    ("migrations", Condition("migrations", "", place.migrations)),  # type: ignore[arg-type]  # never shown
    ("keys", Condition("keys", "", place.keys)),  # type: ignore[arg-type]
    ("queue", Condition("house_queue", "", life.house_queue)),  # type: ignore[arg-type]
    ("sealing", Condition("sealing", "", log.sealing)),  # type: ignore[arg-type]
)

_lock = Lock()
_kept: tuple[float, list[str]] = (float("-inf"), [])
_looked_at = float("-inf")


def faults() -> list[str]:
    """The codes of what is wrong: database, migrations, keys, queue, sealing; none: ready. One asks, others wait."""
    global _kept
    with _lock:
        at, found = _kept
        if time.monotonic() - at > KEPT_SECONDS:
            found = _ask()
            _kept = time.monotonic(), found
    return list(found)


def _ask() -> list[str]:
    wrong: list[str] = []
    for code, condition in ASKED:
        one = look(condition)
        if one.code == "database":
            return ["database"]
        if one.state == State.BAD:
            wrong.append(code)
    return wrong


def look_where_nobody_does() -> None:
    """Where beat is silent nobody else looks around; a web server that is asked for its health does, once a minute."""
    global _looked_at
    if time.monotonic() - _looked_at < LOOK_EVERY_SECONDS:
        return
    _looked_at = time.monotonic()
    try:
        if life.is_silent(Kind.BEAT):
            alarms.look_around()
    except DatabaseFault as fault:
        logger.warning("health.not_looked error=%s", type(fault).__name__)


def forget() -> None:
    global _kept, _looked_at
    _kept, _looked_at = (float("-inf"), []), float("-inf")
