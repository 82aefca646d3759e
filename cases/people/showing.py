"""For how long names stay on the screen: a visit of at most 15 minutes, remembered in the session by ids alone."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from carisecure.accounts.sessions import stored_key
from cases.people.models import ShowReason

KEY = "names_shown"
SECONDS = 15 * 60


@dataclass(frozen=True)
class NamesGate:
    """What a page needs for its buttons *Show names* and *Hide names* (cases/_show_names.html).

    `question`: how somebody is asked for a reason where what they look at is no case.
    """

    url: str
    may: bool
    is_shown: bool
    is_own: bool
    question: str = ""

    @property
    def reasons(self) -> list[tuple[str, Any]]:
        return list(ShowReason.choices)


def begin(request: HttpRequest, *anchors: UUID) -> None:
    """Names of these cases or people are on the screen from now on."""
    now = time.time()
    kept = {key: until for key, until in _shown(request).items() if until > now}
    _keep(request, {**kept, **{str(anchor): now + SECONDS for anchor in anchors}})


def end(request: HttpRequest, anchors: Iterable[UUID | None]) -> None:
    """Hide names: for these cases or people the visit is over."""
    gone = {str(anchor) for anchor in anchors}
    _keep(request, {key: until for key, until in _shown(request).items() if key not in gone})


def is_shown(request: HttpRequest, *anchors: UUID | None) -> bool:
    shown, now = _shown(request), time.time()
    return any(shown.get(str(anchor), 0) > now for anchor in anchors)


def _shown(request: HttpRequest) -> dict[str, float]:
    """By id, until when. A session that was locked comes back under a new key: then nothing is shown any more."""
    kept: dict[str, Any] = request.session.get(KEY, {})
    return dict(kept["until"]) if kept and kept["session"] == stored_key(request.session.session_key) else {}


def _keep(request: HttpRequest, until: dict[str, float]) -> None:
    request.session[KEY] = {"session": stored_key(request.session.session_key), "until": until}
