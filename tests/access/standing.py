"""One world for all the tests of a module: building it takes as long as asking it three hundred times."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.access.world import World, build_world
from tests.people import make_people
from tests.roles import as_system


@pytest.fixture(scope="module")
def standing_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Stands in a transaction that is never committed. The module's tests must not ask for `db` as well."""
    with django_db_blocker.unblock(), transaction.atomic():
        with as_system():
            built = build_world(make_people())
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def world(standing_world: World) -> Iterator[World]:
    """The world for one test; what the test does to it is undone."""
    with transaction.atomic():
        yield standing_world
        transaction.set_rollback(True)
