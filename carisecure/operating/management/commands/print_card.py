"""`manage.py print_card FILE`: the card to hang up beside the machine, as PDF. It needs no database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from carisecure.operating import card


class Command(BaseCommand):
    help = "Write the card by which somebody alone starts, stops and restores: a page in each language. No secret."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where the PDF goes")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        content = card.pdf()
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Print {file} and hang it beside the machine.")
