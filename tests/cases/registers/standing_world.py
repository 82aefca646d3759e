"""A register that was brought in, for the sweep: its name is read by the supervisors of its unit alone."""

from __future__ import annotations

from django.utils import timezone

from carisecure.accounts.models import User
from cases.registers.models import RegisterBatch
from tests.access.world import World
from tests.roles import as_system


def build(world: World) -> None:
    own = _register(world.people.supervisor, world.canary("CANARY-IN", readers={"supervisor"}))
    foreign = _register(world.people.outsider, world.canary("CANARY-IN-FOREIGN", readers=()))
    world.add("register_in", own=own, foreign=foreign, seen_by={"supervisor"}, foreign_seen_by=())


def _register(by: User, text: str) -> RegisterBatch:
    with as_system():
        batch = RegisterBatch(
            agency_group=by.agency.group, file_name=text, sha256="1" * 64, size=1, encoding="xlsx", asked_by=by,
            state="committed", committed_at=timezone.now(), committed_by=by,
        )  # fmt: skip
        batch.save(force_insert=True)
    return batch
