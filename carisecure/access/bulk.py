"""Many rows behind the wall at once: keys, grants and rows with a few queries, whatever their number.

The wall, the ledger and every trigger ask each row as they do when it comes alone.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db import IntegrityError, models, transaction

from carisecure.access import path
from carisecure.access.fields import Sealed, SealedField, owner_of
from carisecure.access.vault import keys

if TYPE_CHECKING:
    from carisecure.accounts.models import User

AT_ONCE = 500  # rows a statement: some hundred kilobytes of text
TRIES = 3


def insert(rows: Sequence[models.Model]) -> int:
    """Insert rows of one model; returns how many rows of the database that were, keys included.

    Their keys are made in Python, so nothing is asked back. For operations that have authorised already.
    """
    if not rows:
        return 0
    model = type(rows[0])
    texts = [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
    with keys.held({owner_of(row) for row in rows if any(_holds_text(row, field) for field in texts)}) as made:
        model._base_manager.bulk_create(rows, batch_size=AT_ONCE)
    return len(rows) + made


def _holds_text(row: models.Model, field: SealedField) -> bool:
    value = row.__dict__.get(field.attname)
    return bool(value) and not isinstance(value, Sealed)


def grant_many(
    anchor: type[models.Model],
    to: Iterable[tuple[uuid.UUID, int]],
    *,
    permissions: Sequence[str],
    purpose: str,
    by: User,
) -> int:
    """Give groups permissions on objects of one model that are not there yet: (object, group), each pair once.

    As `grants.grant`, before the objects themselves; nobody can hold anything on them, so nothing is compared.
    """
    names = [f"{permission}_{anchor._meta.model_name}" for permission in permissions]
    held = Permission.objects.filter(content_type__app_label=anchor._meta.app_label, codename__in=names)
    numbers = list(held.values_list("pk", flat=True))
    if len(numbers) != len(names):
        raise LookupError(f"unknown permission among {names}")
    model = path.grant_model(anchor)
    rows = [
        model(permission_id=number, group_id=group, content_object_id=pk, purpose=purpose, granted_by=by)
        for pk, group in to
        for number in numbers
    ]
    model._base_manager.bulk_create(rows, batch_size=AT_ONCE)
    return len(rows)


def copy_grants_many(
    source: type[models.Model],
    target: type[models.Model],
    pairs: Iterable[tuple[uuid.UUID, uuid.UUID]],
    *,
    purpose: str,
    by: User,
) -> int:
    """Give every group on each new object what it holds on its source: (source, new). As `grants.copy_grants`."""
    children: dict[uuid.UUID, list[uuid.UUID]] = {}
    for parent, child in pairs:
        children.setdefault(parent, []).append(child)
    names = {p.codename: p.pk for p in Permission.objects.filter(content_type__app_label=target._meta.app_label)}
    here, there = f"_{source._meta.model_name}", f"_{target._meta.model_name}"
    held = path.grant_model(source)._base_manager.filter(content_object_id__in=children)
    model = path.grant_model(target)
    rows = [
        model(
            permission_id=names[codename.removesuffix(here) + there], group_id=group, content_object_id=child,
            purpose=why if expires else purpose, granted_by=by, expires_at=expires,
        )
        for parent, group, expires, why, codename in held.values_list(
            "content_object_id", "group_id", "expires_at", "purpose", "permission__codename"
        )
        for child in children[parent]
    ]  # fmt: skip
    model._base_manager.bulk_create(rows, batch_size=AT_ONCE)
    return len(rows)


def insert_named(rows: Sequence[models.Model], rename: Callable[[models.Model], None]) -> int:
    """`insert` for rows with a reference by chance: `rename` gives each a new one where one was taken. A second clash
    in a row means that the generator is broken.
    """
    for attempt in range(TRIES):
        for row in rows:
            rename(row)
        try:
            with transaction.atomic():
                return insert(rows)
        except IntegrityError as clash:
            if "reference" not in str(clash) or attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")
