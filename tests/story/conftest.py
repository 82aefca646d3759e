from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DEFAULT_DB_ALIAS, connections

from carisecure.interface import assets
from tests.interface.browser import chromium
from tests.story.house import House, running

__all__ = ["chromium"]  # a fixture


@pytest.fixture(scope="module")
def house(django_db_setup: None) -> Iterator[House]:
    assets.build()
    template = connections[DEFAULT_DB_ALIAS]
    template.close()  # a database that somebody uses cannot be copied
    with running(str(template.settings_dict["NAME"])) as house:
        yield house
