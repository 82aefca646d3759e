"""Accounts for the sweep: every person and every agency is the administrator's to see, and nobody else's."""

from __future__ import annotations

from tests.access.world import World

ADMINISTRATOR = ("administrator",)


def build(world: World) -> None:
    people = world.people
    world.add(
        "person", own=people.frontline, foreign=people.outsider, seen_by=ADMINISTRATOR, foreign_seen_by=ADMINISTRATOR
    )
    world.add(
        "agency",
        own=people.frontline.agency,
        foreign=people.outsider.agency,
        seen_by=ADMINISTRATOR,
        foreign_seen_by=ADMINISTRATOR,
    )
