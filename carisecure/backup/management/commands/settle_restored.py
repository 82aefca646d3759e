"""`manage.py settle_restored`: what `restore` runs in a process that has the restored house's keys; nobody types it."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseFault

from carisecure.backup import settling
from carisecure.backup.endings import Batch


class Command(BaseCommand):
    help = "Part of manage.py restore: reads what to do from standard input, and writes what it found."
    requires_system_checks = ()  # it asks the same questions itself, in words

    def handle(self, *args: Any, **options: Any) -> None:
        asked = json.load(sys.stdin)
        people = asked["people"]
        listed = [(name, Batch.from_json(json.dumps(batch).encode())) for name, batch in asked["endings"]]
        try:
            found = settling.settle(
                settling.Asked(
                    asked["backup"], listed, (people[0], people[1]) if people else None, asked.get("despite", False)
                )
            )
        except (settling.NotProved, ImproperlyConfigured, OSError, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        except DatabaseFault as fault:
            raise CommandError(f"The restored database refused it: {type(fault).__name__}.") from fault
        self.stdout.write(json.dumps(found, default=str))
