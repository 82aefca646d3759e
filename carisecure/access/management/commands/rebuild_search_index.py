"""Compute every blind index anew. Run it with the owner's address in DATABASE_URL, as `migrate` is run.

It uses the agreement that two administrators gave on their page of the keys within the last day; without one it asks
for two names.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from carisecure.access.management.commands.rotate_wrapping_key import add_names, agreed, finished
from carisecure.access.vault.key_models import KeyWork
from carisecure.access.vault.rebuilding import indexed_models, rebuild


class Command(BaseCommand):
    help = "Compute the search index of names and texts anew, after VAULT_INDEX_KEY was changed."

    def add_arguments(self, parser: CommandParser) -> None:
        add_names(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        found = agreed(KeyWork.REINDEX, options)
        count = 0
        for model in indexed_models():
            try:
                done = rebuild(model)
            except DatabaseError as fault:
                raise CommandError("Needs the database's owner in DATABASE_URL, as migrate does.") from fault
            count += done
            self.stdout.write(f"{model._meta.label}: {done} rows")
        finished(found, count)
