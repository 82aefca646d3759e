"""`make guards`: write down what this release's migrations put up to guard the records (carisecure/audit/guards)."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from carisecure.audit import guards


class Command(BaseCommand):
    help = "For developers, on an empty database, as its owner: migrate, and write the list of guards."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        to = guards.write()
        self.stdout.write(f"wrote carisecure/audit/guards/{to.name}")
