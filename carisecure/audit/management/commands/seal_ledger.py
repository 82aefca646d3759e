"""`manage.py seal_ledger`: what the beat does every ten seconds, by hand: after a restore, before a backup."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from carisecure.audit import ledger


class Command(BaseCommand):
    help = "Seal every finished line of the access log now."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{ledger.seal():,} lines sealed.")
