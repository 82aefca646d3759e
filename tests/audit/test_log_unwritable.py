"""When the log cannot be written, no page shows anybody's story: every address, asked as everybody who may open it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from tests.access.standing import standing_world, world
from tests.access.sweep import Sweeper
from tests.access.table import all_rows
from tests.access.world import World
from tests.roles import as_system

__all__ = ["standing_world", "world"]  # fixtures
pytestmark = pytest.mark.slow

# What somebody typed themself and has not sent, and what a job of theirs said: nobody's page.
OWN = {"interface:draft", "jobs:show", "jobs:file"}
# So many pages show a marked text to each of them while the log can be written.
LEAST = {"investigator": 17, "supervisor": 14, "frontline": 1, "caseworker": 3, "prosecutor": 4}
NOTE_EVENT = "carisecure.note_event(text, text, text, jsonb)"


def shown(sweeper: Sweeper) -> dict[str, set[str]]:
    """By address name: the marked texts that this person is shown."""
    world, key = sweeper.world, sweeper.key
    found: dict[str, set[str]] = {}
    for row in all_rows():
        if "GET" not in row.methods or (row.target and key not in world.pairs[row.target].seen_by):
            continue
        own = world.pairs[row.target].own if row.target else None
        kwargs = {**({row.arg: getattr(own, "pk", own)} if row.target else {}), **row.extra}
        marks = world.canaries_in(sweeper.ask("GET", reverse(row.name, kwargs=kwargs)).text())
        if marks:
            found[row.name] = marks
    return found


@pytest.mark.parametrize("key", sorted(LEAST))
def test_without_the_log_no_page_shows_a_story(world: World, key: str) -> None:
    sweeper = Sweeper(world, key, getattr(world.people, key))
    before = shown(sweeper)
    with as_system(), connection.cursor() as cursor:
        cursor.execute(f"revoke execute on function {NOTE_EVENT} from carisecure_app")
    after = shown(sweeper)
    assert {name: marks for name, marks in after.items() if name not in OWN} == {}
    assert len(before) >= LEAST[key]  # otherwise nothing was shown that could be hidden
