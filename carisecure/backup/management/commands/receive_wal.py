"""`manage.py receive_wal`: stay, and bring the database's log to the second place as it is written."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from carisecure import libpq
from carisecure.backup import base, place, receive, source
from carisecure.backup.wal import OPEN_SECONDS


class Command(BaseCommand):
    help = "Fetch the log of the database server and bring it, sealed, to BACKUP_PLACE: for any moment after a base."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--every", type=float, default=OPEN_SECONDS, help="seconds after which the open segment goes there at most"
        )
        parser.add_argument("--once", action="store_true", help="fetch what is written by now, bring it there, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        libpq.forget(but_sign_in=True)
        try:
            source.configured()
            base.write_keys_once(place.configured(), base.run())
            if options["once"]:
                state = receive.receiver().once()
                self.stdout.write(f"There up to {state.shipped}; {state.waiting} segments wait.")
                return
        except receive.REFUSALS as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.flush()
        # The same process from here on, without the house in its memory.
        os.execv(sys.executable, [sys.executable, "-m", "carisecure.backup.receive", str(options["every"])])  # noqa: S606
