"""`manage.py backup_keys`: makes the secret of the second place, once, for three people. Keeps none of it."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from itertools import combinations
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from carisecure.backup import place, shares, sheets
from carisecure.backup.place import NoPlace, Place


class Command(BaseCommand):
    help = "Make the three shares of which two open the backups, and print the line for BACKUP_RECIPIENT."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sheets", type=Path, help="an empty folder in memory: three PDFs to print, then remove")
        parser.add_argument("--again", action="store_true", help="new shares, although there are some")

    def handle(self, *args: Any, **options: Any) -> None:
        at = Place(Path(settings.BACKUP_PLACE).absolute()) if settings.BACKUP_PLACE else None
        if not options["again"]:
            self._demand_first(at)
        folder: Path | None = options["sheets"]
        if folder is not None and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(f"{folder} is no empty folder. Nothing was made.")
        secret, made = shares.make()
        recipient = shares.recipient(secret)
        for two in combinations(made, shares.NEEDED):
            if shares.combined(two) != secret:
                raise CommandError("Two shares did not give back the secret. Nothing was made.")
        try:
            if at is not None:
                at.prepare(recipient, again=options["again"])
        except NoPlace as refusal:
            raise CommandError(f"{refusal} Nothing was made.") from refusal
        for number, share in enumerate(made, 1):
            self._hand_out(number, share, recipient, folder)
        self.stdout.write(f"BACKUP_RECIPIENT={recipient}")
        self.stdout.write(
            "Put this line into the settings of whatever makes backups. The words stand nowhere else: check each sheet "
            "against them, then clear this screen."
            + (f" Print the files in {folder}, and remove them." if folder else "")
        )

    def _demand_first(self, at: Place | None) -> None:
        known = settings.BACKUP_RECIPIENT
        if at is not None and (at.root / place.MARK).exists():
            try:
                known = known or at.recipient()
            except NoPlace as refusal:
                raise CommandError(str(refusal)) from refusal
        if known:
            raise CommandError(
                f"There are shares already: backups are sealed for {known}. New ones would open nothing that is there. "
                "Nothing was made. If they are lost or were seen: backup_keys --again, and keep the old sheets as long "
                "as you keep a backup that was sealed for them."
            )

    def _hand_out(self, number: int, share: str, recipient: str, folder: Path | None) -> None:
        for language in sheets.LANGUAGES:
            with translation.override(language):
                letter = sheets.letter(number)
            self.stdout.write("\n".join(["", letter["title"], *(f"  - {rule}" for rule in letter["rules"])]))
        self.stdout.write("\n".join(["", *sheets.lines(share), ""]))
        if folder is not None:
            handle = os.open(folder / f"share-{number}.pdf", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(sheets.pdf(share, recipient))
