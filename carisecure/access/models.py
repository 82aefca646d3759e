"""The abstract parts of the wall: grants, and rows that stand behind it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase

from carisecure.access import path
from carisecure.access.fields import FreeTextField, load_keys
from carisecure.access.index_fields import with_indexes
from carisecure.access.lines import rule
from carisecure.access.vault.key_models import KeyRequest, RetiredKey
from carisecure.access.vault.models import DataKey

if TYPE_CHECKING:
    from carisecure.accounts.models import User


@dataclass(frozen=True)
class Wall:
    """How a walled row is guarded.

    `anchor`: the not-null key column whose grants decide ("id" where the row is the anchor itself).
    `through`: instead of an anchor, the model (app.Model) of anchored rows that lead here, and its column that
    points here; `own` is the column of this row that it matches.
    `ends`: instead of `own`, several columns of a row that ties things together: each end must be reached.
    `parties`: columns that hold group ids, one of which must be a group of the reader.
    `reading`, `writing`: the permissions that reading and writing ask for. `statistics`: system jobs under that
    purpose read the row too, to count it. `keeper`: a column with a group or nothing. A row with a keeper is that
    group's own: it asks for `view` (to write: `change`) alone, and nobody else reaches it (by `kept_for`, never by
    `visible_to`). `uncounted`: a column; a row in which it is filled is not read for statistics.
    """

    anchor: str = ""
    through: str = ""
    through_column: str = ""
    own: str = "id"
    ends: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    reading: str = "view"
    writing: str = "change"
    statistics: bool = False
    keeper: str = ""
    uncounted: str = ""

    @property
    def matched(self) -> tuple[str, ...]:
        """The columns of this row from which `through` leads to an anchor."""
        return self.ends or (self.own,)


class WalledQuerySet(models.QuerySet[Any]):
    """Reading starts with `visible_to`."""

    def visible_to(self, user: User, action: str) -> Self:
        """The rows on which this person may do this action: the role's line in the policy, then the grants."""
        line = rule(action)
        if not line.open_to(user):
            return self.none()
        return path.limit(self, user, line.needs or self.model.wall.reading)

    def kept_for(self, user: User, action: str) -> Self:
        """The rows that a group of this person keeps as its own, for the roles of this action."""
        return path.kept(self, user) if rule(action).open_to(user) else self.none()

    def _fetch_all(self) -> None:
        """Read the keys of all sealed texts of a list with one query, before they are opened one by one."""
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and self._result_cache and isinstance(self._result_cache[0], models.Model):
            load_keys(self._result_cache)


class Walled(models.Model):
    """A row behind the wall. Keys are made in Python and are the only id that leaves the database."""

    wall: ClassVar[Wall]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    excluded_groups = ArrayField(models.IntegerField(), default=list, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: Any = WalledQuerySet.as_manager()

    class Meta:
        abstract = True

    def save_base(self, raw: bool = False, *args: Any, **kwargs: Any) -> None:
        """A text that is saved alone takes the columns by which it is found along (Django passes them by name)."""
        kwargs["update_fields"] = with_indexes(type(self), kwargs.get("update_fields"))
        super().save_base(raw, *args, **kwargs)


class ObjectGrant(GroupObjectPermissionBase):
    """A grant: this group has this permission on this object. Written by `access.grants` alone.

    `kept_at`: when a supervisor last said in the quarterly review that it is still needed.
    """

    no_wall = "The wall reads it; a wall on it would read itself for ever."

    purpose = models.CharField(_("purpose"), max_length=200)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    sharing_agreement = models.CharField(max_length=200, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = True


def grant_indexes(name: str) -> list[models.Index]:
    """The two ways into a table of grants: may this group do that to this object, and what may it do that to."""
    return [
        models.Index(fields=["content_object", "permission"], include=["group", "expires_at"], name=f"{name}_probe"),
        models.Index(fields=["group", "permission"], include=["content_object", "expires_at"], name=f"{name}_path"),
    ]


class Delegation(models.Model):
    """`to_user` stands in for `from_user` from one moment to another, with that person's own group (`delegation.py`).

    A delegation is ended early by bringing `ends_at` forward; the row stays.
    """

    no_wall = "Who stands in for whom is needed before anybody's groups are known; it says nothing about a case."
    key_of = "from_user_id"  # whose key seals why they are away (access.fields)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    from_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations")
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stands_in")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = FreeTextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-begins_at"]
        indexes = [models.Index(fields=["to_user", "ends_at"], name="delegation_to")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(from_user=models.F("to_user")), name="delegation_to_somebody_else"
            ),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("begins_at")), name="delegation_has_length"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


PERMISSIONS = ("view", "change", "see_identity")

__all__ = [
    "PERMISSIONS",
    "DataKey",
    "Delegation",
    "KeyRequest",
    "ObjectGrant",
    "RetiredKey",
    "Wall",
    "Walled",
    "WalledQuerySet",
]
