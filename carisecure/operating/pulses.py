"""Signs of life: written by whoever works, read by whoever asks whether the house is well (`conditions`)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import Error as DatabaseFault
from django.utils import timezone

from carisecure.jobs.kinds import check_ids_only
from carisecure.operating.models import Kind, Pulse

logger = logging.getLogger(__name__)


def beat(kind: str, detail: Mapping[str, Any] | None = None, *, at: datetime | None = None) -> None:
    """Say "I work" or "it is done", in one statement: the newest word of a kind replaces the one before.

    `kind`: one of `Kind`. `detail`: ids, codes, dates and numbers, at most; a key `fault` with a code says that it
    ended badly. Raises ValueError for an unknown kind and for words, django.db.Error where the database refuses.
    """
    if kind not in Kind.values:
        raise ValueError(f"unknown sign of life {kind}")
    told = dict(detail or {})
    check_ids_only(told, what="pulse")
    row = Pulse(kind=kind, at=at or timezone.now(), detail=told)
    Pulse.objects.bulk_create([row], update_conflicts=True, unique_fields=["kind"], update_fields=["at", "detail"])


def beat_if_possible(kind: str, detail: Mapping[str, Any] | None = None) -> bool:
    """For a process that goes on whatever happens to its sign of life; outside a transaction. Returns whether."""
    try:
        beat(kind, detail)
    except DatabaseFault as fault:
        logger.warning("pulse.not_written kind=%s error=%s", kind, type(fault).__name__)
        return False
    return True


def last(kind: str) -> Pulse | None:
    return Pulse.objects.filter(pk=kind).first()


def all_of() -> dict[str, Pulse]:
    """Every kind's last sign of life, by one query."""
    return {pulse.kind: pulse for pulse in Pulse.objects.all()}
