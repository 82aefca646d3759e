"""Sessions whose keys are not in the database: whoever copies it cannot sit down at somebody's desk.

The browser holds the key; the tables (Django's and `Desk`) hold a digest of it, made with the installation's secret.
The application answers by WSGI alone, so only the ways that wait are changed: an asynchronous one finds no session.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from carisecure.accounts.secrets import keyed_digest


def stored_key(session_key: str | None) -> str:
    """What stands in a table for a session's key: 40 letters, as many as the column has; "" for no session."""
    return keyed_digest("session", session_key)[:40] if session_key else ""


class SessionStore(DatabaseStore):
    @classmethod
    def taken_over(cls, stored: str) -> SessionStore | None:
        """The data of the session that stands under this digest, under a new key; the old one is gone."""
        found = Session.objects.select_for_update().filter(session_key=stored, expire_date__gt=timezone.now()).first()
        if found is None:
            return None
        store = cls()
        store.create()
        store.update(store.decode(found.session_data))
        store.save()
        found.delete()
        return store

    def came_with(self, data: str) -> None:
        """The session's data, read with something else by one query (`desks.read`): nothing is read again."""
        self._session_cache = self.decode(data)

    def exists(self, session_key: str) -> bool:
        return super().exists(stored_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        made = super().create_model_instance(data)
        made.session_key = stored_key(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(stored_key(key))

    def _get_session_from_db(self) -> Session | None:
        key = stored_key(self.session_key)
        found = Session.objects.filter(session_key=key, expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        return found
