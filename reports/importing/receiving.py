"""A file of published records on its way into a collection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from carisecure.importing.operations import imports
from reports.importing.models import ImportBatch
from reports.importing.reference import PUBLISHED
from reports.record.models import Collection, CollectionKind

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def receive_file(
    *,
    chunks: Iterable[bytes],
    file_name: str,
    collection: Collection | None,
    new_collection: str,
    layout: str,
    by: User,
) -> ImportBatch:
    """Keep the file for a collection that there is, or for a new one of this name; nothing is read into it yet.

    Raises ValidationError on "file", "collection" or "layout"; the file is then gone again.
    """

    def into() -> ImportBatch:
        return ImportBatch(collection=collection or _make_collection(new_collection, by))

    batch: ImportBatch = imports.receive_file(
        PUBLISHED, chunks=chunks, file_name=file_name, layout=layout, begin=into, by=by
    )
    return batch


def _make_collection(name: str, by: User) -> Collection:
    if not name:
        raise ValidationError({"new_collection": _("Choose a collection, or name a new one.")})
    if Collection.objects.visible_to(by, PUBLISHED.action).filter(name__iexact=name).exists():
        raise ValidationError({"new_collection": _("A collection with this name already exists; choose it above.")})
    return Collection.objects.create(
        agency_group_id=by.agency.group_id, name=name, kind=CollectionKind.REFERENCE, made_by=by
    )
