"""`manage.py install NAME "FULL NAME"`: the first administrator of an installation, and the link to sign in by."""

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
    help = (
        "Make the first administrator and print the link for their first sign-in, good for 30 minutes and once. "
        "Refused where there is one; with the same name again, until they have signed in: a new link."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("full_name")
        parser.add_argument("--agency", default="IT services", help="their agency's name, made if there is none")

    def handle(self, *args: Any, username: str, full_name: str, agency: str, **options: Any) -> None:
        try:
            with transaction.atomic():
                session.enter(None, purpose="maintenance")
                code = issue_first(user=_first(username, full_name, agency))
        except (ValidationError, TransitionRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        host = next((name for name in settings.ALLOWED_HOSTS if name not in ("*", "127.0.0.1")), "localhost")
        page = f"https://{host.lstrip('.')}{reverse('sign_in_with_code')}"
        # Behind the #, which no browser sends: neither a proxy's log nor ours ever holds the code.
        self.stdout.write(f"For {username}, good for 30 minutes and once. Have the security key at hand, and open:")
        self.stdout.write(f"{page}#{username}:{code}")
        self.stdout.write(f"Or type at {page} the user name and the code {code}")


def _first(username: str, full_name: str, agency: str) -> User:
    """Raises CommandError where somebody else is administrator, or somebody of that name is none."""
    known = User.objects.filter(username=username).first()
    if known is not None and known.role != Role.ADMINISTRATOR:
        raise CommandError("There is somebody with this user name who is no administrator.")
    if User.objects.filter(role=Role.ADMINISTRATOR).exclude(username=username).exists():
        raise CommandError("There is an administrator already: this installation is installed. They add the others.")
    if known is not None:
        return known
    house = Agency.objects.filter(kind=AgencyKind.IT).order_by("name").first()
    if house is None:
        house = make_agency(code="it", name=agency, kind=AgencyKind.IT, country=settings.COUNTRY)
    return make_user(username=username, full_name=full_name, role=Role.ADMINISTRATOR, agency=house)
