"""The only two ways a grant comes and goes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import Q
from django.utils import timezone

from carisecure.access import path

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def grant(
    *,
    on: models.Model,
    to: Group | int,
    permissions: Iterable[str],
    purpose: str,
    by: User,
    expires_at: datetime | None = None,
    sharing_agreement: str = "",
) -> None:
    """Give a group permissions on an anchor (Case, Involvement, Prosecution); giving twice is giving once, and of two
    times the later wins (None is for ever): what ends the shorter one, an emergency for example, leaves the longer.

    Comes before the anchor itself is inserted (its key is made in Python, the foreign key is checked at commit), so
    that no policy needs an arm for the maker. Who may share is decided by the operation that calls this.
    """
    anchor = type(on)
    names = [f"{p}_{anchor._meta.model_name}" for p in permissions]
    held = Permission.objects.filter(content_type__app_label=anchor._meta.app_label, codename__in=names)
    rows: list[Any] = [
        path.grant_model(anchor)(
            permission=permission,
            group_id=to if isinstance(to, int) else to.pk,
            content_object_id=on.pk,
            purpose=purpose,
            granted_by=by,
            expires_at=expires_at,
            sharing_agreement=sharing_agreement,
        )
        for permission in held
    ]
    if not rows or len(rows) != len(names):
        raise LookupError(f"unknown permission among {names}")
    grants = path.grant_model(anchor)._default_manager
    # In this order: the insert waits for somebody who gives the same at this moment, and the update then sees theirs.
    grants.bulk_create(rows, ignore_conflicts=True)
    outlived = Q(expires_at__isnull=False) if expires_at is None else Q(expires_at__lt=expires_at)
    grants.filter(outlived, content_object_id=on.pk, group_id=rows[0].group_id, permission__in=held).update(
        purpose=purpose,
        granted_by=by,
        granted_at=timezone.now(),
        expires_at=expires_at,
        sharing_agreement=sharing_agreement,
    )


def end_grant(*, on: models.Model, to: Group | int, permissions: Iterable[str] | None = None, purpose: str = "") -> int:
    """End what a group holds on an anchor (all of it, these permissions, or what it holds for one purpose); the history
    is in the ledger.

    Returns the number of grants ended.
    """
    anchor = type(on)
    rows = path.grant_model(anchor)._default_manager.filter(
        content_object_id=on.pk, group_id=to if isinstance(to, int) else to.pk
    )
    if permissions is not None:
        rows = rows.filter(permission__codename__in=[f"{p}_{anchor._meta.model_name}" for p in permissions])
    if purpose:
        rows = rows.filter(purpose=purpose)
    return rows.delete()[0]


def end_personal_grants(user: User) -> int:
    """End what a person holds themselves, on every anchor, sealed ones included, and every standing-in from or for
    them, because they leave; returns how many grants ended.
    """
    from carisecure.access.delegation import private_groups
    from carisecure.access.models import Delegation, ObjectGrant

    now = timezone.now()
    theirs = Delegation.objects.filter(Q(from_user=user) | Q(to_user=user))
    theirs.filter(begins_at__gte=now).delete()
    theirs.filter(begins_at__lt=now, ends_at__gt=now).update(ends_at=now)
    own = [user.personal_group_id, *private_groups([user]).values()]
    tables = [model for model in apps.get_models() if issubclass(model, ObjectGrant)]
    return sum(model._default_manager.filter(group_id__in=own).delete()[0] for model in tables)


def grant_models() -> list[Any]:
    """The concrete grants of every anchor."""
    from carisecure.access.models import ObjectGrant

    return [model for model in apps.get_models() if issubclass(model, ObjectGrant)]


def copy_grants(*, source: models.Model, target: models.Model, by: User, purpose: str) -> None:
    """Give every group on `target` what it holds on `source`: a person added to a case is seen by who sees the case.

    What is held for a time keeps its own purpose, by which it may be ended before (an emergency).
    """
    held = path.grant_model(type(source))._default_manager.filter(content_object_id=source.pk)
    by_group: dict[tuple[int, datetime | None, str], list[str]] = {}
    suffix = f"_{type(source)._meta.model_name}"
    for group, expires, why, codename in held.values_list("group_id", "expires_at", "purpose", "permission__codename"):
        by_group.setdefault((group, expires, why if expires else purpose), []).append(codename.removesuffix(suffix))
    for (group, expires, why), permissions in by_group.items():
        grant(on=target, to=group, permissions=permissions, purpose=why, by=by, expires_at=expires)
