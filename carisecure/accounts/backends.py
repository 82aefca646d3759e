"""Recognising people. Who may do what is answered by `carisecure.access`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from carisecure.accounts.models import User

_read: ContextVar[User | None] = ContextVar("the person read with their session", default=None)


@contextmanager
def already_read(user: User | None) -> Iterator[None]:
    """Spare Django the query for somebody who came with the row of their session. Its own checks stay."""
    token = _read.set(user)
    try:
        yield
    finally:
        _read.reset(token)


class PeopleBackend(ModelBackend):
    """Somebody whose agency was switched off is as absent as somebody who was switched off.

    Somebody who waits to be let in is recognised, so that the sign-in page can say so, and never has a session.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        is_in = super().user_can_authenticate(user)
        return bool((is_in or user.waits_since is not None) and user.agency.is_active)

    def get_user(self, user_id: UUID) -> User | None:
        """The person of a session, with the agency that the header shows: one query."""
        user = _read.get()
        if user is None or user.pk != user_id:
            user = User.objects.select_related("agency").filter(pk=user_id).first()
        return user if user is not None and user.is_active and self.user_can_authenticate(user) else None
