"""A draft for each person under one and the same key, each readable by its author alone."""

from __future__ import annotations

from django.http import QueryDict

from carisecure.interface import drafts
from tests.access.world import World


def build(world: World) -> None:
    for key, user in world.people.items():
        text = world.canary(f"CANARY-DRAFT-{key.upper().replace('_', '-')}", readers={key})
        drafts.save(by=user, key="probe", data=QueryDict(f"narrative={text}"), known_version=0)
