"""Every test runs against a real PostgreSQL, behind the wall, as the application's own role."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker
from xdist.remote import Producer

from carisecure import env, libpq
from carisecure.access.vault import keys
from tests import drawing, roles, server, signing_in
from tests.clock import standing_clock
from tests.people import people
from tests.scheduling import OneHouse

__all__ = ["people", "standing_clock"]  # fixtures that every test may ask for


def pytest_configure(config: pytest.Config) -> None:
    libpq.forget()
    if "TEST_DATABASE_URL" not in os.environ:
        server.start()  # in the controlling process; workers inherit the environment
        config.add_cleanup(server.stop)
    settings.DATABASES["default"].update(env.database("TEST_DATABASE_URL"))
    settings.CELERY_BROKER_URL = os.environ["REDIS_URL"]
    roles.flush_as_superuser()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneHouse:
    return OneHouse(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is marked slow comes first, so that no process waits at the end for the other's.

    Except where it flushes the database: that stays behind what does not, as pytest-django orders it.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None or _flushes(item))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("hypothesis"):
        drawing.read_constants()


def _flushes(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return mark is not None and bool(mark.kwargs.get("transaction"))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, django_db_modify_db_settings: None
) -> Iterator[None]:
    with django_db_blocker.unblock():
        roles.build_test_database()
        yield
        roles.drop_test_database()


@pytest.fixture(autouse=True)
def no_key_in_memory() -> None:
    """Unwrapped keys are kept by the process; a test that counts queries counts from an empty memory."""
    keys.forget()


@pytest.fixture(autouse=True)
def in_the_house_language() -> None:
    """A page that was asked for in Spanish leaves Spanish on in its process; no test begins with another's language."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def signed_in_with_both_factors(monkeypatch: pytest.MonkeyPatch) -> None:
    """`client.force_login` makes a session that counts (tests/signing_in.py says why only here)."""
    monkeypatch.setattr(Client, "force_login", signing_in.force_login)
