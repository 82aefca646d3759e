"""Rows of one agency: no grants, no anchor, one group column that row-level security asks about."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.models import Group
from django.db import OperationalError, models, transaction
from psycopg2.errors import LockNotAvailable

from carisecure.access.errors import NotPermitted, NotVisible
from carisecure.access.policy import rule
from carisecure.audit.record import opened

if TYPE_CHECKING:
    from carisecure.accounts.models import User


class Locked(Exception):
    """Another transaction holds the row."""


def _locked(rows: models.QuerySet[Any], *, wait: bool) -> Any:
    try:
        with transaction.atomic():  # a lock refused must not cost what was done so far
            return rows.select_for_update(of=("self",), nowait=not wait).first()
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Locked from None
        raise


class OwnedQuerySet(models.QuerySet[Any]):
    """Reading starts with `visible_to`, as for rows behind the wall."""

    def visible_to(self, user: User, action: str) -> Self:
        """The rows of this person's agency, where the policy lets the role do this at all."""
        if not rule(action).open_to(user):
            return self.none()
        return self.filter(self._reach(user.active_groups()))

    def _reach(self, groups: list[int]) -> models.Q:
        return models.Q(agency_group__in=groups)

    def fetch(self, viewer: User, action: str, pk: object, *, lock: bool = False, wait: bool = True) -> Any:
        """One row. Raises NotVisible: the same for another agency's, for a role that sees none, and where there is
        none; NotPermitted for a row that this person sees and may not do this to; Locked where somebody holds it and
        the caller would not `wait` for its lock.
        """
        if not rule(self.model.reading).open_to(viewer):
            raise NotVisible
        rows = self.filter(self._reach(viewer.active_groups()))
        found = _locked(rows.filter(pk=pk), wait=wait) if lock else rows.filter(pk=pk).first()
        if found is None:
            raise NotVisible
        if not rule(action).open_to(viewer):
            raise NotPermitted(action, str(pk))
        if self.model.tells_a_story:
            opened(self.model._meta.db_table, found.pk)
        return found


class Owned(models.Model):
    """A row that the people of one agency share. Its policies are in the migrations of its app.

    `reading` is the action of whoever may see such rows at all. `tells_a_story`: it holds what happened to somebody, so
    a page that opens it writes a line of reading, as for rows behind the wall, or does not come.
    """

    reading: ClassVar[str]
    tells_a_story: ClassVar[bool] = False

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency_group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
