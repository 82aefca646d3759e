from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from playwright.sync_api import Browser, sync_playwright

from carisecure.interface import assets
from tests.find_browser import find_browser
from tests.interface.browser import FLAGS
from tests.story.house import House, running


@pytest.fixture(scope="module")
def house(django_db_setup: None) -> Iterator[House]:
    assets.build()
    template = connections[DEFAULT_DB_ALIAS]
    template.close()  # a database that somebody uses cannot be copied
    with running(str(template.settings_dict["NAME"])) as house:
        yield house


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield browser
        browser.close()
