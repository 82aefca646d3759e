"""The rooms of an app, ground first (docs/building.md): each brings its permissions, its work and what it registers."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

# What a room may have that nobody imports: its lines of permission and its kinds of work say themselves on import.
SAID_ON_IMPORT = ("policy", "tasks")


def furnish(app: str) -> None:
    """Take in what every room of the app hands to the platform; called once, when the app is ready."""
    for room in import_module(app).ROOMS:
        for name in SAID_ON_IMPORT:
            if find_spec(f"{app}.{room}.{name}"):
                import_module(f"{app}.{room}.{name}")
        if find_spec(f"{app}.{room}.registrations"):
            import_module(f"{app}.{room}.registrations").register()
