"""Whatever room moves, the demonstration still finds who builds it; the story (tests/story) loads it in full."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from carisecure.embedded.management.commands import load_demo

ROOT = Path(load_demo.__file__).parents[4]


@pytest.mark.parametrize("builder", load_demo.BUILDERS)
def test_each_builder_of_the_demonstration_builds(builder: str) -> None:
    assert callable(import_module(builder).build)


def test_no_builder_is_forgotten() -> None:
    """Each app with something invented in it is named once."""
    named = [builder.split(".demonstration")[0].split(".")[-1] for builder in load_demo.BUILDERS]
    places = [*ROOT.glob("*/demonstration"), *ROOT.glob("carisecure/*/demonstration.py")]
    assert sorted(named) == sorted(place.parent.name for place in places)
