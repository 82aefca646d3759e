"""Compute every blind index anew. Run it with the owner's address in DATABASE_URL, as `migrate` is run."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from carisecure.access.vault.rebuilding import indexed_models, rebuild


class Command(BaseCommand):
    help = "Compute the search index of names and texts anew, after VAULT_INDEX_KEY was changed."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in indexed_models():
            try:
                done = rebuild(model)
            except DatabaseError as fault:
                raise CommandError("Needs the database's owner in DATABASE_URL, as migrate does.") from fault
            self.stdout.write(f"{model._meta.label}: {done} rows")
