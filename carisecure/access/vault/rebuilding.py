"""Computing every blind index anew: after `VAULT_INDEX_KEY` was changed, or the rules of the tokens were."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from carisecure.access import session
from carisecure.access.fields import Sealed
from carisecure.access.index_fields import BlindIndex
from carisecure.access.vault import cipher, keys

BATCH = 500


def indexed_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if any(isinstance(f, BlindIndex) for f in m._meta.concrete_fields)]


def rebuild(model: type[models.Model]) -> int:
    """Every row of one table, in batches of one transaction each; returns how many rows were written.

    Runs as the owner, who takes the system's role for it: the wall shows the application nobody's rows but its user's.
    """
    indexes = [f for f in model._meta.concrete_fields if isinstance(f, BlindIndex)]
    done, last = 0, None
    while True:
        with transaction.atomic():
            session.enter(None, purpose="maintenance")
            with connection.cursor() as cursor:
                cursor.execute("set local role carisecure_system")
            rows: Any = model._default_manager.order_by("pk")
            batch = list((rows.filter(pk__gt=last) if last else rows).select_for_update()[:BATCH])
            for row in batch:
                erased = any(_is_erased(row.__dict__.get(name)) for index in indexes for name in index.of)
                for index in indexes:
                    empty: Any = None if index.null else []
                    setattr(row, index.attname, empty if erased else index.token(row))
            if batch:
                rows.bulk_update(batch, [index.attname for index in indexes])
                done, last = done + len(batch), batch[-1].pk
        if len(batch) < BATCH:
            return done


def _is_erased(value: Any) -> bool:
    if not isinstance(value, Sealed) or not value:
        return False
    try:
        keys.for_reading(cipher.key_id_of(value))
    except keys.Destroyed:
        return True
    return False
