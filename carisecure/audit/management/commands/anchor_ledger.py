"""`manage.py anchor_ledger`: put the newest root of the access log outside the database, now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from carisecure.access import session
from carisecure.audit import anchors, ledger
from carisecure.operating import pulses
from carisecure.operating.models import Kind


class Command(BaseCommand):
    help = "Append the newest seal to LEDGER_ANCHOR_FILE, send it to LEDGER_ANCHOR_EMAIL, and print it."

    def handle(self, *args: Any, **options: Any) -> None:
        ledger.seal()  # outside the transaction below: see anchors.anchor
        try:
            with transaction.atomic():
                session.enter(None, purpose="maintenance")
                seal = anchors.anchor(mail=True)
                pulses.beat(Kind.ANCHOR, {"seal": seal.number if seal else 0})
        except (OSError, ValueError) as error:
            raise CommandError(f"The anchor could not be put outside: {error}.") from error
        self.stdout.write(anchors.line_of(seal) if seal else "Nothing is sealed yet.")
