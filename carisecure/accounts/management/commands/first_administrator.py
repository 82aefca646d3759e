"""Make the first administrator of an installation and print the one-time code for their first sign-in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from carisecure.access import session
from carisecure.access.errors import TransitionRefused
from carisecure.accounts.enrolments import issue_first
from carisecure.accounts.models import Agency, User
from carisecure.accounts.operations import make_agency, make_user
from carisecure.accounts.roles import AgencyKind, Role


class Command(BaseCommand):
    help = "Make the first administrator; prints a one-time code, good for 15 minutes. Again: prints a new code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("full_name")
        parser.add_argument("--agency", default="IT services", help="their agency's name, made if there is none")

    def handle(self, *args: Any, username: str, full_name: str, agency: str, **options: Any) -> None:
        try:
            with transaction.atomic():
                session.enter(None, purpose="maintenance")
                user = User.objects.filter(username=username).first() or _make(username, full_name, agency)
                if user.role != Role.ADMINISTRATOR:
                    raise CommandError("There is somebody with this user name who is no administrator.")
                code = issue_first(user=user)
        except (ValidationError, TransitionRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        host = next((name for name in settings.ALLOWED_HOSTS if name not in ("*", "127.0.0.1")), "localhost")
        self.stdout.write(f"One-time code for {username}, good for 15 minutes and once: {code}")
        self.stdout.write(f"Open https://{host}{reverse('sign_in_with_code')} with the security key at hand.")


def _make(username: str, full_name: str, agency: str) -> User:
    house = Agency.objects.filter(kind=AgencyKind.IT).order_by("name").first()
    if house is None:
        house = make_agency(code="it", name=agency, kind=AgencyKind.IT, country=settings.COUNTRY)
    return make_user(username=username, full_name=full_name, role=Role.ADMINISTRATOR, agency=house)
