from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from tests import server
from tests.audit.ledger_database import Ledger


@pytest.fixture
def superuser(transactional_db: None) -> Iterator[Ledger]:
    """The ledger of this worker's test database, with every right there is."""
    opened = Ledger(server.address(str(connection.settings_dict["NAME"])))
    yield opened
    opened.close()


@pytest.fixture
def as_released(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of something else: the list of guards has a test of its own, which says when it is out of date."""
    monkeypatch.setattr("carisecure.audit.guards.differences", list)
