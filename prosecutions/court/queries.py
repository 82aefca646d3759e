"""Hearings with whose they are."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from prosecutions.court.models import HearingAccused


def with_accused(hearings: Any) -> Any:
    """`accused_labels` on each row, by the same query; the wall stands in it too."""
    rows = HearingAccused.objects.filter(hearing=OuterRef("pk")).order_by("accused__recorded_at", "accused__pk")
    return hearings.annotate(accused_labels=ArraySubquery(rows.values("accused__label")))
