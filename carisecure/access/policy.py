"""May this person do this? Asked by lists, single checks and notices alike, of one table of lines (`access.lines`)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q

from carisecure.access import kept, path
from carisecure.access.delegation import standing_in
from carisecure.access.errors import NotPermitted, NotVisible
from carisecure.access.lines import Line, actions, allow, rule
from carisecure.access.models import Walled, WalledQuerySet
from carisecure.accounts.models import User
from carisecure.audit.record import opened

__all__ = ["Line", "Rights", "actions", "allow", "fetch", "may", "require", "rights", "rule", "who_may", "with_rights"]


@dataclass(frozen=True)
class Rights:
    """What one person holds on one object, read once; `may(action)` asks no further query."""

    user: User
    held: frozenset[str]

    def may(self, action: str) -> bool:
        line = rule(action)
        return line.open_to(self.user) and (line.needs is None or line.needs in self.held)


def _held(user: User, obj: Walled, *, again: bool = False) -> frozenset[str]:
    """`again`: whatever the row was read with (what was granted may have ended while it was waited for)."""
    groups = user.active_groups()
    model = type(obj)
    wall = model.wall
    if not groups or set(obj.excluded_groups) & set(groups):
        return frozenset()
    if wall.parties and not any(getattr(obj, column) in groups for column in wall.parties):
        return frozenset()
    if wall.keeper and getattr(obj, wall.keeper) is not None:
        return frozenset()  # another group's own, or one's own by `kept_for`
    anchor = path.anchor_model(model)
    if not again and (read := getattr(obj, _read_with(user), None)) is not None:
        return _permissions(read, anchor)
    if not wall.through:
        found = _grants_on(user, obj.pk if wall.anchor == "id" else getattr(obj, f"{wall.anchor}_id"), anchor)
        return _permissions(found, anchor)
    hop = apps.get_model(wall.through)._default_manager.exclude(excluded_groups__overlap=groups)
    ends = (hop.filter(**{wall.through_column: getattr(obj, column)}).values("pk") for column in wall.matched)
    return frozenset.intersection(*(_permissions(_on(anchor, anchors, groups), anchor) for anchors in ends))


def _on(anchor: type[models.Model], anchors: Any, groups: Iterable[int]) -> models.QuerySet[Any]:
    """What these groups hold now on any of these anchors."""
    return (
        path.grant_model(anchor)
        ._default_manager.filter(content_object_id__in=anchors, group_id__in=groups)
        .filter(Q(expires_at=None) | Q(expires_at__gt=kept.now()))
        .values_list("permission__codename", flat=True)
    )


_grants_on = kept.KeptList(lambda user, anchor_id, anchor: _on(anchor, [anchor_id], user.active_groups()))


def _permissions(codenames: Iterable[str], anchor: type[models.Model]) -> frozenset[str]:
    return frozenset(name.removesuffix(f"_{anchor._meta.model_name}") for name in codenames)


def with_rights(rows: WalledQuerySet, user: User) -> WalledQuerySet:
    """Anchors, each with what this person holds on it, by the query that reads them: `rights` then asks no more."""
    grants = path.grant_model(rows.model)._default_manager.filter(content_object_id=OuterRef("pk"))
    standing = Q(expires_at=None) | Q(expires_at__gt=kept.now())
    held = grants.filter(standing, group_id__in=user.active_groups()).values("permission__codename")
    annotated: WalledQuerySet = rows.annotate(**{_read_with(user): ArraySubquery(held)})
    return annotated


def _read_with(user: User | uuid.UUID) -> str:
    """Named after the person, so that nobody is taken for another one."""
    return f"held_by_{user.hex if isinstance(user, uuid.UUID) else user.pk.hex}"


def rights(user: User, obj: Walled) -> Rights:
    """What this person holds on this object, with one query, or none where it was read `with_rights`."""
    return Rights(user, _held(user, obj))


def may(user: User, action: str, obj: Walled | None = None) -> bool:
    """May this person do this (to this object)?"""
    line = rule(action)
    if not line.open_to(user):
        return False
    if line.needs is None:
        return True
    if obj is None:
        raise TypeError(f"{action} asks about an object")
    return line.needs in _held(user, obj)


def require(user: User, action: str, obj: Walled | None = None) -> None:
    """Raise NotVisible where the object does not exist for this person, NotPermitted where they may not do this."""
    if may(user, action, obj):
        return
    if obj is not None and type(obj).wall.reading not in _held(user, obj):
        raise NotVisible
    raise NotPermitted(action, str(obj.pk) if obj is not None else "")


def who_may(action: str, obj: Walled) -> models.QuerySet[User]:
    """The active people who may do this to this object: for notices and for *Who can read this*."""
    line = rule(action)
    anchor = path.anchor_model(type(obj))
    wall = type(obj).wall
    anchor_id = obj.pk if wall.anchor == "id" else getattr(obj, f"{wall.anchor}_id")
    groups = (
        path.grant_model(anchor)
        ._default_manager.filter(
            content_object_id=anchor_id, permission__codename=f"{line.needs or 'view'}_{anchor._meta.model_name}"
        )
        .filter(Q(expires_at=None) | Q(expires_at__gt=kept.now()))
        .values("group_id")
    )
    people = User.objects.filter(is_active=True, agency__is_active=True, role__in=line.roles).filter(
        Q(groups__in=groups) | Q(pk__in=standing_in(groups))
    )
    if wall.parties:
        people = people.filter(groups__in=[getattr(obj, column) for column in wall.parties])
    return people.exclude(groups__in=obj.excluded_groups).distinct().select_related("agency")


def fetch(
    rows: type[Any] | WalledQuerySet | Callable[[User], WalledQuerySet],
    *,
    viewer: User,
    action: str,
    pk: object,
    lock: bool = False,
) -> Any:
    """One row by its id, if this person may do `action` to it.

    Raises NotVisible where they may not even see it (or it does not exist), NotPermitted where they see it and
    the role or the permission is missing. A page that shows it writes a line of reading. `lock` takes a row lock (it
    asks for the right to change); what the person holds is read once more behind it: it may have ended while the row
    was waited for, and the wall of that query stands as it stood before. `rows`: a model, or a function of the viewer
    that a module has (worded once: `access.kept`), or any queryset.
    """
    found = _first(rows, viewer, pk, lock)
    if found is None:
        raise NotVisible
    line, reading = rule(action), type(found).wall.reading
    is_asked = lock or line.needs not in (None, reading)
    held = _held(viewer, found, again=lock) if is_asked and (lock or line.open_to(viewer)) else frozenset()
    if lock and reading not in held:
        raise NotVisible
    if not line.open_to(viewer) or (line.needs not in (None, reading) and line.needs not in held):
        raise NotPermitted(action, str(found.pk))
    opened(type(found)._meta.db_table, found.pk)
    return found


def _first(rows: Any, viewer: User, pk: object, lock: bool) -> Any:
    if isinstance(rows, models.QuerySet):
        return next(iter(_one(viewer, pk, rows, lock)), None)
    found = next(iter(_kept_one(viewer, _key(pk), rows, lock)), None)
    if found is not None and (read := vars(found).pop(_read_with(kept.STAND_IN), None)) is not None:
        setattr(found, _read_with(viewer), read)
    return found


def _key(pk: object) -> uuid.UUID:
    return pk if isinstance(pk, uuid.UUID) else models.UUIDField().to_python(pk)


def _one(viewer: User, pk: Any, rows: Any, lock: bool) -> Any:
    """`rows` are read by their id alone: in no order."""
    if isinstance(rows, type):
        found: Any = rows._default_manager.all()  # type: ignore[attr-defined]
    else:
        found = rows if isinstance(rows, models.QuerySet) else rows(viewer)
    seen = path.limit(found, viewer, found.model.wall.reading)
    if lock:
        seen = seen.select_for_update(of=("self",))
    return seen.filter(pk=pk).order_by()[:1]


_kept_one = kept.KeptList(_one)
