"""`manage.py rotate_wrapping_key`: after a new, higher numbered key was added to VAULT_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from carisecure.access.vault.keyring import keyring
from carisecure.access.vault.rotation import rewrap_all


class Command(BaseCommand):
    help = "Rewrap every data key with the highest numbered key of VAULT_KEYS. Readers go on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rewrap_all()} keys are now wrapped by key {keyring().current}.")
