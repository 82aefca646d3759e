"""What needs somebody today: one list on the page they live on, filled by every room.

A room registers a source when its app is ready: `worklist.register("screening.referrals", referrals_waiting)`. A source
costs at most one query and returns what waits for this person, oldest first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from carisecure.accounts.models import User


@dataclass(frozen=True)
class WorkItem:
    """One line: what to do (`title`), where (`url`), what to know before opening it, and by when."""

    title: str
    url: str
    detail: str = ""
    due_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.due_at < timezone.now()


Source = Callable[["User"], Iterable[WorkItem]]

_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a source under a name of its room; the same name again replaces it (an app may get ready twice in tests)."""
    _sources[name] = source


def items_for(user: User) -> list[WorkItem]:
    """What waits for this person, the earliest due first, what has no day last."""
    found = [item for source in _sources.values() for item in source(user)]
    return sorted(found, key=lambda item: (item.due_at is None, item.due_at.timestamp() if item.due_at else 0))
