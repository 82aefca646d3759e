"""`manage.py release_person NAME`: for the house whose only administrator has added the second one.

Everywhere else another administrator or a supervisor of the person's agency lets them in, on their pages.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from carisecure.access import session
from carisecure.accounts.releases import let_in_by_command


class Command(BaseCommand):
    help = "Let somebody in who was added and waits for a second person. The access log says that it was a command."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        try:
            with transaction.atomic():
                session.enter(None, purpose="maintenance")
                person = let_in_by_command(username=username)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{person.username} may sign in.")
