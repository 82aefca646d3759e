"""Whoever opens a page of a case, a person, a referral or a matter is a line of the log, a form's page included."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from tests.access.standing import standing_world, world
from tests.access.sweep import Sweeper
from tests.access.table import Row, all_rows
from tests.access.world import World
from tests.audit.told import last_line, read_since

__all__ = ["standing_world", "world"]  # fixtures
pytestmark = pytest.mark.slow

# So many pages about somebody open to each of them.
LEAST = {"investigator": 30, "supervisor": 30, "frontline": 1, "caseworker": 5, "prosecutor": 10}
# Pages that show nothing of a case, and why they have an id.
OTHER = {
    "accounts:let_in": "a colleague's account",
    "accounts:release_name": "a colleague's locked name",
    "audit:readings": "who has read it, beside a page that has its line",
    "cases:end_absence": "a colleague's absence",
    "cases:let_go": "a colleague who leaves",
    "cases:upload": "how much of a file has come; the page that sends it has its line",
    "jobs:show": "one's own job",
}


def _opens(sweeper: Sweeper, row: Row) -> tuple[bool, list[tuple[str, str, str]]]:
    own: Any = sweeper.world.pairs[row.target].own
    sweeper.client.cookies = sweeper.cookies.copy()
    with transaction.atomic():
        last = last_line()
        address = reverse(row.name, kwargs={row.arg: getattr(own, "pk", own), **row.extra})
        opened = sweeper.client.get(address).status_code == 200
        lines = read_since(last)
        transaction.set_rollback(True)
    return opened, lines


@pytest.mark.parametrize("key", sorted(LEAST))
def test_no_page_about_somebody_opens_without_a_line(world: World, key: str) -> None:
    sweeper = Sweeper(world, key, getattr(world.people, key))
    asked = [row for row in all_rows() if "GET" in row.methods and row.target and row.name not in OTHER]
    found = {row.name: _opens(sweeper, row) for row in asked if key in world.pairs[row.target].seen_by}
    assert {name for name, (opened, lines) in found.items() if opened and not lines} == set()
    assert len([1 for opened, _ in found.values() if opened]) >= LEAST[key], sorted(found)
