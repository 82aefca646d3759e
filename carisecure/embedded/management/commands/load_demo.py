"""`manage.py load_demo`: two years of an invented unit, on the demonstration's own database alone."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from carisecure.accounts.models import User
from carisecure.embedded.marker import is_demonstration_database
from carisecure.embedded.scene import Scene

# In the order in which rooms build on each other. Named here as text: the platform imports no room.
BUILDERS = (
    "carisecure.accounts.demonstration",
    "cases.demonstration.build",
    "screening.demonstration.build",
    "prosecutions.demonstration.build",
    "reports.demonstration.build",
)


class Command(BaseCommand):
    help = "Load the invented people and cases of the demonstration; does nothing where there is anybody already."

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_demonstration_database(connection):
            raise CommandError("This is not the database of the embedded demonstration: nothing was loaded.")
        if User.objects.exists():
            self.stdout.write("The demonstration is loaded already.")
            return
        load()
        self.stdout.write("The demonstration is loaded.")


@transaction.atomic
def load() -> Scene:
    """All of it or nothing."""
    scene = Scene()
    for builder in BUILDERS:
        import_module(builder).build(scene)
    return scene
