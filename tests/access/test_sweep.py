"""The sweep over every URL, and the two runs that show that it can find something."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.access.standing import standing_world, world
from tests.access.sweep import Findings, Sweeper, path_down
from tests.access.table import all_rows
from tests.access.world import World
from tests.people import PEOPLE
from tests.roles import wall_down

pytestmark = pytest.mark.slow

ALL_METHODS = ("investigator", "outsider")

__all__ = ["standing_world", "world"]  # fixtures

# Where ages are read, so that the sweep's question about their day is asked at all.
AGES_AT = {
    "investigator": {"cases:case", "cases:person", "cases:case_summary", "screening:person", "screening:referral",
                     "cases:edit_person", "screening:packet", "prosecutions:submit_file"},
    "caseworker": {"screening:my_clients", "screening:packet", "screening:referral", "screening:referral_list"},
}  # fmt: skip

# The runs that look for leaks of one guard ask these people: the right role in the wrong house, and the two who are
# given a part of a case.
CURIOUS = {"outsider": ("GET", "POST"), "caseworker": ("GET",), "prosecutor": ("GET",)}


def swept(world: World, key: str, methods: tuple[str, ...] | None = None) -> Findings:
    user = getattr(world.people, key) if key else None
    sweeper = Sweeper(world, key, user)
    return sweeper.sweep(all_rows(), methods) if methods else sweeper.sweep(all_rows())


@pytest.mark.parametrize("key", ["", *PEOPLE])
def test_every_url_answers_as_the_table_says(world: World, key: str) -> None:
    """What forms and links send, as everybody; the other methods as two who between them see and miss most."""
    findings = swept(world, key, None if key in ALL_METHODS else ("GET", "POST"))
    assert findings.leaks == []
    assert findings.wrong == []
    assert findings.requests > 250, "the table has shrunk: is it still the whole house?"
    assert AGES_AT.get(key, set()) <= findings.ages_at


@pytest.mark.parametrize("guard", ["wall", "path"])
def test_either_guard_alone_holds(world: World, guard: str) -> None:
    with wall_down() if guard == "wall" else path_down():
        found = [leak for key, methods in CURIOUS.items() for leak in shown(swept(world, key, methods))]
    assert found == []


def test_with_both_guards_down_the_sweep_finds_leaks(world: World) -> None:
    with ExitStack() as both:
        both.enter_context(wall_down())
        both.enter_context(path_down())
        found = [leak for key in ("outsider", "other_caseworker") for leak in shown(swept(world, key, ("GET",)))]
    assert len(found) > 10


def shown(findings: Findings) -> list[str]:
    """Leaks of content. Numbers of queries differ where a guard is down, without anything being shown."""
    return [leak for leak in findings.leaks if "shows" in leak or "in status" in leak or "body" in leak]
