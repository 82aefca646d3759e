"""The sink as the house under test."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from carisecure.accounts.roles import Role
from carisecure.interface import menu
from tests.people import People

TEMPLATES = Path(__file__).parent / "templates"


MENU = (("My work", "sink"), ("Agencies", "agencies"), ("Report", "report"), ("Figures", "job"))


@pytest.fixture
def sink(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(menu.MENUS, Role.INVESTIGATOR, MENU)
    settings.ROOT_URLCONF = "tests.interface.sink"
    engines = copy.deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [*engines[0]["DIRS"], TEMPLATES]
    settings.TEMPLATES = engines


@pytest.fixture
def at_work(sink: None, people: People, client: Client) -> Client:
    """The browser of the investigator, signed in."""
    client.force_login(people.investigator)
    return client
