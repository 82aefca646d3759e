"""What can be refused, and what a page makes of it (see `middleware`)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404


class NotVisible(Http404):
    """There is no such object for this person: 404, the same whether it exists or not. `page`: where not 404.html."""

    page = ""


class NotPermitted(PermissionDenied):
    """The person sees the object but may not do this: 403."""

    def __init__(self, action: str, target: str = "") -> None:
        super().__init__(action)
        self.action = action
        self.target = target


class TransitionRefused(Exception):
    """The object is not in a state that allows this. The message is for the person, translated, without names."""


class StaleRecord(Exception):
    """Somebody else changed the record meanwhile: 409. `theirs` and `yours` let the page show both texts; `words`, for
    the person and translated, say what happened where that is more than a change. `version`: that of `theirs`, read
    under the lock; a page can have been begun before it was written.
    """

    def __init__(
        self,
        theirs: dict[str, str] | None = None,
        yours: dict[str, str] | None = None,
        words: str = "",
        *,
        version: int | None = None,
    ) -> None:
        super().__init__("stale")
        self.theirs = theirs or {}
        self.yours = yours or {}
        self.words = words
        self.version = version
