"""What needs somebody today: one list on the page they live on, filled by every room.

A room registers a source when its app is ready: `worklist.register("screening.referrals", referrals_waiting, lists=…)`.
A source makes lines of what waits for this person, oldest first; the lists of all sources are read by one query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise

from carisecure.access import together
from carisecure.interface import drafts

if TYPE_CHECKING:
    from carisecure.accounts.models import User


@dataclass(frozen=True)
class WorkItem:
    """One line: what to do (`title`), where (`url`), what to know before opening it, by when, and why it is urgent."""

    title: str
    url: str
    detail: str = ""
    due_at: datetime | None = None
    urgent: str = ""

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.due_at < timezone.now()


Source = Callable[..., Iterable[WorkItem]]  # of the person, and of each of its lists, read
Lists = Callable[["User"], Sequence[QuerySet[Any]] | None]

_sources: dict[str, tuple[Source, Lists]] = {}
_draft_pages: dict[str, tuple[str | Promise, str]] = {}


def _no_lists(user: User) -> Sequence[QuerySet[Any]]:
    return ()


def register(name: str, source: Source, *, lists: Lists = _no_lists) -> None:
    """Add a source under a name of its room; the same name again replaces it (an app may get ready twice in tests).

    `lists` are not read yet; None where this person has none, and the source is not asked. A source without lists costs
    at most one query.
    """
    _sources[name] = source, lists


def items_for(user: User) -> list[WorkItem]:
    """What waits for this person: the urgent first, then the earliest due, what has no day last."""
    asked = [(source, lists(user)) for source, lists in _sources.values()]
    together.read(*(rows for _source, lists in asked for rows in lists or ()))
    found = [item for source, lists in asked if lists is not None for item in source(user, *lists)]
    return sorted(found, key=_place)


def _place(item: WorkItem) -> tuple[bool, bool, float]:
    return not item.urgent, item.due_at is None, item.due_at.timestamp() if item.due_at else 0


def register_draft(prefix: str, label: str | Promise, url_name: str) -> None:
    """Say what a draft is and where its form stands. A key is the prefix alone, or the prefix, a dash and the id."""
    _draft_pages[prefix] = (label, url_name)


@dataclass(frozen=True)
class DraftItem:
    """Something typed and not sent."""

    label: str
    url: str
    at: datetime


def drafts_of(user: User) -> list[DraftItem]:
    """What this person has begun and not sent, newest first; a draft whose form nobody registered is left out."""
    found = []
    for draft in drafts.mine(user):
        page = _page_of(draft.key)
        if page is not None:
            found.append(DraftItem(page[0], page[1], draft.updated_at))
    return found


def _page_of(key: str) -> tuple[str, str] | None:
    prefix = key if key in _draft_pages else next((p for p in _draft_pages if key.startswith(f"{p}-")), "")
    if not prefix:
        return None
    label, url_name = _draft_pages[prefix]
    rest = key.removeprefix(prefix).removeprefix("-")
    try:
        return str(label), reverse(url_name, args=[rest] if rest else [])
    except NoReverseMatch:
        return None
