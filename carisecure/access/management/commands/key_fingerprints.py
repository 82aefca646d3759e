"""`manage.py key_fingerprints`: which keys are here, and whether they are those of this database. Shows no key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from carisecure.access.vault import proving
from carisecure.access.vault.keyring import keyring


class Command(BaseCommand):
    help = "Print the fingerprint of each key that is here, and whether it opens what the database holds."
    requires_system_checks = ()  # one of them stops every other command where the keys are wrong

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tried = {one.number: one for one in proving.tried()}
        except OperationalError as fault:
            raise CommandError("The database does not answer.") from fault
        for number in sorted(keyring().keys):
            known = tried.get(number)
            said = "wraps nothing here" if known is None else "opens" if known.opens else "DOES NOT OPEN"
            self.stdout.write(f"wrapping key {number}  {keyring().fingerprint(number)}  {said}")
        self.stdout.write(f"index key       {proving.index_fingerprint()}")
        if faults := [one.fault for one in tried.values() if one.fault]:
            raise CommandError(" ".join(faults))
