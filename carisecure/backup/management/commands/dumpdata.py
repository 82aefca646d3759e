"""`manage.py dumpdata`, in place of Django's: it would end without an error and hold none of what is behind a wall."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Refused: use manage.py backup."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rest", nargs="*")

    def run_from_argv(self, argv: list[str]) -> None:
        """Whatever options it was given."""
        super().run_from_argv(argv[:2])

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "dumpdata sees only what the application's role sees without a person: grants, and no case. What it wrote "
            "would look like a backup and hold none. Use manage.py backup; nothing was written."
        )
