"""Recognising people. Who may do what is answered by `carisecure.access`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from carisecure.accounts.models import User


class PeopleBackend(ModelBackend):
    """Somebody whose agency was switched off is as absent as somebody who was switched off."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user) and user.agency.is_active)

    def get_user(self, user_id: UUID) -> User | None:
        """The person of a session, with the agency that the header shows: one query."""
        user = User.objects.select_related("agency").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
