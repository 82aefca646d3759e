"""`manage.py rotate_wrapping_key`: for the night in which no web is running.

Otherwise two administrators do it on their page of the keys, where their names are proved.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from carisecure.access import session
from carisecure.access.vault.key_models import KeyRequest, KeyWork
from carisecure.access.vault.keyring import keyring
from carisecure.access.vault.rotation import rewrap_all
from carisecure.accounts import key_work


def agreed(kind: str, options: dict[str, Any]) -> KeyRequest:
    """The agreement that two administrators gave on their page, or else the two names that were typed here."""
    with transaction.atomic():
        session.enter(None, purpose="maintenance")
        found = key_work.use_agreement(kind)
        if found is not None:
            return found
        try:
            return key_work.by_command(kind=kind, asked_by=options["asked_by"], agreed_by=options["agreed_by"])
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal


def finished(request: KeyRequest, count: int) -> None:
    with transaction.atomic():
        session.enter(None, purpose="maintenance")
        key_work.finish(request, count)


def add_names(parser: CommandParser) -> None:
    parser.add_argument("--asked-by", default="", help="User name of the administrator who asks for it.")
    parser.add_argument("--agreed-by", default="", help="User name of another administrator, who agrees.")


class Command(BaseCommand):
    help = "Rewrap every data key with the highest numbered key of VAULT_KEYS. Readers go on meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        add_names(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        found = agreed(KeyWork.ROTATE, options)
        ring = keyring()
        if (found.number, found.mark) != (ring.current, ring.mark(ring.current)):
            raise CommandError("Two administrators agreed to another wrapping key than the newest one here.")
        count = rewrap_all()
        finished(found, count)
        self.stdout.write(f"{count} keys are now wrapped by key {ring.current}.")
